create or replace function maitred.create_booking(
    p_restaurant_id uuid,
    p_party_size int,
    p_start_at timestamptz,
    p_guest_name text,
    p_guest_email text,
    p_end_at timestamptz default null,
    p_guest_phone text default null,
    p_notes text default null,
    p_source text default 'ops',
    p_idempotency_key text default null,
    p_actor uuid default null,
    p_locale text default null,
    p_notify boolean default null,
    p_if_unavailable text default 'pending'
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
-- Takes a booking: the row, its job, its email and its event, or nothing. Or, with p_if_unavailable refuse, takes it
-- with tables, or not at all.
--
-- The unique (restaurant, key) makes a retry wait for the first try and find its booking.
--
-- Locks:  restaurant (for key share); through confirm_immediately tables by id
-- Writes: booking_creation_idempotency, bookings, assignment_jobs, the outbox, observability_events; through
--         confirm_immediately assignments and allocations
-- Raises: 22023 MD105 MD203 MD205 MD302
declare
    v_now constant timestamptz := clock_timestamp();
    v_restaurant maitred.restaurants;
    v_request bytea;
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
    perform maitred_internal.check_if_unavailable(p_if_unavailable);

    if p_idempotency_key is not null then
        v_request := sha256(convert_to(jsonb_build_array(
            p_party_size, extract(epoch from p_start_at), p_guest_name, nullif(p_guest_email, ''),
            extract(epoch from p_end_at), nullif(p_guest_phone, ''), nullif(p_notes, ''), p_source, p_locale,
            p_notify, p_if_unavailable
        )::text, 'UTF8'));
        v_booking := maitred_internal.replay_creation(p_restaurant_id, p_idempotency_key, v_request);
        if v_booking.id is not null then
            return v_booking;
        end if;
    end if;

    v_restaurant := maitred_internal.lock_restaurant(p_restaurant_id);
    v_booking.restaurant_id := p_restaurant_id;
    v_booking.id := gen_random_uuid();
    v_booking.party_size := p_party_size;
    v_booking.start_at := p_start_at;
    v_booking.end_at := p_end_at;
    v_booking.guest_name := p_guest_name;
    v_booking.guest_email := nullif(p_guest_email, '');
    v_booking.guest_phone := nullif(p_guest_phone, '');
    v_booking.notes := nullif(p_notes, '');
    v_booking.locale := p_locale;
    v_booking.source := p_source;
    v_booking.notify := p_notify;
    v_booking.staff_decides := not v_restaurant.auto_assign_on_booking and p_if_unavailable <> 'refuse';
    v_booking := maitred_internal.complete_draft(v_booking, v_restaurant, v_now);

    if not maitred_internal.reserve_creation_key(v_booking, p_idempotency_key, v_request) then
        return maitred_internal.replay_creation(p_restaurant_id, p_idempotency_key, v_request);
    end if;
    v_booking := maitred_internal.insert_booking(v_booking);

    perform maitred_internal.emit_creation(
        v_booking, p_actor, v_now, p_immediately => p_if_unavailable = 'refuse'
    );
    if p_if_unavailable = 'refuse' then
        return maitred_internal.confirm_immediately(v_booking, p_actor, v_now);
    end if;
    return v_booking;
end;
$function$;

comment on function maitred.create_booking is
'Takes a booking: status pending, with a job that looks for tables unless it has begun.

p_end_at: null: the turn time of that party size.
p_guest_email: null: nobody is written to; else one booking_requested email.
p_source: guest, ops (start in the future), walk_in (up to 15 minutes ago) or import (any time).
p_if_unavailable: pending; or refuse: tables are found in the same call (confirmed, one booking_confirmed email, no
    booking_requested, no job), or MD205 and nothing is written.
p_idempotency_key: the same key gives the same booking back.
p_notify: false: the guest is told nothing of it, now or when tables are found; null: told when p_source is guest or
    ops.
Returns: the booking; staff_decides where the restaurant assigns by hand.
Errors: 22023 invalid_argument; MD105 restaurant_not_found; MD203 the key stands for a different request; MD205
    no_table_available; MD302 outside opening hours.';

grant execute on function maitred.create_booking(
    uuid, int, timestamptz, text, text, timestamptz, text, text, text, text, uuid, text, boolean, text
) to maitred_guest;
