"""Clock changes, leap days, year ends, midnight, every client's time zone, and the clock after a lock wait."""

import os
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import pytest

from .. import floor

pytestmark = pytest.mark.races

Connect = Callable[..., psycopg.Connection[Any]]
ALL = os.environ.get("MAITRED_RACES") == "all"

PARIS, SYDNEY, LORD_HOWE, CHATHAM = "Europe/Paris", "Australia/Sydney", "Australia/Lord_Howe", "Pacific/Chatham"
CLIENTS = [
    *("UTC", "Europe/Paris", "America/New_York", "Asia/Kolkata", "Pacific/Kiritimati"),
    *("Pacific/Pago_Pago", LORD_HOWE, CHATHAM, "America/St_Johns", "Asia/Kathmandu"),
]


def restaurant(connection: psycopg.Connection[Any], timezone: str, tables: int = 1) -> tuple[str, list[str]]:
    seats = {f"T{number}": 4 for number in range(tables)}
    restaurant_id, ids = floor.open_restaurant(connection, seats, timezone=timezone)
    return str(restaurant_id), [str(ids[name]) for name in seats]


def first_pass(local: datetime, zone: str) -> datetime:
    """Return the instant in UTC: times of different zones are never equal in an ambiguous hour (PEP 495)."""
    return local.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC)


def in_utc(value: Any) -> Any:
    return value.astimezone(UTC) if isinstance(value, datetime) else value


def refused(call: Callable[[], Any]) -> str:
    try:
        call()
    except psycopg.Error as error:
        return error.sqlstate or ""
    return "ok"


def one(connection: psycopg.Connection[Any], query: str, *arguments: Any) -> Any:
    row = connection.execute(query.encode(), arguments).fetchone()
    return row[0] if row else None


# --- The wall clock ---------------------------------------------------------------------------------------------------

CHANGES = [
    # zone, the hour that is missing, the hour that comes twice
    (PARIS, "2031-03-30 02:30", "2031-10-26 02:30"),
    ("America/New_York", "2031-03-09 02:30", "2031-11-02 01:30"),
    (SYDNEY, "2031-10-05 02:30", "2031-04-06 02:30"),
    (LORD_HOWE, "2031-10-05 02:15", "2031-04-06 01:45"),
    (CHATHAM, "2031-09-28 03:15", "2031-04-06 03:15"),
    ("America/Santiago", "2031-09-07 00:30", "2031-04-05 23:30"),
]


@pytest.mark.parametrize(("zone", "missing", "twice"), CHANGES)
def test_the_non_existent_hour_is_refused_and_of_the_ambiguous_one_the_first_is_meant(
    connect: Connect, zone: str, missing: str, twice: str
) -> None:
    connection = connect()
    place, _ = restaurant(connection, zone)
    assert refused(lambda: one(connection, "select maitred.local_instant(%s, %s)", place, missing)) == "MD302"
    instant = one(connection, "select maitred.local_instant(%s, %s)", place, twice)
    local = datetime.fromisoformat(twice)
    assert instant == first_pass(local, zone)
    assert instant != local.replace(tzinfo=ZoneInfo(zone), fold=1).astimezone(UTC)


def test_every_quarter_of_an_hour_of_a_year_is_what_python_says(connect: Connect) -> None:
    connection = connect()
    for zone in (PARIS, "America/New_York", LORD_HOWE) if ALL else (PARIS,):
        place, _ = restaurant(connection, zone)
        first = datetime(2031, 1, 1)
        locals_ = [first + timedelta(minutes=15 * n) for n in range(365 * 96)]
        real = [
            local
            for local in locals_
            if first_pass(local, zone).astimezone(ZoneInfo(zone)).replace(tzinfo=None) == local
        ]
        assert len(real) < len(locals_)
        real = real if ALL else real[::7]
        rows = connection.execute(
            "select maitred.local_instant(%s, l) from unnest(%s::timestamp[]) as l", (place, real)
        ).fetchall()
        assert [instant for (instant,) in rows] == [first_pass(local, zone) for local in real]


@pytest.mark.parametrize(
    ("zone", "start", "hours"),
    [
        (PARIS, "2031-03-30T01:00", 3),  # the clock goes forward
        (PARIS, "2031-10-26T01:00", 3),  # and back
        (SYDNEY, "2031-04-06T01:30", 2),
        (PARIS, "2032-02-28T23:00", 2),  # into a leap day
        (PARIS, "2032-02-29T23:00", 2),  # and out of it
        (PARIS, "2031-12-31T23:00", 3),  # into the next year
        (CHATHAM, "2031-12-31T23:45", 2),
    ],
)
def test_a_stay_is_as_long_as_it_is_whatever_the_clock_does(
    connect: Connect, zone: str, start: str, hours: int
) -> None:
    connection = connect()
    place, tables = restaurant(connection, zone)
    begins = datetime.fromisoformat(start).replace(tzinfo=ZoneInfo(zone)).astimezone(ZoneInfo("UTC"))
    ends = begins + timedelta(hours=hours)
    booking, next_one = (
        one(connection, "select id from maitred.create_booking(%s, 2, %s, 'a', null, %s)", place, at, until)
        for at, until in ((begins, ends), (ends, ends + timedelta(hours=1)))
    )
    for who in (booking, next_one):
        connection.execute("select maitred.assign_tables_atomic_v2(%s, %s::uuid[])", (who, tables))
    taken = one(
        connection, "select upper(during) - lower(during) from maitred.allocations where booking_id = %s", booking
    )
    assert taken == timedelta(hours=hours)
    moved = one(
        connection,
        "select end_at - start_at from maitred.modify_booking(%s, p_start_at => %s)",
        booking,
        begins + timedelta(days=1),
    )
    assert moved == timedelta(hours=hours)
    assert connection.execute("select * from maitred.find_assignment_drift()").fetchall() == []


@pytest.mark.parametrize("evening", ["2031-03-29", "2031-10-25", "2032-02-29", "2031-12-31", "2031-06-07"])
def test_a_service_past_midnight_is_open_until_it_closes(connect: Connect, evening: str) -> None:
    connection = connect()
    place, _ = restaurant(connection, PARIS)
    connection.execute(
        "insert into maitred.service_periods (restaurant_id, name, weekday, opens, closes)"
        " select %s, 'late', extract(isodow from %s::date), '19:00', '02:00'",
        (place, evening),
    )
    night = datetime.fromisoformat(evening)
    for hours, outcome in ((18.75, "MD302"), (19, "ok"), (23.75, "ok"), (24, "ok"), (25.75, "ok"), (27, "MD302")):
        local = night + timedelta(hours=hours)
        at = local.replace(tzinfo=ZoneInfo(PARIS))
        told = refused(
            lambda at=at: connection.execute("select maitred.create_booking(%s, 2, %s, 'a', null)", (place, at))  # type: ignore[misc]
        )
        assert told == outcome, f"{local}: {told}"


# --- The client's time zone -------------------------------------------------------------------------------------------

LIFE = [
    "select end_at from maitred.create_booking(%(restaurant)s, 2, '2031-10-26 02:30+02', 'a', 'a@example.org',"
    " p_idempotency_key => 'key')",
    "select end_at from maitred.create_booking(%(restaurant)s, 2, '2031-10-26 00:30+00', 'a', 'a@example.org',"
    " p_idempotency_key => 'key')",
    "select id as booking from maitred.bookings where restaurant_id = %(restaurant)s",
    "select start_at from maitred.assign_tables_atomic_v2(%(booking)s, %(tables)s::uuid[], 'key',"
    " p_start_at => '2031-10-26 00:30+00', p_end_at => '2031-10-26 02:00+00')",
    "select start_at from maitred.assign_tables_atomic_v2(%(booking)s, %(tables)s::uuid[], 'key',"
    " p_start_at => '2031-10-26 02:30+02', p_end_at => '2031-10-26 03:00+01')",
    "select maitred.requires_table_realignment(%(booking)s, 2, '2031-10-26 00:30+00', null)",
    "select version from maitred.modify_booking(%(booking)s, p_start_at => '2031-10-26 00:30+00')",
    "select hold_expires_at - updated_at"
    " from maitred.propose_manual_assignment(%(booking)s, %(tables)s::uuid[], %(restaurant)s)",
    "select id as session from maitred.manual_assignment_sessions where restaurant_id = %(restaurant)s",
    "select status::text from maitred.confirm_manual_assignment(%(session)s, %(restaurant)s)",
    "select start_at from maitred.modify_booking(%(booking)s, p_start_at => '2031-12-31 23:00+01')",
    "select status::text from maitred.cancel_booking(%(booking)s)",
    "select jsonb_object_agg(o.kind, c.payload - '{version,reference}'::text[]) from maitred_internal.outbox_keys as o"
    " join maitred_internal.outbox_contents as c using (email_id) where o.restaurant_id = %(restaurant)s",
    "select lower(during) from maitred.allocations where restaurant_id = %(restaurant)s",
    "select start_at from maitred.find_available_slots(%(restaurant)s, '2031-10-26', 2) limit 20",
]


def test_the_clients_time_zone_changes_nothing(connect: Connect) -> None:
    told: dict[str, list[Any]] = {}
    for zone in CLIENTS:
        connection = connect(options="-c datestyle=ISO,DMY")
        connection.execute(f"set timezone = '{zone}'")
        place, tables = restaurant(connection, PARIS)
        known: dict[str, Any] = {"restaurant": place, "tables": tables}
        told[zone] = []
        for statement in LIFE:
            cursor = connection.execute(statement.encode(), known)
            assert cursor.description is not None
            rows = cursor.fetchall()
            if cursor.description[0].name in ("booking", "session"):
                known[cursor.description[0].name] = rows[0][0]
            else:
                told[zone].append([[in_utc(value) for value in row] for row in rows])
    first = told[CLIENTS[0]]
    for zone in CLIENTS[1:]:
        assert told[zone] == first, zone


# --- The clock after a wait -------------------------------------------------------------------------------------------


def held(connect: Connect, milliseconds: int) -> tuple[psycopg.Connection[Any], dict[str, Any]]:
    """Hold a table for a booking in an old transaction's eyes; return what there is."""
    connection = connect()
    place, tables = restaurant(connection, PARIS)
    booking, rival = (
        one(connection, "select id from maitred.create_booking(%s, 2, '2031-06-07 19:00+02', 'a', null)", place)
        for _ in range(2)
    )
    session, hold = connection.execute(
        "select id, hold_id from maitred.propose_manual_assignment(%s, %s::uuid[], %s)", (booking, tables, place)
    ).fetchall()[0]
    connection.execute(
        "select maitred_internal.set_hold_expiry(h, clock_timestamp() + %s * interval '1 ms')"
        " from maitred.table_holds as h where h.id = %s",
        (milliseconds, hold),
    )
    return connection, {
        "restaurant": place, "tables": tables, "booking": booking, "rival": rival, "session": session, "hold": hold
    }  # fmt: skip


LATE = [
    ("select status::text from maitred.confirm_manual_assignment(%(session)s, %(restaurant)s)", "EXPIRED"),
    ("select id from maitred.extend_table_hold(%(hold)s)", "MD402"),
    ("select maitred.assign_tables_to_booking_from_hold_v3(%(hold)s)", "MD402"),
    ("select maitred.release_table_hold(%(hold)s)", False),
]


@pytest.mark.parametrize(("call", "answer"), LATE)
def test_who_began_in_time_and_waited_too_long_is_too_late(connect: Connect, call: str, answer: Any) -> None:
    control, known = held(connect, 300)
    blocker, client = connect(), connect()
    blocker.execute("begin")
    blocker.execute("select from maitred.bookings where id = %s for update", (known["booking"],))
    told: list[Any] = []

    def late() -> None:
        client.execute("begin")
        one(client, "select now()")  # the transaction's start lies before the end of the hold
        try:
            told.append(_one(client, call, known))
        except psycopg.Error as error:
            told.append(error.sqlstate)
        client.execute("rollback")

    waiting = threading.Thread(target=late)
    waiting.start()
    while one(control, "select clock_timestamp() <= expires_at from maitred.table_holds where id = %s", known["hold"]):
        time.sleep(0.02)
    blocker.execute("commit")
    waiting.join()
    assert told == [answer]


def _one(connection: psycopg.Connection[Any], query: str, known: dict[str, Any]) -> Any:
    row = connection.execute(query.encode(), known).fetchone()
    return row[0] if row else None


def test_an_old_transaction_is_not_in_the_way_of_a_hold_that_ran_out(connect: Connect) -> None:
    control, known = held(connect, 50)
    client = connect()
    client.execute("begin")
    one(client, "select now()")
    while one(control, "select clock_timestamp() <= expires_at from maitred.table_holds where id = %s", known["hold"]):
        time.sleep(0.01)
    rows = client.execute("select * from maitred.assign_tables_atomic_v2(%(rival)s, %(tables)s::uuid[])", known)
    assert len(rows.fetchall()) == 1
    client.execute("commit")


def test_an_old_transaction_takes_a_hold_that_lasts_from_now(connect: Connect) -> None:
    connection = connect()
    place, tables = restaurant(connection, PARIS)
    booking = one(connection, "select id from maitred.create_booking(%s, 2, '2031-06-07 19:00+02', 'a', null)", place)
    connection.execute("begin")
    one(connection, "select now(), pg_sleep(0.2)")
    lasts = one(
        connection,
        "select expires_at - now() > interval '30.15 s'"
        " from maitred.create_table_hold_v2(%s, %s::uuid[], p_ttl => '30 s')",
        booking,
        tables,
    )
    assert lasts
