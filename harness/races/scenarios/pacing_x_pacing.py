"""One party may arrive in a quarter of an hour, and two are seated at once: one of them hears that it is full."""

from collections.abc import Iterator

from ..scenario import LEVELS, Party, Scenario, Seen

LIMIT = (
    "insert into maitred.service_periods (restaurant_id, name, weekday, opens, closes, max_arriving_parties)"
    " select {restaurant}, 'evening', day, '12:00', '23:59', 1 from generate_series(1, 7) as day"
)


def one_arrives(seen: Seen) -> Iterator[str]:
    """One party has a table; the other was refused by the rule."""
    if sorted(seen.outcomes()) not in (["MD301", "ok"], ["40001", "ok"]):
        yield f"one of the two should be refused: {seen.outcomes()}"


def both_arrive(seen: Seen) -> Iterator[str]:
    """They come on other days, so both may."""
    if not seen.serialization() and seen.outcomes() != ["ok", "ok"]:
        yield f"both may come: {seen.outcomes()}"


SCENARIOS = {
    "": Scenario(
        tables={"T1": 4, "T2": 4},
        bookings={"anna": Party(), "bert": Party()},
        setup={"a limit": LIMIT},
        sessions={
            "anna": ["begin; select * from maitred.assign_tables_atomic_v2({anna}, array[{T1}])", "commit"],
            "bert": ["begin; select * from maitred.assign_tables_atomic_v2({bert}, array[{T2}])", "commit"],
        },
        pauses=("pacing_locks", "booking_table_assignments"),
        levels=LEVELS,
        expect=one_arrives,
    ),
    "next quarter": Scenario(
        tables={"T1": 4, "T2": 4},
        bookings={"anna": Party(), "bert": Party(2, "19:30", "21:30")},
        setup={"a limit": LIMIT},
        sessions={
            "anna": ["begin; select * from maitred.assign_tables_atomic_v2({anna}, array[{T1}])", "commit"],
            "bert": ["begin; select * from maitred.assign_tables_atomic_v2({bert}, array[{T2}])", "commit"],
        },
        pauses=("pacing_locks", "booking_table_assignments"),
        levels=LEVELS,
        expect=both_arrive,
    ),
    "planned and assigned": Scenario(
        tables={"T1": 4, "T2": 4},
        bookings={"anna": Party(), "bert": Party()},
        setup={"a limit": LIMIT},
        sessions={
            "planner": [
                "begin; select * from maitred.reoptimise_service("
                "{restaurant}, '2031-06-07 18:00+02', '2031-06-07 23:00+02', p_steps => 10, p_dry_run => false)",
                "commit",
            ],
            "bert": ["begin; select * from maitred.assign_tables_atomic_v2({bert}, array[{T2}])", "commit"],
        },
        pauses=("pacing_locks", "insert booking_table_assignments"),
        repeats=True,
        limit=80,
        expect=lambda seen: iter(
            ["both arrive in one quarter"] if seen.status("anna") == seen.status("bert") == "confirmed" else []
        ),
    ),
}
