create or replace function maitred_internal.look_for_table(
    p_booking maitred.bookings,
    p_job maitred_internal.assignment_jobs,
    p_now timestamptz
)
returns jsonb
language plpgsql
volatile
as $function$
-- Does the job of a locked booking: looks for a table, or sees that there is nothing to look for, and dates or ends it.
--
-- A job ends when its booking is confirmed or over, and when it begins: who was not seated by then stands at the door
-- or stays away, and staff see to that. One that has begun unseen, as after an edit or an outage, gets one look.
--
-- Writes: assignment_jobs, bookings, assignments, allocations, the outbox, observability_events
declare
    v_outcome maitred.assignment_outcome := row('not_assignable', null::uuid [], jsonb '[]', jsonb '{}');
    v_run_at timestamptz;
    v_seen constant boolean := coalesce(not p_job.last_error ?| array['held_until', 'locked'], false);
begin
    if p_booking.start_at <= p_now and (p_booking.staff_decides or v_seen or p_booking.end_at <= p_now) then
        v_outcome.detail := jsonb_build_object('status', p_booking.status, 'begun', true);
        if not p_booking.staff_decides then
            perform maitred_internal.give_up_job(p_booking, coalesce(p_job.last_error, '{}'), p_now);
        end if;
    elsif p_booking.staff_decides then
        v_outcome.detail := jsonb_build_object('staff_decides', true);
        v_run_at := p_booking.start_at;
        update maitred_internal.assignment_jobs as j
        set run_at = v_run_at
        where j.restaurant_id = p_booking.restaurant_id and j.booking_id = p_booking.id;
    else
        v_outcome := maitred_internal.attempt_job(p_booking, p_job, p_now);
        if v_outcome.outcome in ('no_table', 'error', 'disabled')
            or v_outcome.detail ?| array['held_until', 'locked']
        then
            v_run_at := maitred_internal.postpone_job(p_booking, p_job, v_outcome, p_now);
        end if;
    end if;

    if v_run_at is null then
        delete from maitred_internal.assignment_jobs as j
        where j.restaurant_id = p_booking.restaurant_id and j.booking_id = p_booking.id;
    end if;
    return jsonb_build_object(
        'booking_id', p_booking.id, 'restaurant_id', p_booking.restaurant_id,
        'outcome', v_outcome.outcome, 'table_ids', v_outcome.table_ids, 'detail', v_outcome.detail,
        'attempt', p_job.attempts + 1, 'next_attempt_at', v_run_at,
        'gave_up', exists (
            select from maitred.bookings as b
            where b.restaurant_id = p_booking.restaurant_id and b.id = p_booking.id and b.status = 'pending_allocation'
        )
    );
end;
$function$;

comment on function maitred_internal.look_for_table is
'Attempts, postpones or ends the job of a locked booking and returns what happened.';
