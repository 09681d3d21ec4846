create or replace function maitred.explain_unassigned_booking(p_booking_id uuid)
returns table (table_ids uuid [], rule text, blocked_by text, blocker_id uuid, detail jsonb)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
set datestyle = 'ISO, YMD'
set intervalstyle = 'postgres'
rows 50
as $function$
-- Tells for every option with enough seats what is against it for a booking: a rule, or whoever has a table of it.
--
-- Raises: 22023 MD101
#variable_conflict use_column
declare
    v_now constant timestamptz := clock_timestamp();
    v_booking constant maitred.bookings := maitred_internal.find_booking(p_booking_id);
begin
    return query
    with options as (
        select o.table_ids, o.capacity
        from maitred_internal.table_options as o
        where o.restaurant_id = v_booking.restaurant_id
            and (o.parties @> v_booking.party_size or cardinality(o.table_ids) = 1)
        union all
        select array[t.id], t.capacity
        from maitred.table_inventory as t
        where t.restaurant_id = v_booking.restaurant_id and not t.in_service
    )
    select
        o.table_ids, v.rule, v.detail ->> 'blocked_by', (v.detail ->> 'blocker_id')::uuid,
        coalesce(v.detail, '{}') || case
            when v.rule is null then '{}' else jsonb_build_object('table_id', v.table_id, 'message', v.message)
        end
    from options as o
    left join lateral unnest(maitred_internal.violations_of(
        v_booking, o.table_ids, true, false, null, null, null, v_now
    )) as v on v.severity = 'block'
    where o.capacity >= v_booking.party_size
    order by o.capacity, cardinality(o.table_ids), o.table_ids, v.rule, v.table_id;
end;
$function$;

comment on function maitred.explain_unassigned_booking is
'For every table and combination with enough seats a row for each thing against it: the rule, and for rule free what is in the way (blocked_by: assignment, hold or block) and its id. rule null: nothing is against it. Options around a smaller one that fits are left out.';

grant execute on function maitred.explain_unassigned_booking(uuid) to maitred_staff;
