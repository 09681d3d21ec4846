"""Staff propose the same table at once: one holds it, the others are shown who does, and the winner is undisturbed."""

from collections.abc import Iterator

from ..scenario import LEVELS, Party, Scenario, Seen

PROPOSE = "begin; select * from maitred.propose_manual_assignment({%s}, array[{%s}], {%s})"


def one_holds_it(seen: Seen) -> Iterator[str]:
    """One session is HELD; the others are PROPOSED and name the one in the way."""
    if seen.serialization():
        return
    states = [seen.row(session).get("status") for session in seen.trace.replies]
    if sorted(filter(None, states)) != ["HELD"] + ["PROPOSED"] * (len(states) - 1):
        yield f"one session should be HELD: {states}"
    for session, status in zip(seen.trace.replies, states, strict=True):
        if (status == "PROPOSED") != ("free" in (seen.row(session).get("problems") or "")):
            yield f"{session} is {status}, and the problems are {seen.row(session).get('problems')}"
    holds = seen.query("select count(*) from maitred.table_holds where restaurant_id = {restaurant}")
    rows = seen.query("select count(*) from maitred.allocations where restaurant_id = {restaurant} and kind = 'hold'")
    if (holds, rows) != (1, 1):
        yield f"{holds} holds with {rows} allocations"


def one_session(seen: Seen) -> Iterator[str]:
    """A double click is one session on one hold."""
    if seen.serialization():
        return
    ids = {seen.row(session).get("id") for session in seen.trace.replies}
    sessions, holds = seen.history["sessions"], seen.history["holds"]
    if len(ids) != 1 or len(sessions) != 1 or len(holds) != 1:
        yield f"{len(ids)} sessions were shown, {len(sessions)} exist on {len(holds)} holds"


SCENARIOS = {
    "two bookings": Scenario(
        bookings={"anna": Party(), "bert": Party()},
        users=("olga", "paul"),
        sessions={
            "olga": [PROPOSE % ("anna", "T1", "olga"), "commit"],
            "paul": [PROPOSE % ("bert", "T1", "paul"), "commit"],
        },
        pauses=("manual_assignment_sessions", "table_holds", "insert allocations"),
        levels=LEVELS,
        expect=one_holds_it,
    ),
    "one booking": Scenario(
        users=("olga", "paul"),
        sessions={
            "olga": [PROPOSE % ("anna", "T1", "olga"), "commit"],
            "paul": [PROPOSE % ("anna", "T1", "paul"), "commit"],
        },
        pauses=("manual_assignment_sessions", "table_holds", "insert allocations"),
        levels=LEVELS,
        expect=one_holds_it,
    ),
    "a double click": Scenario(
        users=("olga",),
        sessions={
            "olga": [PROPOSE % ("anna", "T1", "olga"), "commit"],
            "again": [PROPOSE % ("anna", "T1", "olga"), "commit"],
        },
        pauses=("manual_assignment_sessions", "table_holds", "insert allocations"),
        levels=LEVELS,
        expect=one_session,
    ),
    "eight bookings": Scenario(
        bookings={f"guest{n}": Party() for n in range(8)},
        users=[f"user{n}" for n in range(8)],
        sessions={f"user{n}": [PROPOSE % (f"guest{n}", "T1", f"user{n}"), "commit"] for n in range(8)},
        limit=150,
        expect=one_holds_it,
    ),
}
