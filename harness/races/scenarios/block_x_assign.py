"""A table is taken out of service while somebody is given it: one of the two, and the other hears why."""

from collections.abc import Iterator

from ..scenario import LEVELS, Party, Scenario, Seen

BLOCK = (
    "begin; select id as block_id, table_id from maitred.block_tables({restaurant}, array[{T2}, {T1}], "
    "'2031-06-07 12:00+02', '2031-06-07 23:00+02', 'wobbly')"
)


def one_of_the_two(seen: Seen) -> Iterator[str]:
    """The block or the booking has the table."""
    if sorted(seen.outcomes()) not in (["MD201", "ok"], ["40001", "ok"]):
        yield f"one of the two should be refused: {seen.outcomes()}"


def free_in_the_end(seen: Seen) -> Iterator[str]:
    """A block is ended once, by whichever session."""
    if seen.serialization():
        return
    ended = sum(len(seen.replies(session)[0].rows) for session in ("olga", "paul"))
    if ended != 1:
        yield f"one block was ended {ended} times"


SCENARIOS = {
    "": Scenario(
        tables={"T1": 4, "T2": 4},
        sessions={
            "manager": [BLOCK, "commit"],
            "staff": ["begin; select * from maitred.assign_tables_atomic_v2({anna}, array[{T1}])", "commit"],
        },
        pauses=("table_blocks", "insert allocations", "booking_table_assignments"),
        levels=LEVELS,
        expect=one_of_the_two,
    ),
    "and a hold": Scenario(
        tables={"T1": 4, "T2": 4},
        users=("olga",),
        sessions={
            "manager": [BLOCK, "commit"],
            "olga": ["begin; select * from maitred.propose_manual_assignment({anna}, array[{T1}], {olga})", "commit"],
        },
        pauses=("table_blocks", "insert allocations", "manual_assignment_sessions"),
        levels=LEVELS,
    ),
    "ended twice": Scenario(
        bookings={"anna": Party()},
        setup={
            "block": "select id from maitred.block_tables({restaurant}, array[{T1}], "
            "'2031-06-07 12:00+02', '2031-06-07 23:00+02')"
        },
        sessions={
            "olga": ["begin; select unblock_tables as block_id from maitred.unblock_tables(array[{block}])", "commit"],
            "paul": ["begin; select unblock_tables as block_id from maitred.unblock_tables(array[{block}])", "commit"],
            "staff": ["begin; select * from maitred.assign_tables_atomic_v2({anna}, array[{T1}])", "commit"],
        },
        pauses=("table_blocks",),
        limit=250,
        expect=free_in_the_end,
    ),
}
