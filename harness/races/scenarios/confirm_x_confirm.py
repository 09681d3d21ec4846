"""A session is confirmed by several calls at once: one assignment, and all are shown the same confirmed session."""

from collections.abc import Iterator

from ..scenario import LEVELS, READ_COMMITTED, Scenario, Seen

HELD = {"work": "select id from maitred.propose_manual_assignment({anna}, array[{T1}], {olga})"}
CONFIRM = "begin; select * from maitred.confirm_manual_assignment({work}, {olga})"


def the_same_session(seen: Seen) -> Iterator[str]:
    """All see CONFIRMED; the table was assigned once and told of once."""
    shown = {seen.row(session).get("status") for session in seen.trace.replies}
    if not seen.serialization() and shown != {"CONFIRMED"}:
        yield f"shown {shown}"
    if len(seen.events("tables.assigned")) != 1 or seen.emails("anna") != ["booking_confirmed"]:
        yield f"{len(seen.events('tables.assigned'))} assignments, emails {seen.emails('anna')}"
    if seen.tables("anna") != ["T1"]:
        yield f"anna has {seen.tables('anna')}"


def one_of_them(seen: Seen) -> Iterator[str]:
    """Two sessions on one booking: one is confirmed, the other is cancelled with it."""
    if seen.serialization():
        return
    states = sorted(seen.history["sessions"].values())
    if states != ["CANCELLED", "CONFIRMED"] or len(seen.tables("anna")) != 1:
        yield f"sessions {states}, tables {seen.tables('anna')}"


SCENARIOS = {
    "three calls": Scenario(
        users=("olga",),
        setup=HELD,
        sessions={"one": [CONFIRM, "commit"], "two": [CONFIRM, "commit"], "three": [CONFIRM, "commit"]},
        pauses=("manual_assignment_sessions", "booking_table_assignments"),
        levels=(READ_COMMITTED, "repeatable read"),
        limit=250,
        expect=the_same_session,
    ),
    "two sessions": Scenario(
        tables={"T1": 4, "T2": 4},
        users=("olga", "paul"),
        setup={
            "hers": "select id from maitred.propose_manual_assignment({anna}, array[{T1}], {olga})",
            "his": "select id from maitred.propose_manual_assignment({anna}, array[{T2}], {paul})",
        },
        sessions={
            "olga": ["begin; select * from maitred.confirm_manual_assignment({hers}, {olga})", "commit"],
            "paul": ["begin; select * from maitred.confirm_manual_assignment({his}, {paul})", "commit"],
        },
        pauses=("manual_assignment_sessions", "booking_table_assignments", "table_holds"),
        levels=LEVELS,
        expect=one_of_them,
    ),
}
