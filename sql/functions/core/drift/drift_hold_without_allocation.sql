create or replace function maitred_internal.drift_hold_without_allocation(p_scope maitred_internal.drift_scope)
returns table (restaurant_id uuid, booking_id uuid, table_id uuid, row_ref text, detail jsonb)
language plpgsql
stable
as $function$
-- A live hold does not keep a table that it names, or not until it expires.
-- Where it comes from and what it does: maitred.drift_catalogue.
#variable_conflict use_column
declare
    v_now constant timestamptz := clock_timestamp();
begin
    return query
    select
        h.restaurant_id, h.booking_id, n.table_id, format('table_holds:%s', h.id),
        jsonb_build_object(
            'owner_id', h.id, 'start_at', h.start_at, 'end_at', h.end_at, 'expires_at', h.expires_at
        )
    from maitred.table_holds as h
    cross join lateral unnest(h.table_ids) as n (table_id)
    where (p_scope.restaurant_id is null or h.restaurant_id = p_scope.restaurant_id)
        and (p_scope.booking_ids is null or h.booking_id = any(p_scope.booking_ids))
        and h.expires_at > v_now
        and not exists (
            select from maitred.allocations as l
            where l.restaurant_id = h.restaurant_id and l.hold_id = h.id and l.table_id = n.table_id
                and l.expires_at = h.expires_at and l.hold_id is not null
        )
        and not exists (
            select from maitred.allocations as l
            where l.restaurant_id = h.restaurant_id and l.booking_id = h.booking_id and l.table_id = n.table_id
                and (p_scope.booking_ids is null or l.booking_id = any(p_scope.booking_ids))
        );
end;
$function$;

comment on function maitred_internal.drift_hold_without_allocation is
'Tables of live holds that are taken neither by the hold, until it expires, nor by the booking itself.';
