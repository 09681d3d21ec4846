create or replace function maitred_internal.count_with_pacing_lock(
    p_proposal maitred_internal.proposal,
    p_now timestamptz
)
returns maitred_internal.proposal
language plpgsql
volatile
as $function$
-- Counts for the pacing rule, where the service has limits, behind the pacing locks of the days that the booking
-- touches: any other call that is about to count there waits until this transaction ends. Pacing locks come after all
-- table locks; only paced services have any.
--
-- Locks:  pacing_locks, by number
declare
    v_proposal maitred_internal.proposal := p_proposal;
    v_booking constant maitred.bookings := p_proposal.booking;
    v_service maitred_internal.service;
begin
    if p_proposal.paced is not true then
        return p_proposal;
    end if;
    perform maitred_internal.lock_pacing_days(v_booking.restaurant_id, v_booking.start_at, v_booking.end_at, p_now);

    v_service := maitred_internal.service_at(p_proposal.restaurant, v_booking.start_at);
    v_proposal.pacing := maitred_internal.pacing_excess(v_booking, v_service.service_period_id);
    return v_proposal;
end;
$function$;

comment on function maitred_internal.count_with_pacing_lock is
'The proposal with its pacing counted under a lock that holds until the transaction ends.';
