create or replace function maitred_internal.purge_expired_holds(
    p_restaurant_id uuid,
    p_table_ids uuid [],
    p_during tstzrange,
    p_now timestamptz
)
returns void
language plpgsql
volatile
as $function$
-- Clears the way: deletes allocation rows of holds whose time is over. The tables are locked. The hold itself is left
-- to the call that has its booking's lock.
--
-- Writes: allocations
begin
    delete from maitred.allocations as l
    where l.restaurant_id = p_restaurant_id and l.table_id = any(p_table_ids) and l.during && p_during
        and l.hold_id is not null and l.expires_at <= p_now;
end;
$function$;

comment on function maitred_internal.purge_expired_holds is
'Deletes the expired holds'' allocation rows on locked tables that overlap p_during.';
