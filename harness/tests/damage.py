"""A restaurant for the tests of care, and ways to break it."""

from pathlib import Path
from typing import Any

import psycopg

from ..dev.pgtap import install_fixtures

LEGACY = Path(__file__).resolve().parent / "data/legacy.sql"

Database = psycopg.Connection[Any]


def open_restaurant(connection: Database, bookings: str = "") -> None:
    """Load the fixtures of the SQL tests and open their restaurant, in one transaction."""
    with connection.transaction():
        install_fixtures(connection)
        connection.execute("select maitred_test.open_restaurant()")
        if bookings:
            connection.execute(bookings)


def break_rows(connection: Database, statements: str) -> None:
    """Run statements with triggers and foreign keys off."""
    with connection.transaction():
        connection.execute("set local session_replication_role = replica")
        connection.execute(statements)


def drift(connection: Database) -> list[str]:
    """Return the kinds of drift there are."""
    rows = connection.execute("select distinct kind from maitred.find_assignment_drift() order by kind").fetchall()
    return [row[0] for row in rows]


def everything(connection: Database) -> set[str]:
    """Return every row that a repair may change, as text."""
    relations = (
        "maitred.bookings",
        "maitred.booking_table_assignments",
        "maitred.allocations",
        "maitred.table_holds",
        "maitred.table_blocks",
        "maitred.manual_assignment_sessions",
        "maitred.repair_log",
        "maitred_internal.booking_assignment_idempotency",
        "maitred_internal.assignment_jobs",
        "maitred_internal.outbox_keys",
    )
    rows: set[str] = set()
    for relation in relations:
        found = connection.execute(f"select '{relation} ' || to_jsonb(r)::text from {relation} as r").fetchall()
        rows.update(row[0] for row in found)
    return rows
