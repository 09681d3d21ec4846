"""Every public function, as every role, with hostile values, under the settings of any client.

Signatures and grants are read from the catalogue, so a new function or argument is called as well. A few hundred calls
by default; ``make fuzz`` makes 20,000 (``MAITRED_FUZZ``), from another seed each time (``MAITRED_FUZZ_SEED``).

What must hold: every error is one of the catalogue, short, and repeats nothing personal; a refusal reads the same
whatever the client has set; nothing takes longer than ``LONGEST``; and no row contradicts another afterwards.
"""

import os
import random
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

import psycopg

from .. import floor
from .conftest import Connect

CALLS = int(os.environ.get("MAITRED_FUZZ", "400"))
SEED = int(os.environ.get("MAITRED_FUZZ_SEED", "1"))
LONGEST = "10s"  # by the clock, on a machine with other work; a call takes milliseconds
LONGEST_ERROR = 20_000  # characters, of all its parts together
ROLES = ("guest", "staff", "manager", "reader", "worker", "doctor")

MARK = "Rosebud"  # in every personal value
PERSONAL = {"p_guest_name", "p_guest_email", "p_guest_phone", "p_notes", "p_reason"}
# Two calls at once are not tried here; a plan that was overtaken may still say so.
ALSO_ALLOWED = {"42501", "40001"}

SETTINGS = {
    "DateStyle": ("ISO, MDY", "SQL, DMY", "German", "Postgres, MDY"),
    "IntervalStyle": ("postgres", "postgres_verbose", "sql_standard", "iso_8601"),
    "TimeZone": ("UTC", "America/St_Johns", "Pacific/Apia", "Europe/Paris", "<+14>-14"),
    "standard_conforming_strings": ("on", "off"),
    "bytea_output": ("hex", "escape"),
    "extra_float_digits": ("1", "-15"),
    "transform_null_equals": ("off", "on"),
}
HUGE = "x" * 5_000_000
TEXTS = (
    "", " ", "x", "guest", "ops", "import", "walk_in", "pending", "refuse", "standard", "modified", "none", "ready",
    "dead", "é" * 200, "x" * 201, HUGE, "\x01", "A\u202eb", "\u2028", "\u00a0", "=?u?q?x?=", "'; drop table x; --",
    "de-CH", "\ud7ff\U0010ffff", "%s%n{0}", "\\u0041", "order-1",
)  # fmt: skip
NAMES = (MARK, f" {MARK}\n", f"{MARK}\x1b[2J", f"{MARK}\u202e", MARK * 40, MARK * 700_000, "", "\u200b")
ADDRESSES = (
    f"{MARK}@example.org", f"\t{MARK}@example.org\u00a0", f"{MARK}@münchen.example", f"{MARK}@{'x' * 64}.org",
    f"{MARK},a@example.org", f"{MARK}@example.org.", MARK, f"{MARK}@" * 700_000, "",
)  # fmt: skip
# Each part with its sign: in sql_standard the first sign is that of all parts, when they are read.
INTERVALS = (
    "0", "-1 day", "1 microsecond", "5 minutes", "15 minutes", "60 s", "600 seconds", "1 hour", "1 day", "800 days",
    "1 mon", "2 years", "178000000 years", "-178000000 years", "1 mon -30 days 00:05", "-1 mon +30 days +00:05",
    "12000 mons -360000 days 00:05", "-12000 mons +360000 days +00:05", "-12000 mons +360001 days",
    "5000000 years -1800000000 days 00:01", "2100000000 days -70000000 mons 00:05", "1 day -23:55", "-1 day +24:05",
    "2 mons -60 days 00:01", "2100000000 days 2000000000 hours",
)  # fmt: skip
INSTANTS = (
    "infinity", "-infinity", "0001-01-01 00:00:00+00 BC", "4714-11-24 00:00:00+00 BC", "0001-01-02 00:00:00+00",
    "9999-12-30 12:00:00+00", "9999-12-31 00:00:00+00", "294276-12-31 23:59:59.999999+00", "2031-06-07 19:00:00+00",
    "2031-03-30 01:30:00+00", "2001-02-03 04:05:06+00", "now", "tomorrow", "epoch",
)  # fmt: skip
DATES = (
    "infinity",
    "-infinity",
    "4714-11-24 BC",
    "5874897-12-31",
    "9999-12-29",
    "0001-01-03",
    "2031-06-07",
    "tomorrow",
)
INTEGERS = (0, 1, 2, 3, 5, 20, 50, 200, 1000, 1001, -1, 2**31 - 1, -(2**31))
RESULTS = (
    "[]", "{}", "null", '"x"', "[null]", '[{"email_id": 1e400, "outcome": "sent"}]',
    '[{"email_id": 1, "outcome": "sent"}]', '[{"email_id": 1.5, "outcome": "sent"}]',
    '[{"email_id": 1, "outcome": "sent", "error": {"a": 1}, "message_id": [1]}]',
    '[{"email_id": 9223372036854775807, "outcome": "released", "error": "\\u202e"}]', "[" * 500 + "]" * 500,
    f'[{{"email_id": 1, "outcome": "x", "error": "550 {MARK}"}}]', "[" + ",".join(["{}"] * 5000) + "]",
)  # fmt: skip


class Function(NamedTuple):
    """A public function: its arguments with their types, how many of them may be left out, and who may call it."""

    name: str
    arguments: list[str]
    types: list[str]
    defaults: int
    roles: list[str]


@dataclass
class World:
    """What there is to be named in a call."""

    restaurant: UUID
    other: UUID
    tables: list[str]
    bookings: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)  # holds, sessions, blocks, repairs
    tokens: list[int] = field(default_factory=list)
    emails: list[int] = field(default_factory=list)


def functions(connection: psycopg.Connection[Any]) -> list[Function]:
    """Read every function of the schema ``maitred``."""
    rows = connection.execute(
        """
        select
            p.proname, coalesce(p.proargnames[1:p.pronargs], '{}'),
            array(select format_type(t, null) from unnest(p.proargtypes::oid[]) with ordinality as u (t, n) order by n),
            p.pronargdefaults,
            array(select r from unnest(%s::text[]) as r where has_function_privilege('maitred_' || r, p.oid, 'execute'))
        from pg_catalog.pg_proc as p
        where p.pronamespace = 'maitred'::regnamespace and p.prokind = 'f' and p.prorettype <> 'trigger'::regtype
        order by p.proname
        """,
        (list(ROLES),),
    )
    return [Function(*row) for row in rows]


def a_world(connection: psycopg.Connection[Any]) -> World:
    """Open two restaurants, the first with a floor."""
    seats = {f"T{number}": 2 + number % 3 * 2 for number in range(1, 9)}
    restaurant, tables = floor.open_restaurant(connection, seats, name="one", auto_assign_on_booking=True)
    other, _ = floor.open_restaurant(connection, {}, name="other", auto_assign_on_booking=True)
    return World(restaurant, other, [str(tables[name]) for name in seats])


def refresh(connection: psycopg.Connection[Any], world: World) -> None:
    """Take new bookings, hold and block tables, and claim emails, so that there is always something to act on."""
    world.bookings = [
        str(row[0])
        for row in connection.execute(
            "select (maitred.create_booking(%s, 2, now() + make_interval(days => n), 'Seed', 'seed@example.org')).id"
            " from generate_series(1, 6) as n",
            (world.restaurant,),
        )
    ]
    world.others = [
        str(row[0])
        for row in connection.execute(
            "select id from maitred.table_holds union all select id from maitred.table_blocks"
            " union all select id from maitred.manual_assignment_sessions"
            " union all select repair_id from maitred.repair_log limit 50"
        )
    ]
    claimed = connection.execute("select email_id, claim_token from maitred.claim_emails('fuzz', 3)").fetchall()
    world.emails, world.tokens = [row[0] for row in claimed], [row[1] for row in claimed]


def ids(draw: random.Random, world: World) -> str:
    """Return an array of ids as a text: mostly tables of the restaurant, else something that is no short plain list."""
    if draw.random() < 0.5:
        return "{" + ",".join(draw.sample(world.tables, draw.randint(1, 3))) + "}"
    one, two = world.tables[:2]
    many = draw.choice((51, 300, 50_000))
    return draw.choice((
        "{}", "{NULL}", f"{{{one},NULL}}", f"{{{{{one}}},{{{two}}}}}", f"{{{one},{one}}}", f"[5:5]={{{one}}}",
        f"[2147483646:2147483646]={{{one}}}", f"[-2147483648:-2147483648]={{{one}}}",
        "{" + ",".join(str(UUID(int=number)) for number in range(many)) + "}",
    ))  # fmt: skip


def plain_list(draw: random.Random, *known: object) -> str:
    """Return an array of numbers or words as a text."""
    return draw.choice((
        "{}", "{NULL}", f"{{{','.join(map(str, known))}}}", "{{1},{2}}", f"[2147483646:2147483646]={{{known[0]}}}",
        "{" + ",".join(map(str, range(50_000))) + "}",
    ))  # fmt: skip


def value(draw: random.Random, world: World, name: str, kind: str) -> Any:
    """Return a value for an argument, as what psycopg sends for it: often hostile, often one that leads further."""
    if draw.random() < 0.07:
        return None
    match kind:
        case "uuid" if name == "p_restaurant_id":
            return draw.choice([world.restaurant] * 4 + [world.other, UUID(int=7)])
        case "uuid" if name.startswith("p_booking"):
            return draw.choice([*world.bookings, UUID(int=9)])
        case "uuid":
            return draw.choice([*world.bookings[:2], *world.tables[:2], *world.others, UUID(int=draw.getrandbits(128))])
        case "uuid[]":
            return ids(draw, world)
        case "integer" | "smallint":
            return draw.choice(INTEGERS)
        case "bigint":
            return draw.choice([*INTEGERS, *world.tokens, *world.emails, 2**63 - 1, -(2**63)])
        case "bigint[]":
            return plain_list(draw, *(world.emails or [1]))
        case "text[]":
            return plain_list(draw, "overlapping_allocations")
        case "numeric" | "double precision" | "real":
            return draw.choice(("NaN", "Infinity", "-Infinity", "0", "1", "1e-300", "1e30", "0.5", "0.0001"))
        case "boolean":
            return draw.choice((True, False))
        case "interval":
            return draw.choice(INTERVALS)
        case "date":
            return draw.choice(DATES)
        case "timestamp with time zone" | "timestamp without time zone":
            return draw.choice(INSTANTS)
        case "jsonb" | "json":
            return draw.choice([*RESULTS, *(f'[{{"email_id": {e}, "outcome": "failed"}}]' for e in world.emails)])
        case "text" if name == "p_guest_email":
            return draw.choice(ADDRESSES)
        case "text" if name in PERSONAL:
            return draw.choice(NAMES)
        case "text":
            return draw.choice(TEXTS)
    raise AssertionError(f"{name} is of a type that the fuzzer has no values for: {kind}")


def set_up(connection: psycopg.Connection[Any], role: str, settings: dict[str, str]) -> None:
    """Become a role with the settings of some client."""
    for name, setting in (*settings.items(), ("role", f"maitred_{role}"), ("statement_timeout", LONGEST)):
        connection.execute("select set_config(%s, %s, false)", (name, setting))


def called(connection: psycopg.Connection[Any], statement: str, values: dict[str, Any]) -> psycopg.Error | None:
    """Call, and return the error if there is one."""
    try:
        connection.execute(statement.encode(), values).fetchall()
    except psycopg.Error as error:
        return error
    return None


def said(error: psycopg.Error | None) -> str | None:
    """Return what an error says, without the moment at which it said it."""
    if error is None:
        return None
    parts = (error.sqlstate, error.diag.message_primary, error.diag.message_detail, error.diag.message_hint)
    return re.sub(r"\d\d:\d\d:\d\d\.\d+", "now", " | ".join(part or "" for part in parts))


def of_the_client(error: psycopg.Error) -> bool:
    """Say whether PostgreSQL could not read a value at all: then no function was called."""
    return not error.diag.context and (error.sqlstate or "")[:2] == "22"


def test_no_call_does_anything_that_is_not_in_the_catalogue(connect: Connect) -> None:
    owner, client = connect(), connect()
    draw = random.Random(SEED)
    world = a_world(owner)
    known = {state for (state,) in owner.execute("select sqlstate from maitred.error_catalogue")} | ALSO_ALLOWED
    every = functions(owner)
    usual = {name: choices[0] for name, choices in SETTINGS.items()}
    seen: Counter[str] = Counter()
    faults: list[str] = []

    for number in range(CALLS):
        if number % 150 == 0:
            refresh(owner, world)
        function = draw.choice(every)
        role = draw.choice(function.roles if function.roles and draw.random() < 0.95 else ROLES)
        needed = len(function.arguments) - function.defaults
        values = {
            name: value(draw, world, name, kind)
            for place, (name, kind) in enumerate(zip(function.arguments, function.types, strict=True))
            if place < needed or draw.random() < 0.5
        }
        if function.name == "reoptimise_service":  # documented: time grows with the steps
            values["p_steps"] = draw.choice((0, 5, 100001, None))
        given = ", ".join(f"{name} => %({name})s::{function.types[function.arguments.index(name)]}" for name in values)
        statement = f"select count(*) from maitred.{function.name}({given})"  # rows could not be read in every style

        set_up(client, role, {name: draw.choice(choices) for name, choices in SETTINGS.items()})
        error = called(client, statement, values)
        state = error.sqlstate or type(error).__name__ if error else "ok"
        seen[state] += 1
        call = f"{role}: {statement} with { {name: str(v)[:70] for name, v in values.items()} }"
        if error is None or of_the_client(error):
            continue
        if state not in known:
            faults.append(f"{state} {error.diag.message_primary}: {call}")
        text = said(error) or ""
        if len(text) > LONGEST_ERROR:
            faults.append(f"an error of {len(text)} characters: {call}")
        if MARK in text:
            faults.append(f"personal: {text[:200]}: {call}")
        if state == "22023" and draw.random() < 0.3:
            set_up(client, role, usual)
            again = called(client, statement, values)
            if again is not None and of_the_client(again):
                continue
            if said(again) != text and "is 'now" not in str(values) and "tomorrow" not in str(values):
                faults.append(f"depends on the client: {text[:200]} / {(said(again) or 'ok')[:200]}: {call}")

    drift = owner.execute("select kind, count(*) from maitred.find_assignment_drift() group by 1").fetchall()
    print(f"{CALLS} calls, seed {SEED}: {dict(sorted(seen.items()))}")
    assert not faults, f"{len(faults)} faults:\n" + "\n".join(faults[:20])
    assert drift == []
    assert seen["ok"] > CALLS / 20, "hardly any call did anything"
