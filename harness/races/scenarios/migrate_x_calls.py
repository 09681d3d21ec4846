"""Functions are replaced while calls are in flight, as a deployment does: every call runs to its end, old or new."""

from collections.abc import Iterator

from ..scenario import Party, Scenario, Seen

REPLACE = """begin; do $block$
declare
    v_function text;
begin
    for v_function in
        select %s pg_get_functiondef(p.oid)
        from pg_proc as p join pg_language as l on l.oid = p.prolang
        where p.pronamespace in ('maitred_internal'::regnamespace%s)
            and p.proname ~ '(assign|lock_tables|place|take|settle|change|emit_event|release)'
            and p.prokind = 'f' and p.prorettype <> 'trigger'::regtype
    loop
        execute v_function;
    end loop;
end
$block$"""
REPLACED = REPLACE % ("", ", 'maitred'::regnamespace")
# What a changed signature comes to: the bodies of its callers know a function by its name alone.
MADE_ANEW = REPLACE % ("format('drop function %s; ', p.oid::regprocedure) ||", "")


def both_are_served(seen: Seen) -> Iterator[str]:
    """Nobody is told of a deployment."""
    if seen.outcomes() != ["ok"] * 3:
        yield f"{seen.outcomes()}"


SCENARIOS = {
    variant: Scenario(
        tables={"T1": 4, "T2": 4},
        bookings={"anna": Party(), "bert": Party()},
        setup={"bert has T2": "select from maitred.assign_tables_atomic_v2({bert}, array[{T2}])"},
        sessions={
            "migrator": [replace, "commit"],
            "anna": ["begin; select * from maitred.assign_tables_atomic_v2({anna}, array[{T1}])", "commit"],
            "bert": ["begin; select * from maitred.unassign_tables_atomic({bert})", "commit"],
        },
        pauses=("insert allocations", "delete booking_table_assignments"),
        limit=40,
        expect=both_are_served,
    )
    for variant, replace in (("", REPLACED), ("dropped and made again", MADE_ANEW))
}
