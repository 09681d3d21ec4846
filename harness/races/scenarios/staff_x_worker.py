"""Staff name a table while the worker looks for one: the party sits where staff say, and is not moved from there."""

from collections.abc import Iterator
from functools import partial

from ..scenario import READ_COMMITTED, REPEATABLE_READ, Scenario, Seen
from .job_x_job import AUTOMATIC, JOB, WORK

STAFF = "begin; select * from maitred.assign_tables_atomic_v2({anna}, array[{%s}])"
PINNED = "select bool_and(pinned) from maitred.booking_table_assignments where booking_id = {anna}"


def sits_at(table: str, seen: Seen) -> Iterator[str]:
    """Whoever was first: anna has the table that staff named, and no other."""
    if seen.serialization():
        return
    if seen.outcome("staff") != "ok":
        yield f"staff were told {seen.outcome('staff')}"
    elif seen.tables("anna") != [table] or not seen.query(PINNED):
        yield f"staff named {table}, and anna has {seen.tables('anna')}, pinned: {seen.query(PINNED)}"


def race(table: str) -> Scenario:
    """The worker prefers T1, which is smaller; with T2 it could be one table for a larger party."""
    return Scenario(
        tables={"T1": 2, "T2": 4},
        neighbours=[("T1", "T2")],
        setup={"automatic": AUTOMATIC, "anna waits": JOB % "anna"},
        sessions={"worker": WORK, "staff": [STAFF % table, "commit"]},
        pauses=("booking_table_assignments", "bookings", "assignment_jobs"),
        levels=(READ_COMMITTED, REPEATABLE_READ),
        clear=True,
        limit=150,
        expect=partial(sits_at, table),
    )


SCENARIOS = {"another table": race("T2"), "the same table": race("T1")}
