create or replace function maitred_internal.attempt_assignment(
    p_booking maitred.bookings,
    p_bypass_feature_flag boolean,
    p_email_mode text,
    p_now timestamptz,
    p_attempt int default null
)
returns maitred.assignment_outcome
language plpgsql
volatile
as $function$
-- Tries to seat a locked booking, and confirms it when that succeeds.
--
-- Locks:  tables by id
-- Writes: through try_options and derive_status; observability_events
declare
    v_outcome maitred.assignment_outcome := row(null::text, null::uuid [], jsonb '[]', jsonb '{}');
    v_held_until timestamptz;
begin
    if p_booking.status in ('confirmed', 'seated') then
        v_outcome.outcome := 'already_assigned';
        v_outcome.table_ids := array(
            select a.table_id from maitred.booking_table_assignments as a
            where a.restaurant_id = p_booking.restaurant_id and a.booking_id = p_booking.id
            order by a.table_id
        );
        return v_outcome;
    elsif p_booking.status not in ('pending', 'pending_allocation') then
        v_outcome.outcome := 'not_assignable';
        v_outcome.detail := jsonb_build_object('status', p_booking.status);
        return v_outcome;
    elsif not p_bypass_feature_flag
        and not (select r.auto_assign_on_booking from maitred.restaurants as r where r.id = p_booking.restaurant_id)
    then
        v_outcome.outcome := 'disabled';
        v_outcome.detail := jsonb_build_object('disabled', true);
        return v_outcome;
    end if;
    v_held_until := maitred_internal.live_hold_until(p_booking, p_now);
    if v_held_until is not null then
        v_outcome.outcome := 'not_assignable';
        v_outcome.detail := jsonb_build_object('held_until', v_held_until);
        return v_outcome;
    end if;

    v_outcome.table_ids := maitred_internal.try_options(p_booking, false, null, p_now);
    if v_outcome.table_ids is null then
        v_outcome.outcome := 'no_table';
        v_outcome.detail := maitred_internal.reasons_for_no_table(p_booking, p_now);
        return v_outcome;
    end if;

    perform maitred_internal.derive_status(p_booking, p_now, null, p_email_mode);
    v_outcome.outcome := 'assigned';
    perform maitred_internal.emit_event(
        p_booking.restaurant_id, p_booking.id, 'auto_assign.succeeded',
        jsonb_strip_nulls(jsonb_build_object(
            'modification', p_booking.pending_ref is not null, 'attempt', p_attempt, 'table_ids', v_outcome.table_ids
        ))
    );
    return v_outcome;
end;
$function$;

comment on function maitred_internal.attempt_assignment is
'assigned (and confirmed, mailed as p_email_mode says), no_table with the reasons, already_assigned, disabled, or not_assignable: the booking is over, or a hold on it is live until detail.held_until.';
