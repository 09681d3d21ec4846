-- Locks the tables of a hold and of its locked booking, and reads the hold again. Nulls when it is gone.
--
-- Locks:  tables by id (for no key update)
create or replace function maitred_internal.lock_hold(p_booking maitred.bookings, p_hold_id uuid)
returns maitred.table_holds
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $function$
declare
    v_hold maitred.table_holds;
begin
    select h.* into v_hold
    from maitred.table_holds as h
    where h.restaurant_id = p_booking.restaurant_id and h.id = p_hold_id;

    perform maitred_internal.lock_tables(p_booking.restaurant_id, v_hold.table_ids || array(
        select a.table_id from maitred.booking_table_assignments as a
        where a.restaurant_id = p_booking.restaurant_id and a.booking_id = p_booking.id
    ) || array(
        select u.id from maitred.table_holds as h, unnest(h.table_ids) as u (id)
        where h.restaurant_id = p_booking.restaurant_id and h.booking_id = p_booking.id
    ));
    return v_hold;
end;
$function$;

comment on function maitred_internal.lock_hold is
'Locks every table that the booking has or holds and returns the hold, nulls when it is gone. The booking is locked.';
