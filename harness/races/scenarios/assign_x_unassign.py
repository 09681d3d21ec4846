"""A table is given up and wanted at the same moment: the party that is told of it has it, and nothing is lost."""

from collections.abc import Iterator

from ..scenario import LEVELS, Party, Scenario, Seen

SEATED = {"anna has T1": "select from maitred.assign_tables_atomic_v2({anna}, array[{T1}], 'first')"}


def the_table_changes_hands(seen: Seen) -> Iterator[str]:
    """Anna is off the table. Bert has it, or was refused while she still had it."""
    if seen.outcome("anna") == "ok" and seen.status("anna") != "pending":
        yield f"anna gave up her last table and is {seen.status('anna')}"
    if seen.tables("bert") != (["T1"] if seen.outcome("bert") == "ok" else []):
        yield f"bert, told {seen.outcome('bert')}, has {seen.tables('bert')}"


def released_is_what_was_said(seen: Seen) -> Iterator[str]:
    """One booking: what one session adds, the other releases, if it came later."""
    if seen.serialization():
        return
    released = [row["table_id"] for row in seen.replies("paul")[0].rows]
    left = {"T1", "T2"} - {name for name, key in seen.names.items() if key in released}
    if set(seen.tables("anna")) != left:
        yield f"{len(released)} tables were released, {seen.tables('anna')} are left, not {left}"


SCENARIOS = {
    "of another booking": Scenario(
        bookings={"anna": Party(), "bert": Party()},
        setup=SEATED,
        sessions={
            "anna": ["begin; select * from maitred.unassign_tables_atomic({anna})", "commit"],
            "bert": ["begin; select * from maitred.assign_tables_atomic_v2({bert}, array[{T1}])", "commit"],
        },
        pauses=("booking_table_assignments", "allocations", "booking_assignment_idempotency", "bookings"),
        levels=LEVELS,
        expect=the_table_changes_hands,
    ),
    "of the same booking": Scenario(
        tables={"T1": 2, "T2": 2},
        neighbours=(("T1", "T2"),),
        setup=SEATED,
        sessions={
            "olga": ["begin; select * from maitred.assign_tables_atomic_v2({anna}, array[{T2}])", "commit"],
            "paul": ["begin; select * from maitred.unassign_tables_atomic({anna})", "commit"],
        },
        pauses=("booking_table_assignments", "allocations", "bookings"),
        levels=LEVELS,
        expect=released_is_what_was_said,
    ),
}
