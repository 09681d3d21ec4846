"""A booking is moved while tables are given: no row of the old time stays anywhere, and no table is given twice."""

from collections.abc import Iterator

from ..scenario import LEVELS, Party, Scenario, Seen

MOVE = "begin; select id, status from maitred.modify_booking({anna}, p_start_at => '2031-06-07 20:00+02')"


def moved(seen: Seen) -> Iterator[str]:
    """The booking is at its new time; it is pending with a job and told so, or has a table at the new time."""
    if seen.outcome("guest") != "ok":
        return
    if seen.query("select start_at <> '2031-06-07 20:00+02' from maitred.bookings where id = {anna}"):
        yield "anna was told that she is moved, and is not"
    if seen.query(
        "select count(*) from maitred.booking_table_assignments"
        " where booking_id = {anna} and start_at <> '2031-06-07 20:00+02'"
    ):
        yield "a row of the old time is left"
    if seen.emails("anna").count("modification_pending") != 1:
        yield f"anna was written {seen.emails('anna')}"
    if (seen.status("anna") == "pending") != (seen.names["anna"] in seen.history["jobs"]):
        yield f"anna is {seen.status('anna')}, jobs: {seen.history['jobs']}"


def as_expected(seen: Seen) -> Iterator[str]:
    """Staff who said when the guests come gave a table for that time, or none."""
    yield from moved(seen)
    for given in seen.events("tables.assigned"):
        if not given["start_at"].startswith("2031-06-07T17:00"):
            yield f"staff believed in 17:00 UTC, and gave a table for {given['start_at']}"
    if seen.outcome("staff") not in ("ok", "MD301"):
        yield f"staff was told {seen.outcome('staff')}"


SCENARIOS = {
    "same booking": Scenario(
        bookings={"anna": Party()},
        sessions={
            "staff": ["begin; select * from maitred.assign_tables_atomic_v2({anna}, array[{T1}], 'key')", "commit"],
            "guest": [MOVE, "commit"],
        },
        pauses=("booking_table_assignments", "bookings", "assignment_jobs"),
        levels=LEVELS,
        expect=moved,
    ),
    "same booking, window believed": Scenario(
        bookings={"anna": Party()},
        sessions={
            "staff": [
                "begin; select * from maitred.assign_tables_atomic_v2({anna}, array[{T1}], "
                "p_start_at => '2031-06-07 19:00+02', p_end_at => '2031-06-07 21:00+02')",
                "commit",
            ],
            "guest": [MOVE, "commit"],
        },
        pauses=("booking_table_assignments", "bookings"),
        expect=as_expected,
    ),
    "another booking takes the table": Scenario(
        bookings={"anna": Party(), "bert": Party()},
        setup={"anna has T1": "select from maitred.assign_tables_atomic_v2({anna}, array[{T1}], 'key')"},
        sessions={
            "staff": ["begin; select * from maitred.assign_tables_atomic_v2({bert}, array[{T1}])", "commit"],
            "guest": [MOVE, "commit"],
        },
        pauses=("booking_table_assignments", "bookings"),
        levels=LEVELS,
        expect=moved,
    ),
}
