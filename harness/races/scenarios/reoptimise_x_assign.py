"""A service is planned again while staff go on working: the plan fits what is there, or is given up."""

from collections.abc import Iterator

from ..scenario import LEVELS, Party, Scenario, Seen

PLAN = [
    "begin; select * from maitred.reoptimise_service({restaurant}, '2031-06-07 18:00+02', '2031-06-07 23:00+02', "
    "p_steps => 20, p_dry_run => false)",
    "commit",
]
OTHERS = {
    "": "select * from maitred.assign_tables_atomic_v2({anna}, array[{T2}])",
    "cancel": "select id, status from maitred.cancel_booking({bert})",
    "modify": "select id, status from maitred.modify_booking({bert}, p_start_at => '2031-06-07 20:00+02')",
    "hold": "select id as hold_id from maitred.create_table_hold_v2({carl}, array[{T2}])",
    "block": "select id as block_id from maitred.block_tables({restaurant}, array[{T2}], '2031-06-07 12:00+02', "
    "'2031-06-07 23:00+02')",
    "swap": "select * from maitred.swap_tables_atomic({dora}, {carl})",
    "twice": PLAN[0].removeprefix("begin; "),
}


def what_was_said(seen: Seen) -> Iterator[str]:
    """What the plan was said to do was done, when it was committed."""
    told = {row["booking_id"] for row in seen.replies("planner")[0].rows if seen.outcome("planner") == "ok"}
    other = {row.get("booking_id") for row in seen.replies("other")[0].rows if seen.outcome("other") == "ok"}
    for name in ("anna", "bert"):
        key = seen.names[name]
        if key in told and not seen.events("tables.assigned", name):
            yield f"the plan seats {name}, and no event tells of it"
        if seen.status(name) == "confirmed" and key not in told | other and seen.names[name] == seen.names["bert"]:
            yield f"{name} is confirmed, and nobody said so"


SCENARIOS = {
    name: Scenario(
        tables={"T1": 2, "T2": 4, "T3": 4},
        bookings={"anna": Party(2), "bert": Party(4), "carl": Party(2, "21:00", "22:00"), "dora": Party(2)},
        setup={
            "carl has a table": "select from maitred.auto_assign_booking({carl}, true)",
            "dora has T3": "select from maitred.assign_tables_atomic_v2({dora}, array[{T3}])",
        },
        sessions={"planner": PLAN, "other": [f"begin; {call}", "commit"]},
        pauses=("insert booking_table_assignments", "bookings"),
        levels=LEVELS if not name else LEVELS[:1],
        limit=80,
        repeats=True,
        expect=what_was_said,
    )
    for name, call in OTHERS.items()
}
