create or replace function maitred_internal.insert_booking(p_booking maitred.bookings)
returns maitred.bookings
language plpgsql
volatile
as $function$
-- Writes a new booking under a reference that no other booking of the restaurant has. A call that draws one that is
-- used draws again, six times; then with a character more.
--
-- Writes: bookings
declare
    v_booking maitred.bookings;
    v_draws int := 0;
begin
    loop
        insert into maitred.bookings (
            restaurant_id, id, reference, party_size, start_at, end_at, guest_name, guest_email, guest_phone, notes,
            locale, source, notify, staff_decides, created_at, updated_at
        )
        values (
            p_booking.restaurant_id, p_booking.id, maitred_internal.draw_reference(6 + v_draws / 6),
            p_booking.party_size, p_booking.start_at, p_booking.end_at, p_booking.guest_name, p_booking.guest_email,
            p_booking.guest_phone, p_booking.notes, p_booking.locale, p_booking.source, p_booking.notify,
            p_booking.staff_decides, p_booking.created_at, p_booking.created_at
        )
        on conflict on constraint bookings_have_their_own_reference do nothing
        returning * into v_booking;
        exit when found;
        v_draws := v_draws + 1;
    end loop;
    return v_booking;
end;
$function$;

comment on function maitred_internal.insert_booking is
'Inserts a pending booking with a new reference and returns the row; updated_at is created_at.';
