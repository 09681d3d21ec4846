"""No two single calls can deadlock: what a call waits for comes after all that it holds, in one order for all calls.

The order is that of ARCHITECTURE.md: a restaurant after the other, and in each bookings by id, tables by id, pacing
locks of paced services. Everything else is written only under the lock of its booking or table, so that nobody waits
for it there. All this is found out without asking the code: every row that a call locks is kept from it once. If the
call waits for it, everybody else is asked which rows the call has already; if it goes round it (SKIP LOCKED), it
cannot be held up there. A row that no call ever waits for may be held by anybody.
"""

import threading
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import LiteralString

import psycopg
from psycopg import sql

from ..database import Connection
from ..dev.pgtap import install_fixtures
from .conftest import Connect
from .racing import PATIENCE

# Relations whose rows calls may wait for, in this order, and in the order of their keys.
ORDER = {
    "maitred.bookings": ("restaurant_id", "id"),
    "maitred.table_inventory": ("restaurant_id", "id"),
    "maitred_internal.pacing_locks": ("restaurant_id", "lock_number"),
    "maitred.repair_log": ("restaurant_id", "repair_id", "id"),
    "maitred_internal.freed_time": ("restaurant_id", "id"),
}
# Relations whose rows are another's: of a booking or of a table, whose lock comes first.
GUARDED = {
    "maitred.manual_assignment_sessions": (("restaurant_id", "id"), "booking_id"),
    "maitred.table_holds": (("restaurant_id", "id"), "booking_id"),
    "maitred.booking_table_assignments": (("restaurant_id", "booking_id", "table_id"), "booking_id"),
    "maitred_internal.booking_assignment_idempotency": (
        ("restaurant_id", "booking_id", "idempotency_key"),
        "booking_id",
    ),
    "maitred_internal.assignment_jobs": (("restaurant_id", "booking_id"), "booking_id"),
    "maitred.allocations": (("restaurant_id", "id"), "table_id"),
    "maitred.table_blocks": (("restaurant_id", "id"), "table_id"),
}
KEYS = ORDER | {name: key for name, (key, _) in GUARDED.items()}
OWNERS = {"booking_id": "maitred.bookings", "table_id": "maitred.table_inventory"}

# Two restaurants in the same evening: every call finds something to do, those that serve both find it in both.
EVENING = """
    select maitred_test.open_restaurant(%(restaurant)s);
    insert into maitred.service_periods (restaurant_id, name, weekday, opens, closes, max_arriving_parties)
    select maitred_test.id(%(restaurant)s), 'day ' || d, d, '00:00', '23:59', 50 from generate_series(1, 7) as d;

    select maitred_test.book(%(p)s || b, case b when 'pair' then 4 else 2 end, p_restaurant => %(restaurant)s)
    from unnest('{pair,sitting,guest,swaps}'::text []) as b;
    select maitred_test.book(%(p)s || 'repaired', 2, maitred_test.at('15:00'), p_restaurant => %(restaurant)s);
    select maitred_test.book(%(p)s || b, 2, maitred_test.at('22:00'), p_restaurant => %(restaurant)s)
    from unnest('{free,held,late,tired,over,wakes,sleeps}'::text []) as b;
    select maitred_test.assign(%(p)s || b.name, array(select %(p)s || t from unnest(b.tables) as t), 'key')
    from (
        values
        ('pair', '{T1,T2}'::text []), ('sitting', '{T3}'), ('guest', '{T4}'), ('swaps', '{T7}'), ('repaired', '{T8}')
    ) as b (name, tables);
    select maitred.seat_booking(maitred_test.booking(%(p)s || 'sitting'));
    select from maitred_internal.queue_job(
        (select b from maitred.bookings as b where b.id = maitred_test.booking(%(p)s || 'wakes')), true, 'standard',
        clock_timestamp()
    );
    select from maitred_internal.queue_job(
        (select b from maitred.bookings as b where b.id = maitred_test.booking(%(p)s || 'sleeps')), true, 'standard',
        clock_timestamp() + interval '1 hour'
    );
    insert into maitred_internal.freed_time (restaurant_id, table_id, during, freed_at)
    values (
        maitred_test.id(%(restaurant)s), maitred_test.id(%(p)s || 'T2'),
        tstzrange(maitred_test.at('22:00'), maitred_test.at('23:00')), clock_timestamp()
    );
    select maitred_test.propose(%(p)s || 'held', array[%(p)s || 'T3'], 'ann');
    select maitred_test.hold(%(p)s || 'late', array[%(p)s || 'T4'], 'bob');
    select maitred_test.propose(%(p)s || 'tired', array[%(p)s || 'T7', %(p)s || 'T8'], 'ann');
    select maitred_test.hold(%(p)s || 'over', array[%(p)s || 'T1'], 'ann');
    select maitred_test.run_out(%(p)s || 'tired'), maitred_test.run_out(%(p)s || 'over');
    select maitred.block_tables(
        maitred_test.id(%(restaurant)s), maitred_test.tables(array[%(p)s || 'T5', %(p)s || 'T6']),
        maitred_test.at('19:00'),
        maitred_test.at('20:00')
    );

    -- What happened two years ago.
    select maitred.cancel_booking(
        maitred_test.book(%(p)s || b, 2, now() - interval '2 years', p_restaurant => %(restaurant)s)
    )
    from unnest('{old,older}'::text []) as b;
    update maitred.bookings set updated_at = end_at where start_at < now();
    insert into maitred.table_blocks (restaurant_id, table_id, start_at, end_at, created_at)
    select maitred_test.id(%(restaurant)s), maitred_test.id(%(p)s || 'T1'), o.at, o.at + interval '1 hour', o.at
    from (values (now() - interval '2 years')) as o (at);
    insert into maitred.allocations (restaurant_id, table_id, during, kind, block_id)
    select k.restaurant_id, k.table_id, tstzrange(k.start_at, k.end_at), 'block', k.id
    from maitred.table_blocks as k
    where k.restaurant_id = maitred_test.id(%(restaurant)s) and k.start_at < now();
    insert into maitred_internal.freed_time (restaurant_id, table_id, during, freed_at)
    select k.restaurant_id, k.table_id, tstzrange(k.start_at, k.end_at), k.start_at
    from maitred.table_blocks as k
    where k.restaurant_id = maitred_test.id(%(restaurant)s) and k.start_at < now();

    -- A contradiction that was repaired, one that was repaired long ago, and some that are there now.
    select maitred_test.contradict(%(p)s || 'repaired');
    select from maitred.repair_assignment_drift(null, maitred_test.id(%(restaurant)s), false);
    update maitred.repair_log set repaired_at = now() - interval '2 years'
    where restaurant_id = maitred_test.id(%(restaurant)s);
    select maitred_test.contradict(%(p)s || 'repaired');
    select from maitred.repair_assignment_drift(null, maitred_test.id(%(restaurant)s), false);
    select maitred_test.contradict(%(p)s || b) from unnest('{pair,guest}'::text []) as b;
"""
CONTRADICT = """
    create function maitred_test.contradict(p_name text) returns void language plpgsql as $$
    begin
        set local session_replication_role = replica;
        delete from maitred.allocations where booking_id = maitred_test.booking(p_name);
        set local session_replication_role = origin;
    end
    $$
"""

B = "maitred_test.booking('{}')".format
RESTAURANT = "maitred_test.id('restaurant')"
ANN, BOB = "maitred_test.id('ann')", "maitred_test.id('bob')"
T = "maitred_test.tables(array['{}'])".format

CALLS = {
    "edit": f"modify_booking({B('swaps')}, p_start_at => maitred_test.at('20:00'))",
    "edit at once": f"modify_booking({B('swaps')}, 4, p_if_unavailable => 'refuse')",
    "edit of the name": f"modify_booking({B('swaps')}, p_guest_name => 'y')",
    "a seated party stays": f"modify_booking({B('sitting')}, p_end_at => maitred_test.at('21:30'))",
    "cancel": f"cancel_booking({B('pair')})",
    "cancel a held one": f"cancel_booking({B('held')})",
    "seat": f"seat_booking({B('swaps')})",
    "complete": f"complete_booking({B('sitting')})",
    "no show": f"mark_no_show({B('swaps')})",
    "undo seating": f"undo_seating({B('sitting')})",
    "assign": f"assign_tables_atomic_v2({B('free')}, {T('T8')}, 'key')",
    "assign more": f"assign_tables_atomic_v2({B('swaps')}, {T('T8')})",
    "reassign": f"reassign_tables_atomic({B('swaps')}, {T('T8')}, 'another')",
    "unassign": f"unassign_tables_atomic({B('swaps')})",
    "swap": f"swap_tables_atomic({B('swaps')}, {B('sitting')})",
    "swap the other way round": f"swap_tables_atomic({B('sitting')}, {B('swaps')})",
    "auto assign": f"auto_assign_booking({B('free')}, true)",
    "hold": f"create_table_hold_v2({B('free')}, {T('T8')}, {ANN})",
    "extend": "extend_table_hold(maitred_test.hold_of('late', 'bob'))",
    "release": "release_table_hold(maitred_test.hold_of('late', 'bob'))",
    "from hold": "assign_tables_to_booking_from_hold_v3(maitred_test.hold_of('late', 'bob'), 'key')",
    "propose": f"propose_manual_assignment({B('held')}, {T('T8')}, {ANN})",
    "propose for the first time": f"propose_manual_assignment({B('free')}, {T('T8')}, {ANN})",
    "confirm": f"confirm_manual_assignment(maitred_test.session_of('held', 'ann'), {ANN})",
    "give up": f"cancel_manual_assignment(maitred_test.session_of('held', 'ann'), {ANN})",
    "block": f"block_tables({RESTAURANT}, {T('T2')} || {T('T1')}, maitred_test.at('12:00'), maitred_test.at('13:00'))",
    "unblock": "unblock_tables(array(select id from maitred.table_blocks where start_at > now()))",
    "reoptimise": f"reoptimise_service({RESTAURANT}, maitred_test.at('18:00'), maitred_test.at('23:00'), 20"
    ", p_dry_run => false)",
    "job": "run_assignment_job()",
    "sweep": "expire_holds_and_sessions()",
    "repair": f"repair_assignment_drift(null, {RESTAURANT}, false)",
    "what a repair would do": "repair_assignment_drift()",
    "undo": f"undo_repair((select repair_id from maitred.repair_log where restaurant_id = {RESTAURANT}"
    " order by id desc limit 1))",
    "prune": "prune_history('1 year')",
}
# These go round bookings and tables that are locked.
NEVER_WAIT = {"sweep", "prune"}
# These give up all that they locked, restaurant by restaurant.
LOCKS_NOTHING = {"what a repair would do"}
# These lock rows of the outbox, and of their own, and none of the above.
ELSEWHERE = {
    "request_wakeup",
    "claim_emails",
    "complete_email",
    "create_booking",
    "extend_email_claim",
    "fail_email",
    "pause_email_transport",
    "prepare_partitions",
    "release_email_claim",
    "retry_dead_emails",
    "settle_emails",
    "take_email_token",
    "watch_events",
}

Row = tuple[str, tuple[str, ...]]


@dataclass
class Recorder:
    """Three sessions: one that calls, one that keeps a row from it, and one that asks who has what."""

    caller: Connection
    keeper: Connection
    asker: Connection
    rows: set[Row] = field(default_factory=set)
    guards: dict[Row, Row] = field(default_factory=dict)

    def look(self) -> None:
        """Note which rows there are, and which row guards which."""
        self.rows = self.free()
        for name, (key, owner) in GUARDED.items():
            for found in self.asker.execute(_select(name, (*key, "restaurant_id", owner))):
                self.guards[name, tuple(found[: len(key)])] = (OWNERS[owner], tuple(found[len(key) :]))
        self.asker.rollback()

    def free(self) -> set[Row]:
        """Return the rows that nobody has locked."""
        found: set[Row] = set()
        for name, key in KEYS.items():
            query = _select(name, key) + sql.SQL(" for no key update skip locked")
            found |= {(name, tuple(row)) for row in self.asker.execute(query)}
        self.asker.rollback()
        return found

    def locked(self, call: str) -> set[Row]:
        """Return the rows that a call has locked when it ends; it must not be refused."""
        self.caller.execute(f"select * from maitred.{call}".encode())
        locked = self.rows - self.free()
        self.caller.rollback()
        return locked

    def without(self, call: str, row: Row) -> tuple[bool, set[Row]]:
        """Keep a row from a call; return whether it waits for it, and what it holds then, or else when it ends."""
        name, values = row
        keys = zip(KEYS[name], values, strict=True)
        query = sql.SQL("select from {} where {} for {}").format(
            sql.SQL(name),
            sql.SQL(" and ").join(
                sql.SQL("{}::text = {}").format(sql.Identifier(column), sql.Literal(value)) for column, value in keys
            ),
            sql.SQL("update" if name in GUARDED else "no key update"),
        )
        self.keeper.execute(query)
        thread = threading.Thread(target=self._call, args=[call])
        thread.start()
        try:
            waits = self._waits(thread)
            return waits, self.rows - self.free() - {row}
        finally:
            self.keeper.rollback()
            thread.join(PATIENCE)
            self.caller.rollback()

    def _call(self, call: str) -> None:
        try:
            self.caller.execute(f"select * from maitred.{call}".encode())
        except psycopg.Error:
            return  # it may be refused, such as with 40001, when it goes on: only its locks matter

    def _waits(self, thread: threading.Thread) -> bool:
        deadline = time.monotonic() + PATIENCE
        pids = [self.caller.info.backend_pid, self.keeper.info.backend_pid]
        while thread.is_alive():
            row = self.asker.execute("select %s = any(pg_blocking_pids(%s))", pids[::-1]).fetchone()
            self.asker.rollback()
            if row and row[0]:
                return True
            assert time.monotonic() < deadline
            time.sleep(0.001)
        return False


def _select(name: str, columns: Sequence[str]) -> sql.Composed:
    return sql.SQL("select {} from {}").format(
        sql.SQL(", ").join(sql.SQL("{}::text").format(sql.Identifier(column)) for column in columns), sql.SQL(name)
    )


def recorder(connect: Callable[..., Connection]) -> Recorder:
    """Fill a migrated database with the evening and return what asks it."""
    setup = connect(autocommit=True)
    setup.execute("set timezone = 'UTC'")
    install_fixtures(setup)
    setup.execute(CONTRADICT)
    for restaurant, prefix in {"restaurant": "", "other": "other."}.items():
        for statement in EVENING.split(";\n"):
            psycopg.ClientCursor(setup).execute(statement, {"restaurant": restaurant, "p": prefix})
    made = Recorder(connect(autocommit=False), connect(autocommit=False), connect(autocommit=False))
    made.look()
    return made


def place(row: Row) -> tuple[str, int, tuple[str, ...]]:
    """Return where a row stands in the order of locks."""
    name, key = row
    return key[0], [*ORDER].index(name), key[:2]  # the entries of one repair are one


def wrong(asked: Recorder, calls: Collection[str]) -> list[str]:
    """Return what some of the calls do against the order of locks."""
    found: list[str] = []
    waits: list[tuple[str, Row, set[Row]]] = []
    for name in calls:
        rows = asked.locked(CALLS[name])
        if name in LOCKS_NOTHING:
            found += [f"{name} has {row} when it ends" for row in sorted(rows)]
            rows = {row for row in asked.rows if row[0] in OWNERS.values()}
        for row in sorted(rows):
            waits_for_it, held = asked.without(CALLS[name], row)
            if waits_for_it:
                waits.append((name, row, held))
            else:
                found += [
                    f"{name} goes round {row} and has {one} without {asked.guards[one]}"
                    for one in sorted(held & asked.guards.keys())
                    if asked.guards[one] not in held
                ]

    waited = {name for name, row, _ in waits if row[0] in OWNERS.values()}
    found += [f"{name} waits for somebody" for name in sorted(waited & NEVER_WAIT)]
    # A job may happen to be another one each time, so that it waits for none that it had before.
    found += [f"{name} waits for nobody" for name in sorted({*calls} - waited - NEVER_WAIT - {"job"})]
    waited_for = {row[0] for _, row, _ in waits}
    found += [
        f"{name} waits for {row} and holds {one}"
        for name, row, held in waits
        if row[0] in ORDER
        for one in sorted(held)
        if one[0] in ORDER and one[0] in waited_for and place(one) > place(row)
    ]
    found += [
        f"{name} waits for {row} without {asked.guards[row]}"
        for name, row, held in waits
        if row in asked.guards and asked.guards[row] not in held
    ]
    return found


def test_every_call_that_locks_is_asked(connect: Connect) -> None:
    query: LiteralString = (
        "select distinct proname from pg_proc where pronamespace = 'maitred'::regnamespace and provolatile = 'v'"
    )
    functions = {name for (name,) in connect().execute(query)}
    assert {call.partition("(")[0] for call in CALLS.values()} | ELSEWHERE == functions


def test_what_a_call_waits_for_comes_after_all_that_it_holds(connect: Connect) -> None:
    found = wrong(recorder(connect), CALLS)
    assert not found, "\n".join(found)
