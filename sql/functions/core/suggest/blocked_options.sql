create or replace function maitred_internal.blocked_options(p_booking maitred.bookings, p_now timestamptz)
returns table (table_ids uuid [], rule text, blocked_by text, blocker_id uuid, detail jsonb)
language plpgsql
stable
rows 50
as $function$
-- Tells for every option with enough seats what is against it for a booking: a rule, or what has a table of it.
#variable_conflict use_column
begin
    return query
    with options as (
        select o.table_ids, o.capacity
        from maitred_internal.table_options as o
        where o.restaurant_id = p_booking.restaurant_id
            and (o.parties @> p_booking.party_size or cardinality(o.table_ids) = 1)
        union all
        select array[t.id], t.capacity
        from maitred.table_inventory as t
        where t.restaurant_id = p_booking.restaurant_id and not t.in_service
    )
    select
        o.table_ids, v.rule, v.detail ->> 'blocked_by', (v.detail ->> 'blocker_id')::uuid,
        coalesce(v.detail, '{}') || case
            when v.rule is null then '{}' else jsonb_build_object('table_id', v.table_id, 'message', v.message)
        end
    from options as o
    left join lateral unnest(maitred_internal.violations_of(
        p_booking, o.table_ids, true, false, null, null, null, p_now
    )) as v on v.severity = 'block'
    where o.capacity >= p_booking.party_size
    order by o.capacity, cardinality(o.table_ids), o.table_ids, v.rule, v.table_id;
end;
$function$;

comment on function maitred_internal.blocked_options is
'For every table and combination with enough seats for a booking a row for each thing against it at p_now; rule null: nothing.';
