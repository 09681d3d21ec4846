create or replace function maitred_internal.complete_draft(
    p_draft maitred.bookings,
    p_restaurant maitred.restaurants,
    p_now timestamptz
)
returns maitred.bookings
language plpgsql
stable
as $function$
-- Fills in what a caller of create_booking left to the restaurant (end, language, whether the guest is told), and
-- refuses what the restaurant cannot take.
--
-- Raises: 22023 MD302
declare
    v_service constant maitred_internal.service := maitred_internal.service_at(p_restaurant, p_draft.start_at);
    v_booking maitred.bookings := p_draft;
begin
    v_booking.end_at := coalesce(
        p_draft.end_at,
        p_draft.start_at
        + maitred_internal.turn_time(p_restaurant.id, v_service.service_period_id, p_draft.party_size)
    );
    v_booking.locale := coalesce(p_draft.locale, p_restaurant.default_locale);
    v_booking.notify := coalesce(p_draft.notify, maitred_internal.notifies(p_draft.source));
    v_booking.created_at := p_now;

    perform maitred_internal.check_party_size(p_restaurant, v_booking.party_size);
    perform maitred_internal.check_stay(p_restaurant, v_booking.start_at, v_booking.end_at);
    perform maitred_internal.check_start(
        p_restaurant, v_booking.start_at, v_service.opens_at,
        maitred_internal.earliest_start(v_booking.source, p_now)
    );
    return v_booking;
end;
$function$;

comment on function maitred_internal.complete_draft is
'The booking that a draft would become: end by turn time, language of the restaurant, notify by source, where they are null. 22023 or MD302 when the restaurant cannot take it.';
