create or replace function maitred_internal.changed_window(
    p_booking maitred.bookings,
    p_party_size int,
    p_start_at timestamptz,
    p_end_at timestamptz,
    out party_size int,
    out start_at timestamptz,
    out end_at timestamptz
)
language plpgsql
stable
as $function$
-- The party and window that a booking would have after an edit. Null: unchanged, and an end that is not given follows
-- from the turn time when the party changes, else from the length that the booking has.
declare
    v_service maitred_internal.service;
begin
    party_size := coalesce(p_party_size, p_booking.party_size);
    start_at := coalesce(p_start_at, p_booking.start_at);

    if p_end_at is not null then
        end_at := p_end_at;
    elsif party_size = p_booking.party_size then
        end_at := start_at + (p_booking.end_at - p_booking.start_at);
    else
        v_service := maitred_internal.service_at(
            maitred_internal.get_restaurant(p_booking.restaurant_id), start_at
        );
        end_at := start_at
            + maitred_internal.turn_time(p_booking.restaurant_id, v_service.service_period_id, party_size);
    end if;
end;
$function$;

comment on function maitred_internal.changed_window is
'Party size, start and end of a booking after an edit; null arguments mean unchanged.';
