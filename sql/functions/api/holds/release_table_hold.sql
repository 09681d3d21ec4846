create or replace function maitred.release_table_hold(p_hold_id uuid)
returns boolean
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
set datestyle = 'ISO, YMD'
set intervalstyle = 'postgres'
as $function$
-- Gives up a hold: its tables are free immediately.
--
-- Locks:  booking -> tables by id (for no key update) -> allocations
-- Writes: table_holds, allocations, sessions, freed_time, bookings, observability_events
-- Raises: 22023
declare
    v_booking maitred.bookings;
    v_hold maitred.table_holds;
    v_now timestamptz;
    v_events maitred_internal.event [];
begin
    if p_hold_id is null then
        perform maitred_internal.refuse_argument('p_hold_id', null, 'be the id of a hold');
    end if;
    select h.* into v_hold from maitred.table_holds as h where h.id = p_hold_id;
    if not found then
        return false;
    end if;

    v_booking := maitred_internal.lock_booking(v_hold.booking_id, v_hold.restaurant_id);
    v_hold := maitred_internal.lock_hold(v_booking, p_hold_id);
    v_now := clock_timestamp();
    if v_hold.id is null then
        return false;
    end if;

    v_events := maitred_internal.release_holds(v_booking, array[p_hold_id], 'hold released', v_now);
    v_booking := maitred_internal.finish_change(v_booking, v_now, v_events);
    return v_hold.expires_at > v_now;
end;
$function$;

comment on function maitred.release_table_hold is
'Gives up a hold: its tables are free immediately, and a session on it is PROPOSED again.

Returns: false: it was gone, or its time was over already.
Errors: 22023 invalid_argument.';

grant execute on function maitred.release_table_hold(uuid) to maitred_staff;
