create or replace function maitred_internal.lock_hold(p_booking maitred.bookings, p_hold_id uuid)
returns maitred.table_holds
language plpgsql
volatile
as $function$
-- Reads a hold of a locked booking and locks every table that the booking has or holds. Nulls when the hold is gone.
--
-- Locks:  tables by id (for no key update)
declare
    v_hold maitred.table_holds;
begin
    select h.* into v_hold
    from maitred.table_holds as h
    where h.restaurant_id = p_booking.restaurant_id and h.id = p_hold_id;

    perform maitred_internal.lock_holdings(p_booking, v_hold.table_ids, null, false);
    return v_hold;
end;
$function$;

comment on function maitred_internal.lock_hold is
'Locks every table that the booking has or holds and returns the hold, nulls when it is gone. The booking is locked.';
