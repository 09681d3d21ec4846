-- The guests did not come: their tables are free at once.
--
-- Locks:  booking -> tables by id -> allocations
-- Writes: bookings, assignments, allocations, holds, sessions, the ledger, events
-- Calls:  lock_booking, leave_tables, change_status
-- Raises: 22023 MD101 MD401
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
declare
    v_booking constant maitred.bookings := maitred_internal.lock_booking(p_booking_id, p_restaurant_id);
    v_now constant timestamptz := clock_timestamp();
begin
    perform maitred_internal.leave_tables(v_booking, false, p_actor, 'no show', v_now);
    return maitred_internal.change_status(
        v_booking, 'no_show', v_now, p_actor, 'guests did not come', p_notify => p_notify
    );
end;
$function$;

comment on function maitred.mark_no_show is
'confirmed becomes no_show and the tables are free at once; assigning tables confirms it again. Any other status: MD401. Writes no email; p_notify says whether the guest hears of what follows (another confirmation), null: as before.';

grant execute on function maitred.mark_no_show(uuid, uuid, uuid, boolean) to maitred_staff;
