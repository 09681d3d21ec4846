create or replace function maitred_internal.take_over_holds(
    p_booking maitred.bookings,
    p_hold_ids uuid [],
    p_table_ids uuid [],
    p_during tstzrange,
    p_of_session boolean,
    p_now timestamptz,
    out untaken uuid [],
    out events maitred_internal.event []
)
returns record
language plpgsql
volatile
as $function$
-- Lets the time that holds of a locked booking have at its new tables become its own, where it is the same time, and
-- ends the holds; with p_of_session every hold and session of the booking. Returns what happened, and the tables
-- whose time is still to be taken.
--
-- Writes: allocations, table_holds, sessions, freed_time
declare
    v_taken int;
begin
    update maitred.allocations as l
    set kind = 'assignment', booking_id = p_booking.id, hold_id = null, expires_at = null
    where l.restaurant_id = p_booking.restaurant_id and l.hold_id = any(p_hold_ids)
        and l.table_id = any(p_table_ids) and l.during = p_during;
    get diagnostics v_taken = row_count;
    untaken := array[]::uuid [];
    if v_taken < cardinality(p_table_ids) then
        untaken := array(
            select w.id from unnest(p_table_ids) as w (id)
            except
            select l.table_id from maitred.allocations as l
            where l.restaurant_id = p_booking.restaurant_id and l.booking_id = p_booking.id
        );
    end if;
    events := maitred_internal.end_holds_and_sessions(
        p_booking, case when not p_of_session then p_hold_ids end,
        case when p_of_session then 'a session was confirmed' else 'tables assigned' end, p_now,
        p_taken_ids => p_table_ids, p_taken => p_during
    );
end;
$function$;

comment on function maitred_internal.take_over_holds is
'Gives the allocations of p_hold_ids at p_table_ids for p_during to the booking, and ends those holds, or with p_of_session all of them; returns the tables that none of them had for p_during, and what happened.';
