create or replace function maitred_internal.repair_consequence(p_finding maitred_internal.finding, p_now timestamptz)
returns boolean
language plpgsql
volatile
as $function$
-- Sets right what follows from a booking's tables and status: merge group, ledger, job, email, sessions, history.
--
-- Writes: booking_table_assignments, booking_assignment_idempotency, assignment_jobs, the outbox, sessions, holds,
--         observability_events
declare
    v_booking maitred.bookings;
begin
    select b.* into v_booking
    from maitred.bookings as b
    where b.restaurant_id = p_finding.restaurant_id and b.id = p_finding.booking_id;
    if not found then
        return false;
    end if;

    case p_finding.kind
        when 'merge_group_inconsistent' then
            perform maitred_internal.regroup_tables(v_booking, (
                select count(*)::int from maitred.booking_table_assignments as a
                where a.restaurant_id = v_booking.restaurant_id and a.booking_id = v_booking.id
            ));
        when 'ledger_without_assignment' then
            delete from maitred_internal.booking_assignment_idempotency as i
            where i.restaurant_id = v_booking.restaurant_id and i.booking_id = v_booking.id
                and i.idempotency_key = p_finding.detail ->> 'idempotency_key';
        when 'job_unexpected' then
            delete from maitred_internal.assignment_jobs as j
            where j.restaurant_id = v_booking.restaurant_id and j.booking_id = v_booking.id;
        when 'job_missing' then
            perform maitred_internal.queue_job(
                v_booking, v_booking.pending_ref is not null,
                case when v_booking.pending_ref is null then 'standard' else 'modified' end, p_now
            );
        when 'email_missing' then
            return maitred_internal.write_missing_email(v_booking) is not null;
        when 'email_lost' then
            return maitred_internal.repair_lost_email(p_finding, p_now);
        when 'session_of_ended_booking' then
            perform maitred_internal.emit_events(
                v_booking.restaurant_id, v_booking.id,
                maitred_internal.end_holds_and_sessions(v_booking, null, 'drift repaired', p_now)
            );
        when 'status_of_another_event' then
            perform maitred_internal.emit_event(
                v_booking.restaurant_id, v_booking.id, 'booking.status_changed',
                jsonb_build_object(
                    'from', p_finding.detail -> 'told', 'to', v_booking.status, 'reason', 'found by a repair'
                )
            );
    end case;
    return true;
end;
$function$;

comment on function maitred_internal.repair_consequence is
'Regroups tables, deletes a ledger row or job that stands for nothing, schedules a job or queues an email that is missing, ends the sessions of a booking that is over, or tells of its status.';
