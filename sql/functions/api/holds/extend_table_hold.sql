create or replace function maitred.extend_table_hold(p_hold_id uuid, p_ttl interval default null)
returns maitred.table_holds
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
set datestyle = 'ISO, YMD'
set intervalstyle = 'postgres'
as $function$
-- Gives a live hold more time, never less, and tells the screens that show the session on it.
--
-- Locks:  booking -> tables by id (for no key update) -> allocations
-- Writes: table_holds, allocations, sessions, bookings, observability_events
-- Raises: 22023 MD103 MD402
declare
    v_hold maitred.table_holds;
    v_booking maitred.bookings;
    v_now timestamptz;
begin
    if p_ttl is not null then
        perform maitred_internal.check_span('p_ttl', p_ttl, '1 microsecond', '600 seconds');
    end if;

    v_hold := maitred_internal.find_hold(p_hold_id);
    v_booking := maitred_internal.lock_booking(v_hold.booking_id, v_hold.restaurant_id);
    v_hold := maitred_internal.lock_hold(v_booking, p_hold_id);
    v_now := clock_timestamp();
    perform maitred_internal.check_hold_is_live(p_hold_id, v_hold, v_now);

    v_hold := maitred_internal.set_hold_expiry(v_hold, greatest(
        v_hold.expires_at,
        v_now + coalesce(p_ttl, (
            select r.hold_ttl from maitred.restaurants as r where r.id = v_hold.restaurant_id
        ))
    ));
    v_booking := maitred_internal.finish_change(v_booking, v_now, array(
        select maitred_internal.session_event(s, 'hold extended')
        from maitred.manual_assignment_sessions as s
        where s.restaurant_id = v_hold.restaurant_id and s.hold_id = v_hold.id
    ));
    return v_hold;
end;
$function$;

comment on function maitred.extend_table_hold is
'Lets a live hold end p_ttl from now, if that is later.

p_ttl: more than 0, at most 600 seconds; null: the restaurant''s hold_ttl.
Returns: the hold.
Errors: 22023 invalid_argument; MD103 the hold is gone; MD402 its time is over.';

grant execute on function maitred.extend_table_hold(uuid, interval) to maitred_staff;
