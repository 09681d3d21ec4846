create or replace function maitred_internal.release_everything(
    p_booking maitred.bookings,
    p_keep_history boolean,
    p_actor uuid,
    p_reason text,
    p_now timestamptz
)
returns maitred_internal.event []
language plpgsql
volatile
as $function$
-- Ends everything that a locked booking has or claims: tables, holds, sessions and its job.
--
-- Locks:  tables by id
-- Writes: through end_holds_and_sessions and release_tables; assignment_jobs
declare
    -- LOCK
    v_holdings constant maitred_internal.holdings := maitred_internal.lock_holdings(p_booking, '{}', p_actor, true);
    v_events maitred_internal.event [];
begin
    v_events := maitred_internal.end_holds_and_sessions(p_booking, null, p_reason, p_now);
    if cardinality(v_holdings.has) > 0 then
        v_events := v_events || maitred_internal.release_tables(
            p_booking, v_holdings.has, p_keep_history, p_actor, p_reason
        );
    end if;
    delete from maitred_internal.assignment_jobs as j
    where j.restaurant_id = p_booking.restaurant_id and j.booking_id = p_booking.id;
    return v_events;
end;
$function$;

comment on function maitred_internal.release_everything is
'Releases all tables of a locked booking, ends its holds and active sessions, drops its job, and returns what happened. p_keep_history: assignments stay.';
