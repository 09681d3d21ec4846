"""Staff name a table while the worker looks for one: the party sits where staff say, and is not moved from there."""

from collections.abc import Iterator
from functools import partial

from ..scenario import READ_COMMITTED, REPEATABLE_READ, Party, Scenario, Seen
from .job_x_job import AUTOMATIC, JOB, WORK

STAFF = "begin; select * from maitred.assign_tables_atomic_v2({anna}, array[{%s}])"
PINNED = "select bool_and(pinned) from maitred.booking_table_assignments where booking_id = {anna}"


def sits_at(table: str, seen: Seen) -> Iterator[str]:
    """In any order: anna has the table that staff named, and no other."""
    if seen.serialization():
        return
    if seen.outcome("staff") != "ok":
        yield f"staff were told {seen.outcome('staff')}"
    elif seen.tables("anna") != [table] or not seen.query(PINNED):
        yield f"staff named {table}, and anna has {seen.tables('anna')}, pinned: {seen.query(PINNED)}"


def all_three(seen: Seen) -> Iterator[str]:
    """Who names a table that the party has, means it to stay; so does what nobody named."""
    if seen.outcome("staff") == "ok" and seen.tables("anna") != ["T1", "T2", "T3"]:
        yield f"T3 should come to T1 and T2, and anna has {seen.tables('anna')}"


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


SCENARIOS = {
    "another table": race("T2"),
    "the same table": race("T1"),
    "one of two tables and a third": Scenario(
        tables={"T1": 2, "T2": 2, "T3": 3},
        neighbours=[("T1", "T2"), ("T2", "T3")],
        bookings={"anna": Party(size=4)},
        setup={"a machine chose T1 and T2": "select from maitred.auto_assign_booking({anna}, true)"},
        sessions={
            "staff": ["begin; select * from maitred.assign_tables_atomic_v2({anna}, array[{T2}, {T3}])", "commit"],
            "guest": ["begin; select id, status from maitred.modify_booking({anna}, p_notes => 'window')", "commit"],
        },
        pauses=("booking_table_assignments", "bookings"),
        expect=all_three,
    ),
}
