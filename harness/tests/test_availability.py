"""Availability that cannot lie: on random floors, what it says is free assign accepts, and nothing else is free."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import combinations
from random import Random
from typing import Any
from uuid import UUID

import psycopg
import pytest

from .. import floor
from ..database import Connection

DAY = "2031-06-07"
OPENS = datetime.fromisoformat("2031-06-07T18:00+02:00")
HOURS = 7  # until one in the morning
STEP = timedelta(minutes=60)


def build_restaurant(connection: Connection, random: Random) -> tuple[UUID, list[UUID]]:
    """Make a restaurant with four to seven tables and settings drawn at random."""
    settings: dict[str, Any] = {
        "max_combined_tables": random.randint(1, 3),
        "require_adjacency": random.random() < 0.6,
        "block_spare_seats": random.random() < 0.3,
        "max_spare_seats": random.randint(0, 4),
        "buffer_after": timedelta(minutes=random.choice([0, 0, 10, 15])),
    }
    dinner = {
        "name": "dinner", "weekday": 6, "opens": "18:00", "closes": "01:00",
        "max_arriving_parties": random.choice([None, None, 2]), "max_covers_present": random.choice([None, None, 14]),
    }  # fmt: skip
    tables = [
        {
            "name": f"T{number}",
            "capacity": (seats := random.choice([2, 2, 4, 4, 6])),
            "zone": "terrace" if random.random() < 0.3 else "hall",
            "min_party": random.choice([1, 1, 1, 2]),
            "max_party": random.choice([None, None, max(2, seats - 1)]),
            "movable": random.random() < 0.85,
            "in_service": random.random() < 0.9,
        }
        for number in range(random.randint(4, 7))
    ]
    restaurant, ids = floor.open_restaurant(
        connection,
        tables,
        [pair for pair in combinations([str(table["name"]) for table in tables], 2) if random.random() < 0.45],
        services=[dinner],
        turn_times={2: timedelta(minutes=75), 4: timedelta(minutes=90), 20: timedelta(hours=2)},
        auto_assign_on_booking=True,
        **settings,
    )
    return restaurant, list(ids.values())


def fill_restaurant(connection: Connection, random: Random, restaurant: UUID, tables: list[UUID]) -> None:
    """Seat some bookings, block a table, hold one, and let another hold expire."""
    for _ in range(random.randint(3, 9)):
        booking = book(
            connection,
            restaurant,
            random.choice([1, 2, 2, 3, 4, 6, 8]),
            OPENS + random.randint(0, 20) * timedelta(minutes=15),
        )
        connection.execute("select maitred.auto_assign_booking(%s, true)", [booking])
    start = OPENS + random.randint(0, 12) * timedelta(minutes=15)
    connection.execute(
        "select maitred.block_tables(%s, %s, %s, %s) where not exists (select from maitred.allocations"
        " as l where l.table_id = %s and l.during && tstzrange(%s, %s))",
        [restaurant, [tables[0]], start, start + 2 * STEP, tables[0], start, start + 2 * STEP],
    )
    for table, expired in zip(random.sample(tables, 2), (False, True), strict=True):
        booking = book(connection, restaurant, 1, OPENS + random.randint(0, 12) * timedelta(minutes=15))
        try:
            connection.execute("select maitred.create_table_hold_v2(%s, %s)", [booking, [table]])
        except psycopg.Error:
            continue
        if expired:
            connection.execute(
                "update maitred.allocations as l set expires_at = now() - interval '1 hour'"
                " from maitred.table_holds as h where h.booking_id = %s and l.hold_id = h.id",
                [booking],
            )
            connection.execute(
                "update maitred.table_holds as h set created_at = now() - interval '2 hours', expires_at = l.expires_at"
                " from maitred.allocations as l where h.booking_id = %s and l.hold_id = h.id",
                [booking],
            )


def book(connection: Connection, restaurant: UUID, party: int, start: datetime) -> UUID:
    row = connection.execute(
        "select b.id from maitred.create_booking(%s, %s, %s, 'Anna', null) as b", [restaurant, party, start]
    ).fetchone()
    assert row
    booking: UUID = row[0]
    return booking


def accepted(connection: Connection, booking: UUID, tables: list[UUID]) -> bool:
    """Say whether any set of tables at all has nothing against it by the rules of assign."""
    sets = [list(s) for size in range(1, 4) for s in combinations(tables, size)]
    row = connection.execute(
        "select exists (select from unnest(%s::text[]) as s (ids) where not exists (select from"
        " maitred.check_table_assignment(%s, s.ids::uuid[]) as c where c.severity = 'block'))",
        [["{" + ",".join(map(str, s)) + "}" for s in sets], booking],
    ).fetchone()
    assert row
    return bool(row[0])


@pytest.mark.parametrize("seed", range(10))
def test_what_is_free_is_what_assign_accepts(connect: Callable[..., Connection], seed: int) -> None:
    random = Random(seed)
    connection = connect()
    restaurant, tables = build_restaurant(connection, random)
    fill_restaurant(connection, random, restaurant, tables)

    for party in random.sample(range(1, 13), 3):
        rows = connection.execute(
            "select start_at, best_table_ids from maitred.find_available_slots(%s, %s, %s, %s)",
            [restaurant, DAY, party, STEP],
        )
        found: dict[datetime, Any] = dict(rows.fetchall())
        for number in range(HOURS):
            start = OPENS + number * STEP
            with connection.transaction(force_rollback=True):
                booking = book(connection, restaurant, party, start)
                assert (start in found) == accepted(connection, booking, tables), f"{party} guests at {start}"
                suggested = connection.execute(
                    "select table_ids from maitred.suggest_tables(%s, 1)", [booking]
                ).fetchone()
                assert (suggested[0] if suggested else None) == found.get(start)
                if start in found:
                    connection.execute("select maitred.assign_tables_atomic_v2(%s, %s)", [booking, found[start]])
    assert not connection.execute("select * from maitred.find_assignment_drift()").fetchall()
