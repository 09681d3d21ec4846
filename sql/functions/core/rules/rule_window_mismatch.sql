create or replace function maitred_internal.rule_window_mismatch(p_proposal maitred_internal.proposal)
returns maitred_internal.violation []
language plpgsql
immutable
as $function$
-- The window that the caller expects is the window of the booking.
begin
    if (p_proposal.expected_start_at, p_proposal.expected_end_at)
        <> ((p_proposal.booking).start_at, (p_proposal.booking).end_at)
    then
        return array[row(
            'window_mismatch', 'block', null, 'the window is not that of the booking, which may have been moved',
            jsonb_build_object(
                'start_at', p_proposal.expected_start_at, 'end_at', p_proposal.expected_end_at,
                'booking_start_at', (p_proposal.booking).start_at, 'booking_end_at', (p_proposal.booking).end_at
            )
        )::maitred_internal.violation];
    end if;
    return null;
end;
$function$;

comment on function maitred_internal.rule_window_mismatch is 'The window that the caller expects is the window of the booking.';
