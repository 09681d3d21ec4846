"""Functions are replaced while calls are in flight, as a deployment does: every call runs to its end, old or new."""

from collections.abc import Iterator

from ..scenario import Party, Scenario, Seen

REPLACE = """begin; do $block$
declare
    v_function regprocedure;
begin
    for v_function in
        select p.oid from pg_proc as p join pg_language as l on l.oid = p.prolang
        where p.pronamespace in ('maitred'::regnamespace, 'maitred_internal'::regnamespace)
            and p.proname ~ '(assign|lock_tables|place|take|settle|change|record_event|release)' and p.prokind = 'f'
    loop
        execute pg_get_functiondef(v_function);
    end loop;
end
$block$"""


def both_are_served(seen: Seen) -> Iterator[str]:
    """Nobody is told of a deployment."""
    if seen.outcomes() != ["ok"] * 3:
        yield f"{seen.outcomes()}"


SCENARIOS = {
    "": Scenario(
        tables={"T1": 4, "T2": 4},
        bookings={"anna": Party(), "bert": Party()},
        setup={"bert has T2": "select from maitred.assign_tables_atomic_v2({bert}, array[{T2}])"},
        sessions={
            "migrator": [REPLACE, "commit"],
            "anna": ["begin; select * from maitred.assign_tables_atomic_v2({anna}, array[{T1}])", "commit"],
            "bert": ["begin; select * from maitred.unassign_tables_atomic({bert})", "commit"],
        },
        pauses=("insert allocations", "delete booking_table_assignments"),
        limit=40,
        expect=both_are_served,
    ),
}
