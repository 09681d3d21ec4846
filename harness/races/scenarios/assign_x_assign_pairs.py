"""Large parties want combinations that cross, named in opposite orders: no deadlock, and no half of a combination."""

from collections.abc import Iterator

from ..scenario import LEVELS, READ_COMMITTED, Party, Scenario, Seen

TABLES = {"T1": 4, "T2": 4, "T3": 4}
NEIGHBOURS = (("T1", "T2"), ("T2", "T3"), ("T1", "T3"))


def whole_or_nothing(seen: Seen) -> Iterator[str]:
    """Somebody has two tables; nobody has one."""
    for booking in seen.trace.replies:
        if len(seen.tables(booking)) != (2 if seen.outcome(booking) == "ok" else 0):
            yield f"{booking}, told {seen.outcome(booking)}, has {seen.tables(booking)}"
    if seen.outcomes().count("ok") != 1:
        yield f"one party should sit at two tables: {seen.outcomes()}"


def one_of_two(seen: Seen) -> Iterator[str]:
    """One of the two parties has both tables."""
    if sorted([seen.outcome("anna"), seen.outcome("bert")]) != ["MD201", "ok"]:
        yield f"one of the two should sit down: {seen.outcomes()}"


def both_sit(seen: Seen) -> Iterator[str]:
    """They come one after the other: both have two tables."""
    if seen.outcomes() != ["ok", "ok", "ok"] or [len(seen.tables(who)) for who in ("anna", "bert")] != [2, 2]:
        yield f"both should sit at two tables: {seen.outcomes()}, {seen.tables('anna')}, {seen.tables('bert')}"


SCENARIOS = {
    "two": Scenario(
        tables=TABLES,
        neighbours=NEIGHBOURS,
        bookings={"anna": Party(6), "bert": Party(6)},
        sessions={
            "anna": ["begin; select * from maitred.assign_tables_atomic_v2({anna}, array[{T1}, {T2}])", "commit"],
            "bert": ["begin; select * from maitred.assign_tables_atomic_v2({bert}, array[{T2}, {T1}])", "commit"],
        },
        pauses=("booking_table_assignments", "insert allocations", "bookings"),
        levels=LEVELS,
        expect=whole_or_nothing,
    ),
    # A session that waits for the second table has the first one already: pauses inside a lock statement.
    "held up between two tables": Scenario(
        tables=TABLES,
        neighbours=NEIGHBOURS,
        bookings={"anna": Party(6), "bert": Party(6)},
        sessions={
            "anna": ["begin; select * from maitred.assign_tables_atomic_v2({anna}, array[{T1}, {T2}])", "commit"],
            "bert": ["begin; select * from maitred.assign_tables_atomic_v2({bert}, array[{T2}, {T1}])", "commit"],
            "manager": ["begin; select from maitred.table_inventory where id = {T2} for no key update", "commit"],
        },
        expect=one_of_two,
    ),
    # The order of ids is not the order in which tables come to a booking.
    "held up while adding to a table": Scenario(
        tables=TABLES,
        neighbours=NEIGHBOURS,
        bookings={"anna": Party(4), "bert": Party(6, "21:00", "23:00")},
        setup={"anna has T2": "select from maitred.assign_tables_atomic_v2({anna}, array[{T2}])"},
        sessions={
            "anna": ["begin; select * from maitred.assign_tables_atomic_v2({anna}, array[{T1}])", "commit"],
            "bert": ["begin; select * from maitred.assign_tables_atomic_v2({bert}, array[{T1}, {T2}])", "commit"],
            "manager": ["begin; select from maitred.table_inventory where id = {T1} for no key update", "commit"],
        },
        expect=both_sit,
    ),
    "three in a circle": Scenario(
        tables=TABLES,
        neighbours=NEIGHBOURS,
        bookings={"anna": Party(6), "bert": Party(6), "carl": Party(6)},
        sessions={
            "anna": ["begin; select * from maitred.assign_tables_atomic_v2({anna}, array[{T1}, {T2}])", "commit"],
            "bert": ["begin; select * from maitred.assign_tables_atomic_v2({bert}, array[{T2}, {T3}])", "commit"],
            "carl": ["begin; select * from maitred.assign_tables_atomic_v2({carl}, array[{T3}, {T1}])", "commit"],
        },
        pauses=("insert allocations",),
        levels=(READ_COMMITTED,),
        expect=whole_or_nothing,
    ),
}
