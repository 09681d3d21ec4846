"""Availability that cannot lie: on random floors, what it says is free assign accepts, and nothing else is free."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import combinations
from random import Random
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from ..database import Connection

DAY = "2031-06-07"
OPENS = datetime.fromisoformat("2031-06-07T18:00+02:00")
HOURS = 7  # until one in the morning
STEP = timedelta(minutes=60)


def build_restaurant(connection: Connection, random: Random) -> tuple[UUID, list[UUID]]:
    """Make a restaurant with four to seven tables and settings drawn at random."""
    restaurant, zones = uuid4(), [uuid4(), uuid4()]
    connection.execute(
        "insert into maitred.restaurants (id, name, timezone, max_combined_tables, require_adjacency,"
        " block_spare_seats, max_spare_seats, buffer_after)"
        " values (%s, 'restaurant', 'Europe/Paris', %s, %s, %s, %s, %s)",
        [
            restaurant,
            random.randint(1, 3),
            random.random() < 0.6,
            random.random() < 0.3,
            random.randint(0, 4),
            timedelta(minutes=random.choice([0, 0, 10, 15])),
        ],
    )
    connection.execute(
        "insert into maitred.service_periods (restaurant_id, name, weekday, opens, closes,"
        " max_arriving_parties, max_covers_present) values (%s, 'dinner', 6, '18:00', '01:00', %s, %s)",
        [restaurant, random.choice([None, None, 2]), random.choice([None, None, 14])],
    )
    connection.execute(
        "insert into maitred.turn_times (restaurant_id, max_party, duration) values"
        " (%s, 2, '75 min'), (%s, 4, '90 min'), (%s, 20, '2 hours')",
        [restaurant] * 3,
    )
    for zone in zones:
        connection.execute("insert into maitred.zones values (%s, %s, %s)", [restaurant, zone, str(zone)])
    tables = [uuid4() for _ in range(random.randint(4, 7))]
    for table in tables:
        seats = random.choice([2, 2, 4, 4, 6])
        connection.execute(
            "insert into maitred.table_inventory values (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [
                restaurant,
                table,
                zones[random.random() < 0.3],
                str(table),
                seats,
                random.choice([1, 1, 1, 2]),
                random.choice([None, None, max(2, seats - 1)]),
                random.random() < 0.85,
                random.random() < 0.9,
            ],
        )
    for a, b in combinations(tables, 2):
        if random.random() < 0.45:
            connection.execute("insert into maitred.table_adjacencies values (%s, %s, %s)", [restaurant, a, b])
    return restaurant, tables


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
