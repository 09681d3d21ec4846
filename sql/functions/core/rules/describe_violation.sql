create or replace function maitred_internal.describe_violation(p_rule text, p_proposal maitred_internal.proposal)
returns maitred_internal.violation []
language plpgsql
immutable
as $function$
-- What to say of a violated rule, and whether it blocks: a sentence for staff, and the facts for programs.
declare
    v_booking constant maitred.bookings := p_proposal.booking;
    v_restaurant constant maitred.restaurants := p_proposal.restaurant;
    v_spare constant int := p_proposal.seats - v_booking.party_size;
    v_severity text := 'block';
    v_message text;
    v_detail jsonb;
begin
    case p_rule
        when 'booking_status' then
            v_message := format('the booking is %s', v_booking.status);
            v_detail := jsonb_build_object('status', v_booking.status);
        when 'window_mismatch' then
            v_message := 'the window is not that of the booking, which may have been moved';
            v_detail := jsonb_build_object(
                'start_at', p_proposal.expected_start_at, 'end_at', p_proposal.expected_end_at,
                'booking_start_at', v_booking.start_at, 'booking_end_at', v_booking.end_at
            );
        when 'enough_seats' then
            v_message := format('%s seats are too few for %s guests', p_proposal.seats, v_booking.party_size);
            v_detail := jsonb_build_object('seats', p_proposal.seats, 'party_size', v_booking.party_size);
        when 'spare_seats' then
            v_severity := case when v_restaurant.block_spare_seats then 'block' else 'warn' end;
            v_message := format(
                '%s seats would stay empty, the restaurant likes at most %s', v_spare, v_restaurant.max_spare_seats
            );
            v_detail := jsonb_build_object('spare_seats', v_spare, 'max_spare_seats', v_restaurant.max_spare_seats);
        when 'inside_service' then
            -- Who was confirmed once was accepted under the hours of then, and a new start under those at its edit.
            v_severity := case when v_booking.confirmed_at is null then 'block' else 'warn' end;
            v_message := 'the restaurant is closed when the booking starts';
            v_detail := jsonb_build_object('start_at', v_booking.start_at);
        when 'service_overrun' then
            v_severity := 'warn';
            v_message := 'the booking ends after its service';
            v_detail := jsonb_build_object('end_at', v_booking.end_at, 'closes_at', p_proposal.closes_at);
        when 'pacing' then
            return maitred_internal.describe_pacing(p_proposal.pacing);
        else
            return maitred_internal.describe_tables(p_rule, p_proposal);
    end case;
    return array[row(p_rule, v_severity, null, v_message, v_detail)::maitred_internal.violation];
end;
$function$;

comment on function maitred_internal.describe_violation is
'The violations of one rule by a proposal that violates it: one, or one per limit or table.';
