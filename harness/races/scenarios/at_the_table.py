"""Guests sit down, stay longer, leave, or do not come while the next party is given their table."""

from collections.abc import Iterator

from ..scenario import READ_COMMITTED, REPEATABLE_READ, Party, Scenario, Seen

SEATED = {
    "anna has T1": "select from maitred.assign_tables_atomic_v2({anna}, array[{T1}])",
    "anna sits": "select from maitred.seat_booking({anna})",
}
NEXT = ["begin; select * from maitred.assign_tables_atomic_v2({next}, array[{T1}])", "commit"]


def one_or_the_other(seen: Seen) -> Iterator[str]:
    """Anna stays longer, or the next party has the table."""
    if sorted(seen.outcomes()) not in (["MD201", "ok"], ["40001", "ok"]):
        yield f"one of the two should be refused: {seen.outcomes()}"


def free_at_once(seen: Seen) -> Iterator[str]:
    """Who comes after the guests have left gets the table; nobody is confirmed without one."""
    left, came = seen.replies("staff")[-1].finished, seen.replies("next")[0]
    if seen.outcome("staff") == "ok" and came.finished > left and came.outcome not in ("ok", "40001"):
        yield f"the table was free, and the next party was told {came.outcome}"
    history = [seen.names["anna"], seen.names["T1"]] in seen.history["assigned"]
    if seen.status("anna") == "completed" and not history:
        yield "nobody knows any more where anna sat"


def sits_or_not(seen: Seen) -> Iterator[str]:
    """Seated with a table, or off the table and not seated."""
    if (seen.status("anna") == "seated") != (seen.tables("anna") == ["T1"]):
        yield f"anna is {seen.status('anna')} at {seen.tables('anna')}"


SCENARIOS = {
    "stays longer": Scenario(
        bookings={"anna": Party(), "next": Party(2, "21:00", "23:00")},
        setup=SEATED,
        sessions={
            "anna": [
                "begin; select id, status from maitred.modify_booking({anna}, p_end_at => '2031-06-07 21:30+02')",
                "commit",
            ],
            "next": NEXT,
        },
        pauses=("booking_table_assignments", "allocations"),
        levels=(READ_COMMITTED, REPEATABLE_READ),
        expect=one_or_the_other,
    ),
    "leaves": Scenario(
        bookings={"anna": Party(), "next": Party(2, "20:00", "22:00")},
        setup=SEATED,
        sessions={"staff": ["begin; select id, status from maitred.complete_booking({anna})", "commit"], "next": NEXT},
        pauses=("allocations", "bookings"),
        expect=free_at_once,
    ),
    "does not come": Scenario(
        bookings={"anna": Party(), "next": Party(2, "20:00", "22:00")},
        setup={"anna has T1": SEATED["anna has T1"]},
        sessions={"staff": ["begin; select id, status from maitred.mark_no_show({anna})", "commit"], "next": NEXT},
        pauses=("booking_table_assignments", "bookings"),
        expect=free_at_once,
    ),
    "sits down while being moved": Scenario(
        setup={"anna has T1": SEATED["anna has T1"]},
        sessions={
            "staff": ["begin; select id, status from maitred.seat_booking({anna})", "commit"],
            "phone": ["begin; select * from maitred.unassign_tables_atomic({anna})", "commit"],
        },
        pauses=("bookings", "booking_table_assignments"),
        levels=(READ_COMMITTED, REPEATABLE_READ),
        expect=sits_or_not,
    ),
}
