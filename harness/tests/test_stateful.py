"""All calls in random order against a small model of the rules; a failure prints the shortest script as SQL.

What an example does follows from what was drawn, and from nothing else: ids are counted and not random, a choice that
the database makes between equals (which job is due longest) is made by a draw, and what counts minutes does not count
how long the machine took. Only so can a failure be found again and shortened; the second test plays programs twice.
"""

import os
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import timedelta
from functools import wraps
from itertools import combinations, count
from typing import Any

import hypothesis
import psycopg
import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, run_state_machine_as_test

from ..database import Connection
from ..races.invariants import find_drift_later, install_drift_later
from ..server.embedded import EmbeddedServer
from .model import FLOOR, NEIGHBOURS, OVER, Booking, Refused, Restaurant, Tables

pytestmark = pytest.mark.races

ALL = os.environ.get("MAITRED_RACES") == "all"
SETTINGS = hypothesis.settings(
    max_examples=120 if ALL else 12,
    stateful_step_count=50 if ALL else 30,
    deadline=None,
    suppress_health_check=list(hypothesis.HealthCheck),
    derandomize=not ALL,
    # Shrinking takes minutes: make test shows the script as it was found, make races the shortest.
    phases=set(hypothesis.Phase) - {hypothesis.Phase.explain} - (set() if ALL else {hypothesis.Phase.shrink}),
    print_blob=False,
)

HOURS = [17.0, 18.0, 19.0, 20.0]
hours = st.sampled_from(HOURS)
lengths = st.sampled_from([1.0, 2.0])
parties = st.sampled_from([1, 2, 2, 3, 4, 6, 8])
users = st.sampled_from(["olga", "paul"])
perhaps = st.one_of(st.none(), users)
keys = st.one_of(st.none(), st.sampled_from(["k1", "k2"]))
tables = st.one_of(
    st.sampled_from([frozenset([name]) for name in FLOOR]),
    st.sampled_from([frozenset(pair) for pair in NEIGHBOURS]),
    st.sets(st.sampled_from(sorted(FLOOR)), min_size=1, max_size=4).map(frozenset),
)
any_of = st.integers(0, 1000)
# Tables by name, or (a number) one of those combinations that the rules allow, taken or not.
choices = st.one_of(any_of, any_of, any_of, tables)
some_booking = precondition(lambda self: self.restaurant.bookings)
some_job = precondition(lambda self: any(booking.job for booking in self.restaurant.bookings.values()))
some_hold = precondition(lambda self: self.restaurant.holds)
some_session = precondition(lambda self: self.restaurant.sessions)

OPTIONS = [frozenset(some) for size in (1, 2, 3) for some in combinations(sorted(FLOOR), size)]

STATE = """
    select jsonb_build_object(
        'bookings', (
            select coalesce(jsonb_object_agg(b.id, jsonb_build_array(
                b.status, b.version, b.party_size, extract(hour from b.start_at at time zone 'Europe/Paris'),
                extract(hour from b.end_at at time zone 'Europe/Paris'), b.pending_ref is not null,
                exists (select from maitred_internal.assignment_jobs as j where j.booking_id = b.id),
                (
                    select coalesce(jsonb_agg(a.table_id), '[]')
                    from maitred.booking_table_assignments as a where a.booking_id = b.id
                ),
                (
                    select coalesce(jsonb_agg(a.table_id), '[]')
                    from maitred.booking_table_assignments as a where a.booking_id = b.id and a.pinned
                ),
                (
                    select coalesce(jsonb_agg(i.idempotency_key order by i.idempotency_key), '[]')
                    from maitred_internal.booking_assignment_idempotency as i where i.booking_id = b.id
                ),
                (
                    select coalesce(jsonb_agg(k.kind), '[]')
                    from maitred_internal.outbox_keys as k
                    where k.restaurant_id = b.restaurant_id and k.booking_id = b.id
                )
            )), '{}')
            from maitred.bookings as b where b.restaurant_id = %(restaurant)s
        ),
        'holds', (
            select coalesce(jsonb_object_agg(h.id, to_jsonb(h.table_ids)), '{}')
            from maitred.table_holds as h where h.restaurant_id = %(restaurant)s
        ),
        'sessions', (
            select coalesce(jsonb_object_agg(s.id, jsonb_build_array(s.status, s.proposed_tables)), '{}')
            from maitred.manual_assignment_sessions as s where s.restaurant_id = %(restaurant)s
        ),
        'blocks', (
            select coalesce(jsonb_agg(k.id), '[]') from maitred.table_blocks as k where k.restaurant_id = %(restaurant)s
        ),
        'drift', (select coalesce(jsonb_agg(to_jsonb(d)), '[]') from maitred.find_assignment_drift(%(restaurant)s) as d)
    )
"""

# Ids are counted from one in every example: the planner breaks ties by them, and joins that hash them order by them.
COUNTED = """
    create sequence public.counted;

    create function public.next_id()
    returns uuid
    language sql
    volatile
    security definer
    return ('00000001-0000-4000-8000-' || lpad(to_hex(nextval('public.counted')), 12, '0'))::uuid;

    do $$
    declare
        v_found record;
    begin
        for v_found in
            select
                d.adrelid::regclass as relation, a.attname as name,
                replace(pg_get_expr(d.adbin, d.adrelid), 'gen_random_uuid()', 'public.next_id()') as expression
            from pg_attrdef as d
            inner join pg_attribute as a on a.attrelid = d.adrelid and a.attnum = d.adnum
            where pg_get_expr(d.adbin, d.adrelid) ~ 'gen_random_uuid'
        loop
            execute format(
                'alter table %s alter column %I set default %s', v_found.relation, v_found.name, v_found.expression
            );
        end loop;
        for v_found in
            select replace(pg_get_functiondef(p.oid), 'gen_random_uuid()', 'public.next_id()') as definition
            from pg_proc as p
            where p.pronamespace in ('maitred'::regnamespace, 'maitred_internal'::regnamespace) and p.prokind = 'f'
                and p.prosrc ~ 'gen_random_uuid'
        loop
            execute v_found.definition;
        end loop;
    end
    $$
"""

# Everything that examples leave is removed: sweeps and jobs serve all restaurants, and the ids come again.
RELATIONS = """
    select c.oid::regclass::text
    from pg_class as c
    where c.relnamespace in ('maitred'::regnamespace, 'maitred_internal'::regnamespace) and c.relkind in ('r', 'p')
        and not c.relispartition
"""

# Holds last for minutes, and so many may be taken in a minute: the minutes begin again before a machine under load has
# spent them.
YOUNG = """
    select from maitred.table_holds as h, maitred_internal.set_hold_expiry(h, clock_timestamp() + interval '3 minutes')
    where h.expires_at > clock_timestamp();
    update maitred.observability_events set occurred_at = clock_timestamp() where name = 'hold.created';
    update maitred.bookings set updated_at = clock_timestamp()
"""
MACHINE_TIME = 20.0  # seconds


# How the second time differs from the first, beside that minutes begin again with every step: other plans give rows in
# another order, and the zone of the session is nobody's.
OTHERWISE = [
    "set enable_indexscan = off",
    "set enable_bitmapscan = off",
    "set enable_nestloop = off",
    "set enable_hashagg = off",
    "set timezone = 'Asia/Kathmandu'",
    "set jit = off",  # forbidden plans look costly
]

WAITS = [timedelta(hours=1), timedelta(days=3650)]


def quoted(text: str | None) -> str:
    return f"'{text}'" if text else "null"


Step = Callable[..., None]


def noted(decorate: Callable[..., Any]) -> Callable[..., Callable[[Step], Step]]:
    """Make hypothesis' ``rule`` or ``initialize`` one that notes each step in the example's program."""

    def decorate_step(**drawn: st.SearchStrategy[Any]) -> Callable[[Step], Step]:
        def decorate_function(function: Step) -> Step:
            @wraps(function)
            def step(self: "Calls", **values: Any) -> None:
                self.stay_young()
                self.program.append((function.__name__, values))
                function(self, **values)

            wrapped: Step = decorate(**drawn)(step)
            return wrapped

        return decorate_function

    return decorate_step


rule, initialize = noted(hypothesis.stateful.rule), noted(hypothesis.stateful.initialize)


class Calls(RuleBasedStateMachine):
    """Bookings, tables, holds and sessions of one restaurant."""

    connection: Connection
    relations: list[str]
    machine_time = MACHINE_TIME

    def __init__(self) -> None:
        super().__init__()
        self.program: list[tuple[str, dict[str, Any]]] = []
        self.script: list[str] = []
        self.restaurant = Restaurant()
        self.ids: dict[str, str] = {}
        self.made = count(1)
        self.forget_everything()
        self.young_until = time.monotonic() + self.machine_time
        self.run(
            "insert into maitred.restaurants (name, timezone, auto_assign_on_booking)"
            " values ('restaurant', 'Europe/Paris', false) returning id",
            "restaurant",
        )
        for zone in ("hall", "terrace"):
            self.run(
                f"insert into maitred.zones (restaurant_id, name) values (:restaurant, '{zone}') returning id", zone
            )
        for number, (table, kind) in enumerate(FLOOR.items()):
            self.run(
                "insert into maitred.table_inventory"
                " (restaurant_id, id, zone_id, name, capacity, min_party, movable) values (:restaurant, "
                f"'00000000-0000-4000-8000-{number:012}', :{kind.zone}, '{table}', {kind.seats}, {kind.min_party}, "
                f"{kind.movable}) returning id",
                table,
            )
        for a, b in NEIGHBOURS:
            self.run(f"insert into maitred.table_adjacencies values (:restaurant, :{a}, :{b})")
        self.start = len(self.script)

    def forget_everything(self) -> None:
        with self.connection.transaction():
            self.connection.execute("set local session_replication_role = replica")
            for relation in self.relations:
                self.connection.execute(f"delete from {relation}".encode())
            self.connection.execute("select setval('public.counted', 1, false)")

    def teardown(self) -> None:
        """Nothing goes wrong by waiting: not in an hour, not when the evening is over."""
        for wait in WAITS:
            if drift := find_drift_later(self.connection, wait, self.ids["restaurant"]):
                self.fail(f"{wait} later there is drift: {drift}")

    def stay_young(self) -> None:
        if time.monotonic() > self.young_until:
            self.connection.execute(YOUNG)
            self.young_until = time.monotonic() + self.machine_time

    # --- Running a statement and comparing ---

    def run(self, statement: str, name: str | None = None) -> list[dict[str, Any]]:
        """Run a statement with psql's :variables, and note it; ``name`` keeps the id that it gives."""
        self.script.append(f"{statement} as {name} \\gset" if name and "returning" in statement else f"{statement};")
        text = re.sub(r"(?<!:):([A-Za-z]\w*)", lambda match: f"'{self.ids[match[1]]}'::uuid", statement)
        cursor = self.connection.execute(text.encode())
        if cursor.description is None:
            return []
        names = [column.name for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        if name and rows:
            self.ids[name] = str(rows[0]["id"])
        return rows

    def expect(self, statement: str, wanted: Callable[[], Any]) -> tuple[list[dict[str, Any]], Any]:
        """Run a call and compare its outcome with the model's; return its rows and what the model gave."""
        refused, answer = None, None
        try:
            answer = wanted()
        except Refused as refusal:
            refused = refusal
        told, rules, rows = "ok", frozenset[str](), []
        try:
            rows = self.run(statement)
        except psycopg.Error as error:
            told = error.sqlstate or str(error)
            found = re.findall(r'"rule": "(\w+)"', error.diag.message_detail or "")
            rules = frozenset(found) if told == "MD301" else rules
        if told != (refused.sqlstate if refused else "ok") or (refused and rules not in refused.rules):
            should = f"{refused.sqlstate} {[sorted(some) for some in refused.rules]}" if refused else "ok"
            self.fail(f"was told {told} {sorted(rules)}, and the rules say {should}")
        return rows, None if refused else answer

    def fail(self, sentence: str) -> None:
        raise AssertionError("\n".join([sentence, "the script, for psql:", *self.script]))

    def named(self, values: Any) -> list[str]:
        known = {value: name for name, value in self.ids.items()}
        return sorted(known.get(str(value), str(value)) for value in values)

    @invariant()
    def agrees(self) -> None:
        if by_chance := {name: value for name, value in self.ids.items() if not value.startswith("0000000")}:
            self.fail(f"ids are not counted: {by_chance}")
        row = self.connection.execute(STATE, {"restaurant": self.ids["restaurant"]}).fetchone()
        assert row is not None
        found = row[0]
        if found["drift"]:
            self.fail(f"drift: {found['drift']}")
        for name, booking in self.restaurant.bookings.items():
            status, version, party, start, end, cycle, job, at, pinned, held, emails = found["bookings"].pop(
                self.ids[name]
            )
            at, pinned = self.named(at), self.named(pinned)
            is_ = (status, version, party, start, end, cycle, job, at, pinned, held, Counter(emails))
            should = (
                *(
                    booking.status,
                    booking.version,
                    booking.party,
                    booking.start,
                    booking.end,
                    booking.cycle,
                    booking.job,
                ),
                *(sorted(booking.tables), sorted(booking.chosen), sorted(booking.keys), +booking.emails),
            )
            if is_ != should:
                self.fail(f"{name} is     {is_}\nand should be {should}")
        if found["bookings"]:
            self.fail(f"there are bookings too many: {found['bookings']}")
        holds = {key: sorted(hold.tables) for key, hold in self.restaurant.holds.items()}
        is_holds = {self.named([key])[0]: self.named(value) for key, value in found["holds"].items()}
        if holds != is_holds:
            self.fail(f"holds are {is_holds} and should be {holds}")
        sessions = {key: (one.status, sorted(one.tables)) for key, one in self.restaurant.sessions.items()}
        is_sessions = {self.named([k])[0]: (v[0], self.named(v[1])) for k, v in found["sessions"].items()}
        if sessions != is_sessions:
            self.fail(f"sessions are {is_sessions} and should be {sessions}")
        if self.named(found["blocks"]) != sorted(self.restaurant.blocks):
            self.fail(f"blocks are {self.named(found['blocks'])} and should be {sorted(self.restaurant.blocks)}")

    # --- Picking ---

    def pick(self, number: int, among: Any) -> str | None:
        options = sorted(among, key=lambda name: (len(name), name))
        return options[number % len(options)] if options else None

    def booking(self, number: int) -> str | None:
        return self.pick(number, self.restaurant.bookings)

    def choice(self, name: str, wanted: Tables | int) -> Tables:
        if not isinstance(wanted, int):
            return wanted
        booking = self.restaurant.bookings[name]
        fitting = [option for option in OPTIONS if not self.restaurant.violated(booking, option)] or OPTIONS
        return fitting[wanted % len(fitting)]

    def list_of(self, names: Tables) -> str:
        return f"array[{', '.join(f':{name}' for name in sorted(names))}]"

    def user(self, name: str | None) -> str:
        if name is None:
            return "null"
        self.ids.setdefault(name, f"00000000-0000-4000-8000-{sum(name.encode()):012}")
        return f"'{self.ids[name]}'"

    @staticmethod
    def at(hour: float) -> str:
        return f"'2031-06-07 {int(hour)}:00+02'"

    # --- Bookings ---

    @initialize(bookings=st.lists(st.tuples(parties, hours, lengths), min_size=3, max_size=6))
    def some_bookings(self, bookings: list[tuple[int, float, float]]) -> None:
        for party, start, length in bookings:
            self.create_one(party, start, length)

    @rule(party=parties, start=hours, length=lengths)
    def create(self, party: int, start: float, length: float) -> None:
        self.create_one(party, start, length)

    def create_one(self, party: int, start: float, length: float) -> None:
        if len(self.restaurant.bookings) >= 7:
            return
        name = f"b{next(self.made)}"
        rows = self.run(
            f"select id from maitred.create_booking("
            f":restaurant, {party}, {self.at(start)}, '{name}', '{name}@example.org', "
            f"p_end_at => {self.at(start + length)})",
        )
        self.script[-1] = self.script[-1].replace("select id", f"select id as {name}").rstrip(";") + " \\gset"
        self.ids[name] = str(rows[0]["id"])
        self.restaurant.bookings[name] = Booking(party, start, start + length, emails=Counter(booking_requested=1))

    @some_booking
    @rule(
        which=any_of,
        party=st.one_of(st.none(), parties),
        start=st.one_of(st.none(), hours),
        length=lengths,
        now=st.booleans(),
    )
    def modify(self, which: int, party: int | None, start: float | None, length: float, now: bool) -> None:
        if (name := self.booking(which)) is None:
            return
        old = self.restaurant.bookings[name]
        size, begins = party or old.party, start or old.start
        rows, at_once = self.expect(
            f"select b.id from maitred.modify_booking(:{name}, {size}, {self.at(begins)}, {self.at(begins + length)}, "
            f"p_if_unavailable => '{'refuse' if now else 'pending'}') as b",
            lambda: self.restaurant.modify(name, size, begins, begins + length, now=now),
        )
        if rows and at_once:
            self.restaurant.moved_at_once(name, self.found(name, self.restaurant.options(name, moving=True)))

    def found(self, name: str, options: list[Tables]) -> Tables:
        """Return the tables that the planner chose, which must be among those that it could choose."""
        rows = self.connection.execute(
            "select table_id from maitred.booking_table_assignments where booking_id = %s", (self.ids[name],)
        ).fetchall()
        chosen = frozenset(self.named(table for (table,) in rows))
        if chosen not in options:
            self.fail(f"the planner chose {sorted(chosen)}, possible were {[sorted(option) for option in options]}")
        return chosen

    @some_booking
    @rule(which=any_of, source=st.sampled_from(["guest", "ops"]))
    def cancel(self, which: int, source: str) -> None:
        if name := self.booking(which):
            self.expect(
                f"select id from maitred.cancel_booking(:{name}, p_source => '{source}')",
                lambda: self.restaurant.cancel(name, source),
            )

    @some_booking
    @rule(which=any_of, call=st.sampled_from(["seat_booking", "complete_booking", "mark_no_show", "undo_seating"]))
    def guests_come_and_go(self, which: int, call: str) -> None:
        status = {
            "seat_booking": "seated",
            "complete_booking": "completed",
            "mark_no_show": "no_show",
            "undo_seating": "confirmed",
        }[call]
        if name := self.booking(which):
            self.expect(f"select id from maitred.{call}(:{name})", lambda: self.restaurant.become(name, status))

    @some_booking
    @rule(which=any_of, choice=any_of)
    def next_step_of_a_good_evening(self, which: int, choice: int) -> None:
        """Give a table, seat, complete: what chance alone seldom does in this order."""
        if (name := self.booking(which)) is None:
            return
        status, options = self.restaurant.bookings[name].status, self.restaurant.options(name)
        if status == "confirmed":
            self.expect(f"select id from maitred.seat_booking(:{name})", lambda: self.restaurant.become(name, "seated"))
        elif status == "seated":
            self.expect(
                f"select id from maitred.complete_booking(:{name})", lambda: self.restaurant.become(name, "completed")
            )
        elif status == "pending" and options:
            wanted = options[choice % len(options)]
            self.expect(
                f"select * from maitred.assign_tables_atomic_v2(:{name}, {self.list_of(wanted)})",
                lambda: self.restaurant.assign(name, wanted, None, None, swap=False),
            )

    # --- Assignments ---

    @some_booking
    @rule(which=any_of, choice=choices, key=keys, user=perhaps, swap=st.booleans())
    def assign(self, which: int, choice: Tables | int, key: str | None, user: str | None, swap: bool) -> None:
        if (name := self.booking(which)) is None:
            return
        wanted = self.choice(name, choice)
        call = "reassign_tables_atomic" if swap else "assign_tables_atomic_v2"
        rows, answer = self.expect(
            f"select * from maitred.{call}(:{name}, {self.list_of(wanted)}, {quoted(key)}, "
            f"p_assigned_by => {self.user(user)})",
            lambda: self.restaurant.assign(name, wanted, key, user, swap=swap),
        )
        if answer is not None and self.named(row["table_id"] for row in rows) != sorted(answer):
            self.fail(f"was given {self.named(row['table_id'] for row in rows)}, not {sorted(answer)}")

    @some_booking
    @rule(which=any_of, some=st.one_of(st.none(), tables))
    def unassign(self, which: int, some: Tables | None) -> None:
        if (name := self.booking(which)) is None:
            return
        rows, answer = self.expect(
            f"select * from maitred.unassign_tables_atomic(:{name}, {'null' if some is None else self.list_of(some)})",
            lambda: self.restaurant.unassign(name, some),
        )
        if answer is not None and self.named(row["table_id"] for row in rows) != sorted(answer):
            self.fail(f"released {self.named(row['table_id'] for row in rows)}, not {sorted(answer)}")

    @some_booking
    @rule(one=any_of, other=any_of)
    def swap(self, one: int, other: int) -> None:
        a, b = self.booking(one), self.booking(other)
        if a and b and a != b:
            self.expect(f"select * from maitred.swap_tables_atomic(:{a}, :{b})", lambda: self.restaurant.exchange(a, b))

    @some_booking
    @rule(which=any_of)
    def auto_assign(self, which: int) -> None:
        if (name := self.booking(which)) is None:
            return
        wanted, options = self.restaurant.auto_assign(name), self.restaurant.options(name)
        rows = self.run(f"select outcome, detail from maitred.auto_assign_booking(:{name}, true)")
        if rows[0]["outcome"] != wanted:
            self.fail(f"the planner says {rows[0]}, and it should be {wanted}; possible are {options}")
        if wanted == "assigned":
            self.restaurant.auto_assigned(name, self.found(name, options))

    @some_job
    @rule(which=any_of, last=st.booleans())
    def work(self, which: int, last: bool) -> None:
        """Let a worker do a job, immediately; ``last``: if it is in vain, for the last time."""
        name = self.pick(which, [name for name, booking in self.restaurant.bookings.items() if booking.job])
        assert name is not None
        self.run(
            "update maitred_internal.assignment_jobs"
            f" set run_at = clock_timestamp() - interval '1 minute' * (booking_id = :{name})::int,"
            f" attempts = {4 if last else 0} where restaurant_id = :restaurant"
        )
        done = self.run("select maitred.run_assignment_job() as job")[0]["job"]
        wanted, options = self.restaurant.auto_assign(name), self.restaurant.options(name)
        if self.restaurant.bookings[name].staff:
            wanted = "not_assignable"
        if done is None or self.named([done["booking_id"]]) != [name] or done["outcome"] != wanted:
            self.fail(f"the worker says {done}, and it should be {wanted} of {name}; possible are {options}")
        if wanted == "assigned":
            self.restaurant.auto_assigned(name, self.found(name, options))
        else:
            self.restaurant.job_done(name, wanted, last=last)

    @rule(seed=st.integers(1, 9))
    def plan(self, seed: int) -> None:
        """Plan the whole evening again and do it."""
        pinned = self.connection.execute(
            "select booking_id from maitred.booking_table_assignments where restaurant_id = %s and pinned",
            (self.ids["restaurant"],),
        ).fetchall()
        rows = self.run(
            "select booking_id, new_table_ids from maitred.reoptimise_service(:restaurant, '2031-06-07 12:00+02', "
            f"'2031-06-07 23:00+02', 10, {seed}, p_dry_run => false)"
        )
        plan = {self.named([row["booking_id"]])[0]: frozenset(self.named(row["new_table_ids"])) for row in rows}
        if moved := plan.keys() & set(self.named(booking for (booking,) in pinned)):
            self.fail(f"the plan moves {sorted(moved)}, which staff has placed")
        try:
            self.restaurant.planned(plan)
        except AssertionError as wrong:
            self.fail(str(wrong))

    # --- What only asks: the invariant sees that nothing changes ---

    @some_booking
    @rule(which=any_of, choice=choices, user=perhaps)
    def check(self, which: int, choice: Tables | int, user: str | None) -> None:
        if (name := self.booking(which)) is None:
            return
        booking, wanted = self.restaurant.bookings[name], self.choice(name, choice)
        rows = self.run(
            f"select rule from maitred.check_table_assignment(:{name}, {self.list_of(wanted)}, "
            f"p_user_id => {self.user(user)}) where severity = 'block'"
        )
        should = self.restaurant.violated(booking, self.restaurant.kept(booking, wanted) | wanted)
        if self.restaurant.taken(wanted - booking.tables, booking.start, booking.end, apart=name, user=user):
            should.add("free")
        if {row["rule"] for row in rows} != should:
            self.fail(f"against it speak {rows}, and it should be {sorted(should)}")

    @some_booking
    @rule(which=any_of)
    def suggest(self, which: int) -> None:
        name = self.booking(which)
        if name is None or self.restaurant.bookings[name].status in OVER:
            return
        rows = self.run(f"select table_ids from maitred.suggest_tables(:{name}, 100)")
        found = {frozenset(self.named(row["table_ids"])) for row in rows}
        if not found <= set(self.restaurant.options(name)) or bool(found) != bool(self.restaurant.options(name)):
            self.fail(f"suggested are {found}, possible {self.restaurant.options(name)}")

    @some_booking
    @rule(which=any_of, party=parties, start=hours)
    def ask(self, which: int, party: int, start: float) -> None:
        if (name := self.booking(which)) is None:
            return
        booking = self.restaurant.bookings[name]
        end = start + booking.end - booking.start
        needed = self.run(
            f"select maitred.requires_table_realignment(:{name}, {party}, {self.at(start)}, {self.at(end)}) as needed"
        )[0]["needed"]
        if needed != ((party, start) != (booking.party, booking.start)):
            self.fail(f"whether tables must be found again: {needed}")
        self.run(f"select maitred.explain_booking(:{name})")
        self.run(f"select * from maitred.explain_unassigned_booking(:{name})")
        self.run(f"select * from maitred.find_available_slots(:restaurant, '2031-06-07', {party})")
        self.run(f"select * from maitred.suggest_times(:restaurant, {self.at(start)}, {party})")
        if repaired := self.run("select * from maitred.repair_assignment_drift(null, :restaurant, p_dry_run => false)"):
            self.fail(f"there was nothing to repair, and it repaired {repaired}")

    # --- Holds and sessions ---

    @some_booking
    @rule(which=any_of, choice=choices, user=perhaps)
    def hold(self, which: int, choice: Tables | int, user: str | None) -> None:
        self.hold_one(which, choice, user)

    @some_booking
    @rule(which=any_of, choice=any_of, user=users)
    def hold_again_and_again(self, which: int, choice: int, user: str) -> None:
        for _ in range(6):
            self.hold_one(which, choice, user)

    def hold_one(self, which: int, choice: Tables | int, user: str | None) -> None:
        if (name := self.booking(which)) is None:
            return
        wanted = self.choice(name, choice)
        key = f"h{next(self.made)}"
        rows, _ = self.expect(
            f"select id from maitred.create_table_hold_v2(:{name}, {self.list_of(wanted)}, {self.user(user)})",
            lambda: self.restaurant.hold(key, name, wanted, user),
        )
        if rows:
            self.ids[key] = str(rows[0]["id"])
            self.script[-1] = self.script[-1].replace("select id", f"select id as {key}").rstrip(";") + " \\gset"

    @rule(which=any_of)
    def extend(self, which: int) -> None:
        if key := self.pick(which, [name for name in self.ids if name[0] == "h" and name[1:].isdigit()]):
            self.expect(f"select id from maitred.extend_table_hold(:{key})", lambda: self.restaurant.extend(key))

    @rule(which=any_of)
    def release_hold(self, which: int) -> None:
        if key := self.pick(which, [name for name in self.ids if name[0] == "h" and name[1:].isdigit()]):
            rows, live = self.expect(
                f"select maitred.release_table_hold(:{key}) as live", lambda: self.restaurant.release_hold(key)
            )
            if rows[0]["live"] != live:
                self.fail(f"releasing said {rows[0]['live']}, and it should be {live}")

    @rule(which=any_of, request=keys, user=perhaps)
    def from_hold(self, which: int, request: str | None, user: str | None) -> None:
        if key := self.pick(which, [name for name in self.ids if name[0] == "h" and name[1:].isdigit()]):
            rows, answer = self.expect(
                f"select * from maitred.assign_tables_to_booking_from_hold_v3(:{key}, "
                f"{quoted(request)}, p_assigned_by => {self.user(user)})",
                lambda: self.restaurant.from_hold(key, request, user),
            )
            if answer is not None and self.named(row["table_id"] for row in rows) != sorted(answer):
                self.fail(f"was given {self.named(row['table_id'] for row in rows)}, not {sorted(answer)}")

    @some_hold
    @rule(which=any_of)
    def time_runs_out(self, which: int) -> None:
        if key := self.pick(which, self.restaurant.holds):
            self.run(
                "select from maitred.table_holds as h, maitred_internal.set_hold_expiry(h, clock_timestamp())"
                f" where h.id = :{key}"
            )
            self.restaurant.holds[key].expired = True

    @rule()
    def sweep(self) -> None:
        wanted = self.restaurant.sweep()
        swept = self.run("select maitred.expire_holds_and_sessions() as swept")[0]["swept"]
        if swept != wanted:
            self.fail(f"{swept} were swept, and it should be {wanted}")

    @some_booking
    @rule(which=any_of, choice=choices, user=users)
    def propose(self, which: int, choice: Tables | int, user: str) -> None:
        if (name := self.booking(which)) is None:
            return
        wanted = self.choice(name, choice)
        key, hold = f"s{next(self.made)}", f"h{next(self.made)}"
        rows = self.run(
            f"select id, status::text, hold_id from maitred.propose_manual_assignment(:{name}, {self.list_of(wanted)}, "
            f"{self.user(user)})"
        )
        found = self.restaurant.propose(key, hold, name, wanted, user)
        session = self.restaurant.sessions[found]
        self.ids.setdefault(found, str(rows[0]["id"]))
        if session.hold == hold and rows[0]["hold_id"]:
            self.ids[hold] = str(rows[0]["hold_id"])
        shown = (self.named([rows[0]["id"]])[0], rows[0]["status"])
        self.script[-1] = self.script[-1].replace(
            "select id, status::text, hold_id", f"select id as {found}, hold_id as {hold}"
        )
        self.script[-1] = self.script[-1].rstrip(";") + " \\gset"
        if shown != (found, session.status):
            self.fail(f"proposing shows {shown}, and it should be {(found, session.status)}")

    @some_session
    @rule(which=any_of, user=users, call=st.sampled_from(["confirm", "confirm", "cancel"]))
    def end_session(self, which: int, user: str, call: str) -> None:
        if (key := self.pick(which, self.restaurant.sessions)) is None:
            return
        rows, _ = self.expect(
            f"select id, status::text from maitred.{call}_manual_assignment(:{key}, {self.user(user)})",
            lambda: self.restaurant.confirm(key, user) if call == "confirm" else self.restaurant.give_up(key, user),
        )
        if rows and rows[0]["status"] != self.restaurant.sessions[key].status:
            self.fail(f"{call} shows {rows[0]['status']}, and it should be {self.restaurant.sessions[key].status}")

    # --- Emails ---

    @rule(outcome=st.sampled_from(["sent", "failed", "dead", "uncertain", "nothing"]), size=st.integers(1, 6))
    def mail(self, outcome: str, size: int) -> None:
        """A worker takes a batch and tells of one email after the other, or falls silent.

        What was superseded while another worker had it ends at a claim. No email is lost: the drift oracle says so.
        """
        self.run("update maitred_internal.outbox_ready set available_at = clock_timestamp()")
        batch = f"maitred.claim_emails('worker', {size}) as c order by c.email_id"
        if outcome == "nothing":
            self.run(f"select c.email_id from {batch}")
            self.run("update maitred_internal.outbox_claims set expires_at = clock_timestamp()")
        else:
            told = f"jsonb_build_object('email_id', c.email_id, 'outcome', '{outcome}', 'error', 'x')"
            self.run(f"select maitred.settle_emails(c.claim_token, jsonb_build_array({told})) from {batch}")

    # --- The floor ---

    @rule(wanted=tables, start=hours, length=lengths)
    def block(self, wanted: Tables, start: float, length: float) -> None:
        names = {table: f"x{next(self.made)}" for table in sorted(wanted)}
        rows, _ = self.expect(
            f"select id, table_id from maitred.block_tables(:restaurant, {self.list_of(wanted)}, {self.at(start)}, "
            f"{self.at(start + length)})",
            lambda: self.restaurant.block(names, start, start + length),
        )
        for row in rows:
            self.ids[names[self.named([row["table_id"]])[0]]] = str(row["id"])

    @rule(which=any_of)
    def unblock(self, which: int) -> None:
        if key := self.pick(which, self.restaurant.blocks):
            self.run(f"select maitred.unblock_tables(array[:{key}])")
            del self.restaurant.blocks[key]

    @rule(which=st.sampled_from(sorted(FLOOR)), works=st.sampled_from([True, True, False]))
    def service(self, which: str, works: bool) -> None:
        self.run(f"update maitred.table_inventory set in_service = {works} where id = :{which}")
        (self.restaurant.out_of_service.discard if works else self.restaurant.out_of_service.add)(which)


class CallsTwice(Calls):
    """The same, and at the end of an example its program is played once more, under other circumstances."""

    once: type[Calls]

    def __init__(self) -> None:
        self.trace: list[tuple[Restaurant, list[str]]] = []
        super().__init__()

    @invariant()
    def looks(self) -> None:
        self.trace.append((deepcopy(self.restaurant), list(self.script)))

    def teardown(self) -> None:
        super().teardown()
        for setting in OTHERWISE:
            self.connection.execute(setting)
        try:
            self.play_again()
        finally:
            self.connection.execute("reset all")

    def play_again(self) -> None:
        again = self.once()
        for (name, values), (restaurant, script) in zip(self.program, self.trace, strict=False):
            getattr(again, name)(**values)
            if again.restaurant != restaurant or again.script != script:
                self.fail(
                    f"{name} {values} came to something else when it was played again:\n"
                    f"{restaurant}\n{again.restaurant}\n{again.script[-1]}"
                )


def calls_on(connection: Connection) -> type[Calls]:
    """Prepare a freshly migrated database, that may be spoilt, for examples."""
    install_drift_later(connection)
    connection.execute(COUNTED)
    found = [name for (name,) in connection.execute(RELATIONS).fetchall()]
    empty = [name for name in found if connection.execute(f"select from {name} limit 1".encode()).rowcount == 0]
    return type("Calls", (Calls,), {"connection": connection, "relations": empty})


@pytest.fixture
def calls(server: EmbeddedServer, template: str) -> Iterator[type[Calls]]:
    dsn = server.create_database("stateful", template)
    with psycopg.connect(dsn, autocommit=True) as connection:
        yield calls_on(connection)
    server.drop_database("stateful")


def test_any_order_of_calls_agrees_with_the_rules(calls: type[Calls]) -> None:
    run_state_machine_as_test(calls, settings=SETTINGS)


def test_the_same_calls_come_to_the_same_again(calls: type[Calls]) -> None:
    once = type("Once", (calls,), {"machine_time": 0.0})
    twice = type("CallsTwice", (CallsTwice, calls), {"once": once})
    run_state_machine_as_test(twice, settings=hypothesis.settings(SETTINGS, max_examples=40 if ALL else 5))
