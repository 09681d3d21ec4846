create or replace function maitred.mark_no_show(
    p_booking_id uuid,
    p_actor uuid default null,
    p_restaurant_id uuid default null,
    p_notify boolean default null
)
returns maitred.bookings
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
set datestyle = 'ISO, YMD'
set intervalstyle = 'postgres'
as $function$
-- The guests did not come: their tables are free immediately.
--
-- Locks:  booking -> tables by id -> allocations
-- Writes: bookings, assignments, allocations, holds, sessions, the ledger, the outbox, events
-- Raises: 22023 MD101 MD401
declare
    v_booking maitred.bookings := maitred_internal.lock_booking(p_booking_id, p_restaurant_id);
    v_now constant timestamptz := clock_timestamp();
begin
    v_booking := maitred_internal.change_status(
        v_booking, 'no_show', v_now, p_actor, 'guests did not come',
        maitred_internal.release_everything(v_booking, false, p_actor, 'no show', v_now), p_notify => p_notify
    );
    perform maitred_internal.supersede_emails(
        v_booking,
        array['modification_pending']
        || case when p_notify then array['booking_confirmed', 'modification_confirmed'] else '{}' end,
        ''
    );
    if p_notify then
        update maitred.bookings as b
        set email_cycle = b.email_cycle + 1
        where b.restaurant_id = v_booking.restaurant_id and b.id = v_booking.id
        returning b.* into v_booking;
    else
        perform maitred_internal.park_confirmations(v_booking);
    end if;
    return v_booking;
end;
$function$;

comment on function maitred.mark_no_show is
'Makes a confirmed booking a no_show: the tables are free immediately.

p_notify: whether the guest hears of what follows: true: another booking_confirmed with the next tables; null: as
    before.
Returns: the booking.
Errors: 22023 invalid_argument; MD101 booking_not_found; MD401 in any other status.

Assigning tables confirms it again. Writes no email: a confirmation that was not sent waits for a table, a
modification_pending ends.';

grant execute on function maitred.mark_no_show(uuid, uuid, uuid, boolean) to maitred_staff;
