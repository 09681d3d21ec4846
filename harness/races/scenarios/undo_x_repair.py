"""A repair is taken back, twice at once, while another one repairs: the later one finds it done, nobody is stuck."""

from collections.abc import Iterator

from ..scenario import Party, Scenario, Seen
from .repair_x_assign import LOST
from .repair_x_expire import REPAIR

UNDO = "select maitred.undo_repair({repair}) as rows"


def told(seen: Seen) -> Iterator[str]:
    """The rows are taken back once, unless a repair was there before."""
    if seen.outcome("doctor") != "ok" or not {seen.outcome("nurse"), seen.outcome("other nurse")} <= {"ok", "MD204"}:
        yield f"a single call was refused: {seen.outcomes()}"
    undone = [seen.row(nurse).get("rows") for nurse in ("nurse", "other nurse") if seen.outcome(nurse) == "ok"]
    if len([rows for rows in undone if rows not in (0, "0")]) > 1:
        yield f"the repair was taken back twice: {undone}"


SCENARIOS = {
    "": Scenario(
        tables={"T1": 4, "T2": 4},
        bookings={"anna": Party(), "bert": Party()},
        setup={
            "anna has T2": "select from maitred.assign_tables_atomic_v2({anna}, array[{T2}])",
            **LOST,
            "repair": "select distinct repair_id from maitred.repair_assignment_drift(null, {restaurant}, false)",
            "guards are off": "set session_replication_role = replica",
            "another row is lost": "delete from maitred.allocations where booking_id = {anna}",
            "guards are on": "set session_replication_role = origin",
        },
        sessions={"doctor": [REPAIR % "restaurant"], "nurse": [UNDO], "other nurse": [UNDO]},
        pauses=("allocations", "update bookings", "update repair_log"),
        limit=80,
        consistent=False,
        expect=told,
    ),
}
