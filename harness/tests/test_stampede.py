"""Sixteen clients, one restaurant, six tables: no deadlock, nothing given twice, nothing refused that was to be had."""

import dataclasses
import os
import statistics
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial
from typing import Any

import psycopg
import pytest

from ..races.invariants import CATALOGUED
from .clients import Call, Restaurant, open_restaurant, outcomes, run_clients

pytestmark = pytest.mark.races

ALL = os.environ.get("MAITRED_RACES") == "all"
CLIENTS = 16
SECONDS = 30 if ALL else 2


def overlaps(connection: psycopg.Connection[Any]) -> int:
    row = connection.execute(
        "select count(*) from maitred.allocations as a join maitred.allocations as b"
        " on b.table_id = a.table_id and b.id > a.id and b.during && a.during and b.restaurant_id = a.restaurant_id"
    ).fetchone()
    return int(row[0]) if row else -1


# Who came to a table and who went, by transaction: whatever anybody says later can be checked against it.
WATCH = """
    create table who_was_there (
        allocation bigint, table_id uuid, owner uuid, gone boolean, xid xid8 default pg_current_xact_id()
    );
    create index on who_was_there (table_id, owner);
    create index on who_was_there (allocation) where gone;
    create function watch() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
    begin
        if tg_op <> 'INSERT' then
            insert into who_was_there (allocation, table_id, owner, gone)
            values (old.id, old.table_id, coalesce(old.booking_id, old.hold_id, old.block_id), true);
        end if;
        if tg_op <> 'DELETE' then
            insert into who_was_there (allocation, table_id, owner, gone)
            values (new.id, new.table_id, coalesce(new.booking_id, new.hold_id, new.block_id), false);
        end if;
        return null;
    end $$;
    create trigger watch after insert or delete or update of booking_id on maitred.allocations
    for each row execute function watch();
"""
NEVER_THERE = """
    select told.number
    from unnest(%s::int[], %s::uuid[], %s::uuid[], %s::pg_snapshot[], %s::pg_snapshot[])
        as told (number, table_id, owner, before, after)
    where not exists (
        select from who_was_there as came
        where came.table_id = told.table_id and came.owner = told.owner and not came.gone
            and pg_visible_in_snapshot(came.xid, told.after)
            and not exists (
                select from who_was_there as went
                where went.allocation = came.allocation and went.owner = told.owner and went.gone
                    and pg_visible_in_snapshot(went.xid, told.before)
            )
    )
"""


def refused_without_reason(connection: psycopg.Connection[Any], refused: list[Call]) -> list[Call]:
    """Return the calls that were refused a table which at no instant of the call was as the refusal says."""
    told = [
        (number, taken["table_id"], taken["blocker_id"], call.before, call.after)
        for number, call in enumerate(refused)
        for taken in call.detail.get("taken") or [{"table_id": None, "blocker_id": None}]
    ]
    rows = connection.execute(NEVER_THERE, [list(column) for column in zip(*told, strict=True)]).fetchall()
    return [refused[number] for (number,) in rows]


def test_a_stampede_leaves_the_restaurant_in_order(database: str) -> None:
    with psycopg.connect(database, autocommit=True) as control:
        restaurant = open_restaurant(control, tables=6, bookings=30)
        control.execute(WATCH)
        end = time.monotonic() + SECONDS
        calls = run_clients(database, restaurant, CLIENTS, seed=1, until=lambda: time.monotonic() > end)
        times = sorted(call.seconds for call in calls)
        print(
            f"\n{len(calls)} calls, {len(calls) / SECONDS:.0f}/s; median {statistics.median(times) * 1000:.1f} ms, "
            f"p99 {times[len(times) * 99 // 100] * 1000:.1f} ms"
        )
        for function, counted in sorted(outcomes(calls).items()):
            print(f"  {function}: {dict(counted)}")
        told = {call.outcome for call in calls}
        assert told <= CATALOGUED | {"ok"}, f"{told - CATALOGUED}: {outcomes(calls)}"
        assert overlaps(control) == 0
        assert control.execute("select * from maitred.find_assignment_drift()").fetchall() == []
        refused = [call for call in calls if call.outcome == "MD201"]
        assert refused_without_reason(control, refused) == []
        # The measure measures: at the first of these calls nobody was anywhere.
        before = min(refused, key=lambda call: int(call.before.split(":")[0])).before
        assert refused_without_reason(control, [dataclasses.replace(call, after=before) for call in refused])
    assert sum(call.outcome == "ok" for call in calls if call.function == "assign") > 0


@pytest.mark.parametrize("call", ["assign", "propose"])
def test_of_many_who_want_a_free_table_one_gets_it(database: str, call: str) -> None:
    statement = {
        "assign": "select count(*) > 0 from maitred.assign_tables_atomic_v2(%s, %s)",
        "propose": "select status = 'HELD' from maitred.propose_manual_assignment(%s, %s, gen_random_uuid())",
    }[call]
    with ExitStack() as stack, ThreadPoolExecutor(CLIENTS) as threads:
        control, *clients = (
            stack.enter_context(psycopg.connect(database, autocommit=True)) for _ in range(1 + CLIENTS)
        )
        for _ in range(40 if ALL else 6):
            restaurant = open_restaurant(control, tables=1, bookings=3 * CLIENTS)
            same_time = restaurant.bookings[::3]
            start = threading.Barrier(CLIENTS)
            told = list(threads.map(partial(want, statement, restaurant, start), clients, same_time))
            assert told.count("MD201") + told.count(False) == CLIENTS - 1, told
            assert told.count(True) == 1, told


def want(
    statement: str, restaurant: Restaurant, start: threading.Barrier, client: psycopg.Connection[Any], booking: str
) -> bool | str | None:
    start.wait()
    try:
        row = client.execute(statement.encode(), (booking, list(restaurant.tables))).fetchone()
    except psycopg.Error as error:
        return error.sqlstate
    return bool(row and row[0])
