"""A hold has run out and nobody has swept it: it is in nobody's way, whatever is done with it at that moment."""

from collections.abc import Iterator

from ..scenario import LEVELS, Party, Scenario, Seen

OVER = {
    "work": "select id from maitred.propose_manual_assignment({anna}, array[{T1}], {olga})",
    "hold": "select hold_id from maitred.manual_assignment_sessions where id = {work}",
    "its time": "select from maitred.table_holds as h, "
    "maitred_internal.set_hold_expiry(h, clock_timestamp()) where h.id = {hold}",
}
OTHERS = {
    "confirm": "select * from maitred.confirm_manual_assignment({work}, {olga})",
    "extend": "select id as hold_id from maitred.extend_table_hold({hold})",
    "release": "select maitred.release_table_hold({hold})",
    "from hold": "select * from maitred.assign_tables_to_booking_from_hold_v3({hold})",
    "sweep": "select maitred.expire_holds_and_sessions()",
    "propose": "select * from maitred.propose_manual_assignment({anna}, array[{T1}], {olga})",
    "cancel": "select id, status from maitred.cancel_booking({anna})",
}


def not_in_the_way(seen: Seen) -> Iterator[str]:
    """Bert gets the table, unless Olga proposed it once more before."""
    session = seen.row("olga")
    if session.get("status") == "HELD" and seen.outcome("olga") == "ok":
        if seen.outcome("bert") == "ok":
            yield "the table is held and assigned"
    elif seen.outcome("bert") not in ("ok", "40001"):
        yield f"bert was told {seen.outcome('bert')} because of a hold that had run out"
    if seen.outcome("bert") == "ok" and seen.tables("bert") != ["T1"]:
        yield f"bert has {seen.tables('bert')}"
    if seen.tables("anna"):
        yield f"anna has {seen.tables('anna')} from a hold that had run out"


SCENARIOS = {
    name: Scenario(
        bookings={"anna": Party(), "bert": Party()},
        users=("olga",),
        setup=OVER,
        sessions={
            "bert": ["begin; select * from maitred.assign_tables_atomic_v2({bert}, array[{T1}])", "commit"],
            "olga": [f"begin; {call}", "commit"],
        },
        pauses=("allocations", "table_holds", "manual_assignment_sessions"),
        levels=LEVELS if name == "confirm" else LEVELS[:1],
        limit=120,
        expect=not_in_the_way,
    )
    for name, call in OTHERS.items()
}
