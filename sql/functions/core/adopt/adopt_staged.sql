create or replace function maitred_internal.adopt_staged(p_source text)
returns table (relation text, adopted bigint)
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
set datestyle = 'ISO, YMD'
set intervalstyle = 'postgres'
set plan_cache_mode = force_custom_plan
set work_mem = '64MB'
set jit = off
set enable_nestloop = off
as $function$
-- Takes over what is staged: what is clean is converted, the rest is put aside with its reasons. What was taken over
-- before stays as it is here; the quarantine of this source is written again.
--
-- Writes: the floor, bookings, assignments, allocations, blocks, the ledger, adoption_quarantine, adoption_rows
#variable_conflict use_column
declare
    v_new uuid [];
begin
    analyze maitred_internal.adoption_rows;
    delete from maitred.adoption_quarantine as q where q.source = p_source;
    perform maitred_internal.adopt_restaurants(p_source);
    perform maitred_internal.adopt_floor(p_source);
    v_new := maitred_internal.adopt_bookings(p_source);
    perform maitred_internal.adopt_assignments(p_source, v_new);
    perform maitred_internal.adopt_blocks_and_keys(p_source, v_new);

    return query
    select 'restaurants', count(*)
    from maitred_internal.adoption_rows as r
    inner join maitred.restaurants as h on h.id = (r.data ->> 'id')::uuid
    where r.relation = 'restaurants'
    union all
    select 'table_inventory', count(*)
    from maitred_internal.legacy_tables as l
    inner join maitred.table_inventory as t on t.restaurant_id = l.restaurant_id and t.id = l.id
    union all
    select 'bookings', count(*) from unnest(v_new)
    union all
    select 'booking_table_assignments', count(*)
    from maitred.booking_table_assignments as a
    where a.booking_id = any(v_new)
    union all
    select 'booking_assignment_idempotency', count(*)
    from maitred_internal.booking_assignment_idempotency as i
    where i.booking_id = any(v_new);
    delete from maitred_internal.adoption_rows as r;
end;
$function$;

comment on function maitred_internal.adopt_staged is
'Converts the staged rows of an older system, named p_source, and returns how many are here now (of bookings and their rows: how many are new).';
