create or replace function maitred_internal.drift_session_of_ended_booking(p_scope maitred_internal.drift_scope)
returns table (restaurant_id uuid, booking_id uuid, table_id uuid, row_ref text, detail jsonb)
language plpgsql
stable
as $function$
-- Somebody still works on the tables of a booking that is over.
-- Where it comes from and what it does: maitred.drift_catalogue.
#variable_conflict use_column
declare
    v_now constant timestamptz := clock_timestamp();
begin
    return query
    select
        s.restaurant_id, s.booking_id, null::uuid, format('manual_assignment_sessions:%s', s.id),
        jsonb_build_object('status', b.status, 'session_status', s.status, 'created_by', s.created_by)
    from maitred.manual_assignment_sessions as s
    inner join maitred.bookings as b on b.restaurant_id = s.restaurant_id and b.id = s.booking_id
    where (p_scope.restaurant_id is null or s.restaurant_id = p_scope.restaurant_id)
        and (p_scope.booking_ids is null or s.booking_id = any(p_scope.booking_ids))
        and (p_scope.booking_ids is null or b.id = any(p_scope.booking_ids))
        and (s.status = 'PROPOSED' or s.status = 'HELD' and s.hold_expires_at > v_now)
        and b.status in ('completed', 'cancelled');
end;
$function$;

comment on function maitred_internal.drift_session_of_ended_booking is
'Active sessions of completed and cancelled bookings.';
