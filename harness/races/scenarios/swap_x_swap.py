"""Two bookings are swapped twice, named in opposite orders: two swaps, or one; never half of one, never a deadlock."""

from collections.abc import Iterator

from ..scenario import LEVELS, Party, Scenario, Seen

SETUP = {
    "anna has T1": "select from maitred.assign_tables_atomic_v2({anna}, array[{T1}])",
    "bert has T2": "select from maitred.assign_tables_atomic_v2({bert}, array[{T2}])",
}


def each_has_one(seen: Seen) -> Iterator[str]:
    """An even number of swaps leads back to where it began."""
    done = seen.outcomes().count("ok")
    if not seen.serialization() and done != 2:
        yield f"both swaps are allowed: {seen.outcomes()}"
    wanted = ["T1"] if done % 2 == 0 else ["T2"]
    if seen.tables("anna") != wanted or seen.tables("anna") == seen.tables("bert"):
        yield f"after {done} swaps anna has {seen.tables('anna')} and bert {seen.tables('bert')}"


def nobody_shares(seen: Seen) -> Iterator[str]:
    """Whatever came first: no table is lost or doubled."""
    if seen.outcome("olga") == "ok" and seen.outcome("paul") == "ok" and len(seen.tables("bert")) != 1:
        yield f"bert has {seen.tables('bert')}"


SCENARIOS = {
    "": Scenario(
        tables={"T1": 4, "T2": 4},
        bookings={"anna": Party(), "bert": Party()},
        setup=SETUP,
        sessions={
            "olga": ["begin; select * from maitred.swap_tables_atomic({anna}, {bert})", "commit"],
            "paul": ["begin; select * from maitred.swap_tables_atomic({bert}, {anna})", "commit"],
        },
        pauses=("booking_table_assignments", "bookings"),
        levels=LEVELS,
        expect=each_has_one,
    ),
    "and unassign": Scenario(
        tables={"T1": 4, "T2": 4},
        bookings={"anna": Party(), "bert": Party()},
        setup=SETUP,
        sessions={
            "olga": ["begin; select * from maitred.swap_tables_atomic({anna}, {bert})", "commit"],
            "paul": ["begin; select * from maitred.unassign_tables_atomic({anna})", "commit"],
        },
        pauses=("booking_table_assignments", "bookings"),
        levels=LEVELS,
        expect=nobody_shares,
    ),
    "and two who exchange by hand": Scenario(
        tables={"T1": 4, "T2": 4, "T3": 4},
        bookings={"anna": Party(), "bert": Party()},
        setup=SETUP,
        sessions={
            "olga": ["begin; select * from maitred.reassign_tables_atomic({anna}, array[{T2}])", "commit"],
            "paul": ["begin; select * from maitred.reassign_tables_atomic({bert}, array[{T1}])", "commit"],
            "rosa": ["begin; select * from maitred.swap_tables_atomic({bert}, {anna})", "commit"],
        },
        pauses=("booking_table_assignments",),
        limit=300,
    ),
    "with a hold on both tables": Scenario(
        tables={"T1": 2, "T2": 2, "T3": 2},
        neighbours=(("T1", "T3"), ("T2", "T3"), ("T1", "T2")),
        bookings={"anna": Party(), "bert": Party()},
        users=("nora",),
        setup=SETUP | {"work": "select id from maitred.propose_manual_assignment({anna}, array[{T1}, {T3}], {nora})"},
        sessions={
            "olga": ["begin; select * from maitred.swap_tables_atomic({anna}, {bert})", "commit"],
            "nora": ["begin; select * from maitred.confirm_manual_assignment({work}, {nora})", "commit"],
        },
        pauses=("booking_table_assignments", "table_holds"),
        levels=LEVELS,
    ),
}
