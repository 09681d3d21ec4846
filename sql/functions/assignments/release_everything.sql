-- Ends everything that a locked booking has or claims: tables, holds, sessions and its job.
--
-- Locks:  tables by id
-- Writes: through end_claims and release_tables; assignment_jobs
-- Calls:  lock_standing, end_claims, record_events, release_tables
create or replace function maitred_internal.leave_tables(
    p_booking maitred.bookings,
    p_keep_history boolean,
    p_actor uuid,
    p_reason text,
    p_now timestamptz
)
returns void
language plpgsql
volatile
as $function$
declare
    -- LOCK
    v_standing constant maitred_internal.standing := maitred_internal.lock_standing(p_booking, '{}', p_actor, true);
begin
    perform maitred_internal.record_events(
        p_booking.restaurant_id, p_booking.id, maitred_internal.end_claims(p_booking, null, p_reason, p_now)
    );
    if cardinality(v_standing.has) > 0 then
        perform maitred_internal.release_tables(p_booking, v_standing.has, p_keep_history, p_actor, p_reason);
    end if;
    delete from maitred_internal.assignment_jobs as j
    where j.restaurant_id = p_booking.restaurant_id and j.booking_id = p_booking.id;
end;
$function$;

comment on function maitred_internal.leave_tables is
'Releases all tables of a locked booking, ends its holds and active sessions, and drops its job. p_keep_history: assignments stay.';
