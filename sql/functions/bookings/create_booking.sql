-- Takes a booking: the row, its job, its email and its event, or nothing.
--
-- The unique (restaurant, key) makes a retry wait for the first try and find its booking.
--
-- Writes: bookings, assignment_jobs, the outbox, observability_events
-- Calls:  get_restaurant, check_guest, check_instant, check_key, check_wish, service_at, turn_time, replay_creation,
--         earliest_start, announce_booking
-- Raises: 22023 MD105 MD203 MD302
create or replace function maitred.create_booking(
    p_restaurant_id uuid,
    p_party_size int,
    p_start_at timestamptz,
    p_guest_name text,
    p_guest_email text,
    p_end_at timestamptz default null,
    p_guest_phone text default null,
    p_notes text default null,
    p_source text default 'guest',
    p_idempotency_key text default null,
    p_actor uuid default null,
    p_locale text default null
)
returns maitred.bookings
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
set datestyle = 'ISO, YMD'
set intervalstyle = 'postgres'
as $function$
declare
    v_now constant timestamptz := clock_timestamp();
    v_house constant maitred.restaurants := maitred_internal.get_restaurant(p_restaurant_id);
    v_request bytea;
    v_service maitred_internal.service;
    v_end_at timestamptz := p_end_at;
    v_booking maitred.bookings;
begin
    if p_guest_name is null then
        perform maitred_internal.refuse_argument('p_guest_name', null, 'name the guest');
    end if;
    select c.guest_name, c.guest_email, c.guest_phone, c.notes
    into p_guest_name, p_guest_email, p_guest_phone, p_notes
    from maitred_internal.check_guest(p_guest_name, p_guest_email, p_guest_phone, p_notes, p_locale, p_source) as c;
    perform maitred_internal.check_instant('p_start_at', p_start_at);
    if p_end_at is not null then
        perform maitred_internal.check_instant('p_end_at', p_end_at);
    end if;
    perform maitred_internal.check_key(p_idempotency_key);

    if p_idempotency_key is not null then
        v_request := sha256(convert_to(jsonb_build_array(
            p_party_size, extract(epoch from p_start_at), p_guest_name, p_guest_email,
            extract(epoch from p_end_at), p_guest_phone, p_notes, p_source, p_locale
        )::text, 'UTF8'));
        v_booking := maitred_internal.replay_creation(p_restaurant_id, p_idempotency_key, v_request);
        if v_booking.id is not null then
            return v_booking;
        end if;
    end if;

    v_service := maitred_internal.service_at(v_house, p_start_at);
    v_end_at := coalesce(
        p_end_at,
        p_start_at + maitred_internal.turn_time(p_restaurant_id, v_service.service_period_id, p_party_size)
    );
    perform maitred_internal.check_wish(
        v_house, p_party_size, p_start_at, v_end_at, v_service.opens_at,
        maitred_internal.earliest_start(p_source, v_now)
    );

    insert into maitred.bookings (
        restaurant_id, party_size, start_at, end_at, guest_name, guest_email, guest_phone, notes, locale, source,
        staff_decides, created_at, updated_at, creation_key, creation_request
    )
    values (
        p_restaurant_id, p_party_size, p_start_at, v_end_at, p_guest_name, nullif(p_guest_email, ''),
        nullif(p_guest_phone, ''), nullif(p_notes, ''), coalesce(p_locale, v_house.default_locale), p_source,
        not v_house.auto_assign_on_booking, v_now, v_now, p_idempotency_key, v_request
    )
    on conflict on constraint bookings_are_made_once_a_key do nothing
    returning * into v_booking;
    if not found then
        return maitred_internal.replay_creation(p_restaurant_id, p_idempotency_key, v_request);
    end if;

    perform maitred_internal.announce_booking(v_booking, p_actor, v_now);
    return v_booking;
end;
$function$;

comment on function maitred.create_booking is
'Takes a booking: status pending, a job unless it has begun, staff_decides where the house assigns by hand, one booking_requested email unless p_guest_email is null. p_end_at null: the turn time of that party size. p_source: guest, ops (start in the future), walk_in (up to 15 minutes ago), import (any time). The same p_idempotency_key gives the same booking back, with a different request MD203. Outside opening hours: MD302; other arguments out of range: 22023.';

grant execute on function maitred.create_booking(
    uuid, int, timestamptz, text, text, timestamptz, text, text, text, text, uuid, text
) to maitred_guest;
