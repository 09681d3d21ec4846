create or replace function maitred_internal.end_holds_on(
    p_booking maitred.bookings,
    p_table_ids uuid [],
    p_now timestamptz
)
returns maitred_internal.event []
language plpgsql
volatile
as $function$
-- Ends the holds of a locked booking that name one of its tables, which it loses: they would keep it no longer. With
-- the sessions on them; returns what happened.
--
-- Writes: manual_assignment_sessions, table_holds, allocations (by cascade)
declare
    v_hold_ids constant uuid [] := array(
        select h.id from maitred.table_holds as h
        where h.restaurant_id = p_booking.restaurant_id and h.booking_id = p_booking.id and h.table_ids && p_table_ids
    );
begin
    if cardinality(v_hold_ids) = 0 then
        return array[]::maitred_internal.event [];
    end if;
    return maitred_internal.end_holds_and_sessions(p_booking, v_hold_ids, 'tables released', p_now);
end;
$function$;

comment on function maitred_internal.end_holds_on is
'Ends the holds of a booking that name one of p_table_ids, and the sessions on them. All tables are locked.';
