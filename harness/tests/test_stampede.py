"""Sixteen clients, one house, six tables: nobody is told of a deadlock, and nothing is given twice."""

import os
import statistics
import threading
import time
from typing import Any

import psycopg
import pytest

from ..races.crowd import House, let_in, open_house, outcomes
from ..races.oracles import CATALOGUED

pytestmark = pytest.mark.races

ALL = os.environ.get("MAITRED_RACES") == "all"
CLIENTS = 16
SECONDS = 30 if ALL else 3


def overlaps(connection: psycopg.Connection[Any]) -> int:
    row = connection.execute(
        "select count(*) from maitred.allocations as a join maitred.allocations as b"
        " on b.table_id = a.table_id and b.id > a.id and b.during && a.during and b.restaurant_id = a.restaurant_id"
    ).fetchone()
    return int(row[0]) if row else -1


def test_a_stampede_leaves_the_house_in_order(database: str) -> None:
    with psycopg.connect(database, autocommit=True) as control:
        house = open_house(control, tables=6, bookings=30)
        end = time.monotonic() + SECONDS
        calls = let_in(database, house, CLIENTS, seed=1, until=lambda: time.monotonic() > end)
        told = {call.outcome for call in calls}
        assert told <= CATALOGUED | {"ok"}, f"{told - CATALOGUED}: {outcomes(calls)}"
        assert overlaps(control) == 0
        assert control.execute("select * from maitred.find_assignment_drift()").fetchall() == []
    times = sorted(call.seconds for call in calls)
    print(
        f"{len(calls)} calls, {len(calls) / SECONDS:.0f}/s; median {statistics.median(times) * 1000:.1f} ms, "
        f"p99 {times[len(times) * 99 // 100] * 1000:.1f} ms"
    )
    for function, counted in sorted(outcomes(calls).items()):
        print(f"  {function}: {dict(counted)}")
    assert sum(call.outcome == "ok" for call in calls if call.function == "assign") > 0


@pytest.mark.parametrize("call", ["assign", "propose"])
def test_of_many_who_want_a_free_table_one_gets_it(database: str, call: str) -> None:
    statement = {
        "assign": "select count(*) > 0 from maitred.assign_tables_atomic_v2(%s, %s)",
        "propose": "select status = 'HELD' from maitred.propose_manual_assignment(%s, %s, gen_random_uuid())",
    }[call]
    rounds = 40 if ALL else 6
    with psycopg.connect(database, autocommit=True) as control:
        for _ in range(rounds):
            house = open_house(control, tables=1, bookings=3 * CLIENTS)
            same_time = house.bookings[::3]
            got: list[bool] = []
            start = threading.Barrier(CLIENTS)
            clients = [
                threading.Thread(target=want, args=(database, statement, booking, house, start, got))
                for booking in same_time
            ]
            for client in clients:
                client.start()
            for client in clients:
                client.join()
            assert len(got) == CLIENTS
            assert got.count(True) == 1


def want(dsn: str, statement: str, booking: str, house: House, start: threading.Barrier, got: list[bool]) -> None:
    with psycopg.connect(dsn, autocommit=True) as connection:
        start.wait()
        try:
            row = connection.execute(statement.encode(), (booking, list(house.tables))).fetchone()
            got.append(bool(row and row[0]))
        except psycopg.Error as error:
            if error.sqlstate == "MD201":  # any other leaves too few answers
                got.append(False)
