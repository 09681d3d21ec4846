create or replace function maitred_internal.hold_covers(
    p_hold maitred.table_holds,
    p_has uuid [],
    p_during tstzrange
)
returns boolean
language plpgsql
stable
as $function$
-- Whether a hold of a locked booking has the time of its tables for a window, tables that the booking has left aside:
-- then they are free for it, and nobody need be asked who is in the way. Not when the restaurant's buffer has grown.
begin
    return not exists (
        select from unnest(p_hold.table_ids) as w (id)
        where w.id <> all(p_has) and not exists (
            select from maitred.allocations as l
            where l.restaurant_id = p_hold.restaurant_id and l.hold_id = p_hold.id and l.table_id = w.id
                and l.during = p_during
        )
    );
end;
$function$;

comment on function maitred_internal.hold_covers is
'True when the hold has an allocation of exactly p_during for each of its tables that is not in p_has.';
