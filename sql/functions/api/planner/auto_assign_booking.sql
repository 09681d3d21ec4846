create or replace function maitred.auto_assign_booking(
    p_booking_id uuid,
    p_bypass_feature_flag boolean default false,
    p_email_mode text default 'standard',
    p_restaurant_id uuid default null
)
returns maitred.assignment_outcome
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
set datestyle = 'ISO, YMD'
set intervalstyle = 'postgres'
as $function$
-- Finds tables for a booking now.
--
-- Locks:  booking -> tables by id -> allocations
-- Writes: bookings, assignments, allocations, holds, assignment_jobs, the outbox, observability_events
-- Raises: 22023 MD101
declare
    v_booking maitred.bookings;
    v_outcome maitred.assignment_outcome;
begin
    if p_email_mode is null or p_email_mode not in ('standard', 'modified', 'none') then
        perform maitred_internal.refuse_argument('p_email_mode', p_email_mode, 'be standard, modified or none');
    end if;

    v_booking := maitred_internal.lock_booking(p_booking_id, p_restaurant_id);
    v_outcome := maitred_internal.attempt_assignment(
        v_booking, coalesce(p_bypass_feature_flag, false), p_email_mode, clock_timestamp()
    );
    if v_outcome.outcome = 'no_table' then
        perform maitred_internal.emit_failure(v_booking, null, v_outcome.detail);
    end if;
    return v_outcome;
end;
$function$;

comment on function maitred.auto_assign_booking is
'Puts a waiting booking on the best free tables and confirms it.

p_bypass_feature_flag: true: also where the restaurant assigns by hand.
p_email_mode: standard, modified or none.
Returns: outcome: assigned, already_assigned, no_table (detail says why), disabled, or not_assignable (over, or held:
    see detail). Moves no other booking: moved is empty.
Errors: 22023 invalid_argument; MD101 booking_not_found.';

grant execute on function maitred.auto_assign_booking(uuid, boolean, text, uuid) to maitred_staff;
