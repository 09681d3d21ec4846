"""A booking is to move to a table that somebody is about to hold for it: the first has it, hold or booking."""

from collections.abc import Iterator

from ..scenario import LEVELS, Party, Scenario, Seen

HELD_ON_T2 = (
    "select count(*) from maitred.allocations where restaurant_id = {restaurant} and kind = 'hold' and table_id = {T2}"
)


def one_has_it(seen: Seen) -> Iterator[str]:
    """T2 goes to one: Anna moves there, Nora holds it for her beside T1, or Bert gets it; Nora was told so."""
    told = seen.row("nora").get("status")
    stands = list(seen.history["sessions"].values())
    if stands != ([told] if told else []):
        yield f"nora was told {told}, her session is {stands}"
    got = [seen.outcome("olga") == "ok", seen.outcome("bert") == "ok", seen.query(HELD_ON_T2) == 1]
    if not seen.serialization() and got.count(True) != 1:
        yield f"T2: moved there, assigned, held: {got}"
    if seen.tables("anna") != (["T2"] if got[0] else ["T1"]):
        yield f"olga was told {seen.outcome('olga')}, anna has {seen.tables('anna')}"
    if not got[0] and seen.outcome("olga") not in ("MD201", "40001"):
        yield f"olga was told {seen.outcome('olga')}"


SCENARIOS = {
    "": Scenario(
        tables={"T1": 2, "T2": 2},
        neighbours=(("T1", "T2"),),
        bookings={"anna": Party(), "bert": Party()},
        users=("nora",),
        setup={"anna has T1": "select from maitred.assign_tables_atomic_v2({anna}, array[{T1}])"},
        sessions={
            "olga": ["begin; select * from maitred.reassign_tables_atomic({anna}, array[{T2}])", "commit"],
            "nora": [
                "begin; select * from maitred.propose_manual_assignment({anna}, array[{T1}, {T2}], {nora})",
                "commit",
            ],
            "bert": ["begin; select * from maitred.assign_tables_atomic_v2({bert}, array[{T2}])", "commit"],
        },
        pauses=("insert allocations", "delete allocations"),
        levels=LEVELS,
        expect=one_has_it,
    ),
}
