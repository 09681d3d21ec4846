"""What is called often plans nothing again: each statement in it keeps the plan that its session made once.

PostgreSQL plans a statement in each call when a plan for these very values looks so much cheaper that planning pays.
Where that is an illusion, as for ``= any(array)`` of a parameter, a call costs twice what it need.
"""

from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any, LiteralString

import psycopg
import pytest

from .. import migrate as migrations
from ..database import Connection
from ..server.embedded import embedded_server

SETUP = Path(__file__).resolve().parent.parent.parent / "scripts" / "benchmarks" / "assignment" / "setup.sql"
SETTINGS = {
    "shared_preload_libraries": "pg_stat_statements",
    "pg_stat_statements.track": "all",
    "pg_stat_statements.track_planning": "on",
}
CALLS = 20
PLANNED = """
    select plans, query from pg_stat_statements where plans >= %s and not toplevel
"""
BOOKING: LiteralString = "md5('booking ' || %(n)s)::uuid"
TABLE: LiteralString = "md5('table ' || %(n)s %% 2000)::uuid"
USER: LiteralString = "'00000000-0000-4000-8000-000000000001'::uuid"
ASSIGN: LiteralString = f"select from maitred.assign_tables_atomic_v2({BOOKING}, array[{TABLE}], 'k')"
# Each call is a few statements; {id} is what the first one gave.
HOT: dict[str, list[LiteralString]] = {
    "assign": [ASSIGN],
    "assign where services are paced": [
        "select from maitred.assign_tables_atomic_v2(md5('booking ' || 4000000000 + %(n)s)::uuid,"
        " array[md5('table ' || 2100 + %(n)s %% 40)::uuid])"
    ],
    "assign two": [
        f"select from maitred.assign_tables_atomic_v2({BOOKING},"
        " array[md5('table ' || %(n)s %% 2000)::uuid, md5('table ' || %(n)s %% 2000 + 1)::uuid])"
    ],
    "assign and unassign": [ASSIGN, f"select from maitred.unassign_tables_atomic({BOOKING})"],
    "reassign": [
        ASSIGN,
        f"select from maitred.reassign_tables_atomic({BOOKING}, array[md5('table ' || (%(n)s + 1) %% 2000)::uuid])",
    ],
    "hold": [
        f"select id from maitred.create_table_hold_v2({BOOKING}, array[{TABLE}], {USER})",
        "select from maitred.assign_tables_to_booking_from_hold_v3(%(id)s)",
    ],
    "propose": [
        f"select id from maitred.propose_manual_assignment({BOOKING}, array[{TABLE}], {USER})",
        f"select from maitred.confirm_manual_assignment(%(id)s, {USER})",
    ],
    "create": [
        "select id from maitred.create_booking(bench.restaurant_of(0), 2, '2040-01-01 10:00+00'::timestamptz"
        " + %(n)s * interval '1 hour', 'Anna', 'anna@example.org')"
    ],
    "job": [
        f"with due as (update maitred.bookings set staff_decides = false where id = {BOOKING} returning *)"
        " select maitred_internal.queue_job(d::maitred.bookings, true, 'standard', clock_timestamp()) from due as d",
        "select maitred.run_assignment_job('test')",
    ],
    "check": [f"select from maitred.check_table_assignment({BOOKING}, array[{TABLE}])"],
    "slots": ["select from maitred.find_available_slots(bench.restaurant_of(0), '2031-01-03', 2)"],
    "cancel": [ASSIGN, f"select from maitred.cancel_booking({BOOKING})"],
    "contact": [f"select from maitred.modify_booking({BOOKING}, p_notes => 'cake ' || %(n)s)"],
    "drain": [
        f"select maitred_internal.queue_email(b, 'booking_requested') from maitred.bookings as b where id = {BOOKING}",
        "select from maitred.claim_emails('test') as c, maitred.complete_email(c.email_id, c.claim_token)",
    ],
}


@pytest.fixture(scope="module")
def session() -> Iterator[Connection]:
    """A session in a database with thousands of tables and bookings, and statistics of them."""
    with embedded_server(settings=SETTINGS) as server:
        with psycopg.connect(server.create_database("plans"), autocommit=True) as connection:
            migrations.migrate(connection)
            connection.execute("create extension pg_stat_statements")
            connection.execute(SETUP.read_bytes())
            connection.execute(
                "call bench.make_bookings(0, 4000, 2000, 0, null, interval '2 hours', 'pending');"
                "call bench.make_bookings(4000000000, 4000, 40, 2100, null, interval '2 hours', 'pending')"
            )
            connection.execute("vacuum analyze")
        with psycopg.connect(server.dsn("plans"), autocommit=True, prepare_threshold=1) as connection:
            yield connection


@pytest.fixture(scope="module")
def numbers() -> Iterator[int]:
    return count(step=4)  # calls that take two tables are in nobody's way


def run(session: Connection, statements: list[LiteralString], number: int) -> None:
    values: dict[str, Any] = {"n": number}
    for statement in statements:
        cursor = session.execute(statement, values)
        row = cursor.fetchone() if cursor.description else None
        if row and "id" not in values:
            values["id"] = row[0]


@pytest.mark.parametrize("name", HOT)
def test_no_statement_of_a_hot_call_is_planned_in_each_call(
    session: Connection, numbers: Iterator[int], name: str
) -> None:
    for number, _ in zip(numbers, range(CALLS), strict=False):
        run(session, HOT[name], number)
    session.execute("select pg_stat_statements_reset()")
    for number, _ in zip(numbers, range(CALLS), strict=False):
        run(session, HOT[name], number)
    planned = session.execute(PLANNED, [CALLS * 3 // 4]).fetchall()
    assert not planned
