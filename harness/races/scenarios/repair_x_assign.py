"""Drift is repaired while staff assign tables: in the end all is consistent, and nobody's table is given away."""

from collections.abc import Iterator

from ..scenario import Party, Scenario, Seen

LOST = {
    "bert has T1": "select from maitred.assign_tables_atomic_v2({bert}, array[{T1}])",
    "guards off": "set session_replication_role = replica",
    "a row is lost": "delete from maitred.allocations where booking_id = {bert}",
    "guards on": "set session_replication_role = origin",
}


def consistent(seen: Seen) -> Iterator[str]:
    """No drift is left but what the repair said a person must decide, and two parties never share the table."""
    reviewed = any(row["action"] == "review" for row in seen.replies("doctor")[0].rows)
    left = seen.query("select count(*) from maitred.find_assignment_drift({restaurant})")
    if seen.outcome("doctor") == "ok" and left and not reviewed:
        yield f"{left} rows of drift are left"
    if seen.tables("anna") == seen.tables("bert") == ["T1"]:
        yield "two parties have the table"
    if seen.outcome("staff") == "ok" and seen.tables("anna") != ["T1"]:
        yield "anna was given the table, and does not have it"


SCENARIOS = {
    "": Scenario(
        bookings={"anna": Party(), "bert": Party()},
        setup=LOST,
        sessions={
            "doctor": [
                "begin; select * from maitred.repair_assignment_drift(null, {restaurant}, p_dry_run => false)",
                "commit",
            ],
            "staff": ["begin; select * from maitred.assign_tables_atomic_v2({anna}, array[{T1}])", "commit"],
        },
        pauses=("allocations", "booking_table_assignments"),
        consistent=False,
        expect=consistent,
    ),
    "twice": Scenario(
        bookings={"anna": Party(), "bert": Party()},
        setup=LOST,
        sessions={
            "doctor": [
                "begin; select * from maitred.repair_assignment_drift(null, {restaurant}, p_dry_run => false)",
                "commit",
            ],
            "nurse": [
                "begin; select * from maitred.repair_assignment_drift(null, {restaurant}, p_dry_run => false)",
                "commit",
            ],
            "staff": ["begin; select * from maitred.unassign_tables_atomic({bert})", "commit"],
        },
        pauses=("allocations",),
        limit=300,
        consistent=False,
        expect=lambda seen: iter(
            ["drift is left"] if seen.query("select count(*) from maitred.find_assignment_drift({restaurant})") else []
        ),
    ),
}
