"""Measures how good the planner is, against proven optima, and how long it takes; ``python -m harness.bench_planner``."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

import psycopg

from .bench_planner_evenings import LAST_START, MOST_COMBINED, STAYS, Evening

ZERO = datetime(2031, 6, 7, 17, tzinfo=UTC)
CELL = timedelta(minutes=15)
SPACE = UUID("6b0e3a3e-0d1f-4c0e-9a51-6d5b1f3c0a11")


def house_of(evening: Evening) -> UUID:
    """Return the id of the restaurant in which an evening takes place."""
    return uuid5(SPACE, evening.name)


def open_house(connection: psycopg.Connection, evening: Evening) -> UUID:
    """Make the restaurant of an evening, without bookings."""
    house = house_of(evening)
    zone = uuid5(house, "zone")
    tables = [uuid5(house, f"table {number}") for number in range(len(evening.seats))]
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into maitred.restaurants (id, name, timezone, max_combined_tables, max_spare_seats, auto_assign_on_booking)"
            " values (%s, %s, 'UTC', %s, 100, false)",
            [house, evening.name, MOST_COMBINED],
        )
        cursor.execute("insert into maitred.zones values (%s, %s, 'hall')", [house, zone])
        cursor.execute(
            "insert into maitred.service_periods (restaurant_id, name, weekday, opens, closes)"
            " values (%s, 'dinner', 6, '17:00', '00:00')",
            [house],
        )
        cursor.executemany(
            "insert into maitred.turn_times (restaurant_id, max_party, duration) values (%s, %s, %s)",
            [(house, party, cells * CELL) for party, cells in STAYS],
        )
        cursor.execute(
            "insert into maitred.table_inventory (restaurant_id, id, zone_id, name, capacity)"
            " select %s, t.id, %s, 'T' || t.n, t.seats from unnest(%s::uuid[], %s::int[]) with ordinality as t (id, seats, n)",
            [house, zone, tables, list(evening.seats)],
        )
        pairs = [(tables[a], tables[b]) for a, b in evening.neighbours]
        if pairs:
            cursor.execute(
                "insert into maitred.table_adjacencies select %s, a, b from unnest(%s::uuid[], %s::uuid[]) as p (a, b)",
                [house, [a for a, _ in pairs], [b for _, b in pairs]],
            )
    return house


def take_requests(connection: psycopg.Connection, evening: Evening) -> list[UUID]:
    """Write the requests of an evening as waiting bookings, without jobs and emails, and return their ids."""
    house = house_of(evening)
    ids = [uuid5(house, f"booking {number}") for number in range(len(evening.requests))]
    with connection.cursor() as cursor, cursor.copy(
        "copy maitred.bookings (restaurant_id, id, party_size, start_at, end_at, guest_name, locale, source, created_at,"
        " updated_at) from stdin"
    ) as copy:
        now = datetime.now(UTC)
        for number, request in enumerate(evening.requests):
            start, end = ZERO + request.start * CELL, ZERO + request.end * CELL
            copy.write_row([house, ids[number], request.party, start, end, f"guest {number}", "en", "import", now, now])
    return ids
