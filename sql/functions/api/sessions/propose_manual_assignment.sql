create or replace function maitred.propose_manual_assignment(
    p_booking_id uuid,
    p_table_ids uuid [],
    p_user_id uuid,
    p_restaurant_id uuid default null
)
returns maitred.manual_assignment_sessions
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
set datestyle = 'ISO, YMD'
set intervalstyle = 'postgres'
as $function$
-- A member of staff proposes tables for a booking: one call validates, and holds them when nothing blocks.
--
-- Locks:  booking -> tables by id (for no key update) -> allocations
-- Writes: manual_assignment_sessions, table_holds, allocations, bookings, observability_events
-- Raises: 22023 MD101 MD102 MD403
declare
    v_table_ids constant uuid [] := maitred_internal.check_ids('p_table_ids', p_table_ids);
    v_booking maitred.bookings;
    v_restaurant maitred.restaurants;
    v_holdings maitred_internal.holdings;
    v_now timestamptz;
begin
    if p_user_id is null then
        perform maitred_internal.refuse_argument('p_user_id', null, 'be the id of the member of staff');
    end if;

    -- LOCK
    v_booking := maitred_internal.lock_booking(p_booking_id, p_restaurant_id);
    v_restaurant := maitred_internal.check_sessions_enabled(v_booking.restaurant_id);
    v_holdings := maitred_internal.lock_holdings(v_booking, v_table_ids, p_user_id, false);
    v_now := clock_timestamp();

    return maitred_internal.hold_proposal(
        v_booking, v_restaurant, v_holdings, maitred_internal.active_session(v_booking, p_user_id, v_now),
        v_table_ids, p_user_id, v_now
    );
end;
$function$;

comment on function maitred.propose_manual_assignment is
'Proposes that a booking''s tables become exactly p_table_ids.

Returns: the user''s one active session for it: HELD when no rule blocks, then the tables are held until
    hold_expires_at; else PROPOSED with problems (rows as check_table_assignment gives, with who has a taken table and
    until when). For a booking that is completed or cancelled: a CANCELLED session whose problems say so.
Errors: 22023 invalid_argument; MD101 booking_not_found; MD102 table_not_found; MD403 feature_disabled.

The earlier hold is given up first; the same tables again renew it.';

grant execute on function maitred.propose_manual_assignment(uuid, uuid [], uuid, uuid) to maitred_staff;
