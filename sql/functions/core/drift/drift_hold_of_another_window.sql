create or replace function maitred_internal.drift_hold_of_another_window(p_scope maitred_internal.drift_scope)
returns table (restaurant_id uuid, booking_id uuid, table_id uuid, row_ref text, detail jsonb)
language plpgsql
stable
as $function$
-- A live hold keeps tables for another time than its booking's.
-- Where it comes from and what it does: maitred.drift_catalogue.
#variable_conflict use_column
declare
    v_now constant timestamptz := clock_timestamp();
begin
    return query
    select
        h.restaurant_id, h.booking_id, null::uuid, format('table_holds:%s', h.id),
        jsonb_build_object(
            'owner_id', h.id, 'start_at', h.start_at, 'end_at', h.end_at,
            'booking_start_at', b.start_at, 'booking_end_at', b.end_at, 'expires_at', h.expires_at
        )
    from maitred.table_holds as h
    inner join maitred.bookings as b on b.restaurant_id = h.restaurant_id and b.id = h.booking_id
    where (p_scope.restaurant_id is null or h.restaurant_id = p_scope.restaurant_id)
        and (p_scope.booking_ids is null or h.booking_id = any(p_scope.booking_ids))
        and (p_scope.booking_ids is null or b.id = any(p_scope.booking_ids))
        and h.expires_at > v_now
        and (h.start_at, h.end_at) is distinct from (b.start_at, b.end_at);
end;
$function$;

comment on function maitred_internal.drift_hold_of_another_window is
'Live holds whose window is not their booking''s.';
