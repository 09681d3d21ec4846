"""A crowd of clients who do anything at any time to one restaurant, each in a connection and a thread of its own."""

import json
import random
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import psycopg

from .. import floor

EVENING = "timestamptz '2031-06-07 %s:00+02'"


@dataclass
class Call:
    """A call that a client made: what was asked, and what was answered (None: nothing, the connection broke).

    before, after: what was committed then, as a ``pg_snapshot``; after is only looked at when the call was refused.
    """

    function: str
    arguments: tuple[Any, ...]
    outcome: str | None = None
    seconds: float = 0.0
    rows: list[tuple[Any, ...]] = field(default_factory=list)
    detail: dict[str, Any] = field(default_factory=dict)
    before: str = ""
    after: str = ""


@dataclass
class Restaurant:
    """Ids that the crowd knows."""

    id: str
    tables: Sequence[str]
    bookings: list[str] = field(default_factory=list)
    sessions: list[tuple[str, str]] = field(default_factory=list)


def open_restaurant(connection: psycopg.Connection[Any], tables: int, bookings: int) -> Restaurant:
    """Open a restaurant with tables for four, all neighbours in a row, and bookings of two."""
    seats = {f"T{number}": 4 for number in range(tables)}
    restaurant_id, ids = floor.open_restaurant(connection, seats, pairwise(seats))
    restaurant = Restaurant(str(restaurant_id), [str(ids[name]) for name in seats])
    for number in range(bookings):
        row = connection.execute(
            f"select id::text from maitred.create_booking(%s, 2, {EVENING % (18 + number % 3)}, %s, null)",
            (restaurant.id, f"guest {number}"),
        ).fetchone()
        assert row is not None
        restaurant.bookings.append(row[0])
    return restaurant


def choices(restaurant: Restaurant, chance: random.Random) -> Iterator[tuple[str, str, tuple[Any, ...]]]:
    """Give call after call: its name, its statement and its arguments."""
    user = str(uuid.UUID(int=chance.getrandbits(2), version=4))
    while True:
        booking, other = chance.choice(restaurant.bookings), chance.choice(restaurant.bookings)
        first = chance.randrange(len(restaurant.tables))
        tables = list(restaurant.tables[first : first + chance.choice([1, 1, 1, 2])])
        key = f"key {chance.randrange(3)}" if chance.random() < 0.3 else None
        hour = EVENING % chance.choice([18, 19, 20])
        calls = [
            (8, "assign", "select * from maitred.assign_tables_atomic_v2(%s, %s, %s)", (booking, tables, key)),
            (4, "unassign", "select * from maitred.unassign_tables_atomic(%s)", (booking,)),
            (2, "reassign", "select * from maitred.reassign_tables_atomic(%s, %s)", (booking, tables)),
            (2, "swap", "select * from maitred.swap_tables_atomic(%s, %s)", (booking, other)),
            (2, "modify", f"select id from maitred.modify_booking(%s, p_start_at => {hour})", (booking,)),
            (3, "propose", "select id::text, created_by::text from maitred.propose_manual_assignment(%s, %s, %s)",
             (booking, tables, user)),
            (1, "hold", "select id from maitred.create_table_hold_v2(%s, %s, null, '1 s')", (booking, tables)),
            (1, "block", f"select id from maitred.block_tables(%s, %s, {hour}, {hour} + interval '1 hour')",
             (restaurant.id, tables)),
            (1, "unblock", "select maitred.unblock_tables(array(select id from maitred.table_blocks"
             " where restaurant_id = %s limit 1) || gen_random_uuid())", (restaurant.id,)),
            (1, "job", "select maitred.run_assignment_job()", ()),
            (1, "sweep", "select maitred.expire_holds_and_sessions(10)", ()),
            (1, "check", "select * from maitred.check_table_assignment(%s, %s)", (booking, tables)),
        ]  # fmt: skip
        if restaurant.sessions:
            session = chance.choice(restaurant.sessions[-20:])
            calls.append((3, "confirm", "select id::text from maitred.confirm_manual_assignment(%s, %s)", session))
            calls.append((1, "give up", "select id::text from maitred.cancel_manual_assignment(%s, %s)", session))
        _, name, statement, arguments = chance.choices(calls, [call[0] for call in calls])[0]
        yield name, statement, arguments


def client(
    dsn: str, restaurant: Restaurant, seed: int, until: Callable[[], bool], calls: list[Call], start: threading.Barrier
) -> None:
    """Call until told to stop; a connection that breaks is opened again."""
    chance = random.Random(seed)
    wishes = choices(restaurant, chance)
    start.wait()
    while not until():
        try:
            with psycopg.connect(dsn, autocommit=True, application_name="crowd") as connection:
                while not until():
                    calls.append(_call(connection, restaurant, *next(wishes)))
                    if calls[-1].outcome is None:
                        break
        except psycopg.OperationalError:
            time.sleep(0.05)


def _call(
    connection: psycopg.Connection[Any], restaurant: Restaurant, name: str, statement: str, arguments: tuple[Any, ...]
) -> Call:
    call = Call(name, arguments)
    began = 0.0
    try:
        call.before = _committed(connection)
        began = time.monotonic()
        call.rows = connection.execute(statement.encode(), arguments).fetchall()
        call.seconds, call.outcome = time.monotonic() - began, "ok"
        if name == "propose":
            restaurant.sessions.append(call.rows[0])
    except psycopg.Error as error:
        call.seconds = time.monotonic() - began
        if error.sqlstate and error.sqlstate[:2] not in ("57", "08"):
            call.outcome = error.sqlstate
            call.detail = json.loads(error.diag.message_detail or "{}") if error.sqlstate[:2] == "MD" else {}
            call.after = _committed(connection)
    return call


def _committed(connection: psycopg.Connection[Any]) -> str:
    row = connection.execute("select pg_current_snapshot()::text").fetchone()
    return str(row[0]) if row else ""


def run_clients(dsn: str, restaurant: Restaurant, clients: int, seed: int, until: Callable[[], bool]) -> list[Call]:
    """Let a crowd in until told to stop; return every call, in no particular order."""
    logs: list[list[Call]] = [[] for _ in range(clients)]
    start = threading.Barrier(clients)
    threads = [
        threading.Thread(target=client, args=(dsn, restaurant, seed + number, until, log, start), daemon=True)
        for number, log in enumerate(logs)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [call for log in logs for call in log]


def outcomes(calls: Sequence[Call]) -> dict[str, Counter[str]]:
    """Count the outcomes of each function."""
    found: dict[str, Counter[str]] = {}
    for call in calls:
        found.setdefault(call.function, Counter())[call.outcome or "no answer"] += 1
    return found
