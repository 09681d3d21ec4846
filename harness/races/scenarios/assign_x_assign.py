"""Two parties want the same table: one gets it, the other hears immediately who has it."""

from collections.abc import Iterator

from ..scenario import LEVELS, Party, Scenario, Seen


def one_gets_it(seen: Seen) -> Iterator[str]:
    """One booking has the table and is confirmed; the other was refused, or told to run again."""
    if seen.outcomes().count("ok") != 1:
        yield f"one of the two should have the table: {seen.outcomes()}"
    for booking in ("anna", "bert"):
        has = seen.outcome(booking) == "ok"
        if seen.tables(booking) != (["T1"] if has else []) or seen.status(booking) != (
            "confirmed" if has else "pending"
        ):
            yield f"{booking}, told {seen.outcome(booking)}, is {seen.status(booking)} at {seen.tables(booking)}"
        if seen.emails(booking) != (["booking_confirmed"] if has else []):
            yield f"{booking}, told {seen.outcome(booking)}, is sent {seen.emails(booking)}"


SCENARIOS = {
    "": Scenario(
        bookings={"anna": Party(), "bert": Party()},
        sessions={
            "anna": ["begin; select * from maitred.assign_tables_atomic_v2({anna}, array[{T1}])", "commit"],
            "bert": ["begin; select * from maitred.assign_tables_atomic_v2({bert}, array[{T1}])", "commit"],
        },
        pauses=("booking_table_assignments", "insert allocations", "bookings"),
        levels=LEVELS,
        expect=one_gets_it,
    ),
}
