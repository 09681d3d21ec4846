create or replace function maitred_internal.adopt_bookings(p_source text)
returns uuid []
language plpgsql
volatile
as $function$
-- Takes bookings over, without tables so far: confirmed and seated ones are pending_allocation until they get theirs.
-- No cycle is open, no table looked for and no email written, now or when they get their tables: to the guests nothing
-- has happened.
--
-- Writes: bookings, adoption_quarantine
declare
    v_now constant timestamptz := clock_timestamp();
    v_adopted uuid [] := array[]::uuid [];
    v_draws int := 0;
begin
    perform maitred_internal.quarantine(p_source, w.reason, b.source_row, b.restaurant_id)
    from maitred_internal.legacy_bookings as b
    cross join lateral (
        values
        ('repeated_booking', not b.newest),
        ('impossible_booking', not b.possible),
        ('unknown_status', b.new_status is null and b.possible),
        ('unusable_email', not maitred_internal.is_mailable(b.guest_email))
    ) as w (reason, given)
    where w.given;

    loop
        with adopted as (
            insert into maitred.bookings (
                restaurant_id, id, reference, party_size, start_at, end_at, status, guest_name, guest_email,
                guest_phone, notes, locale, source, notify, created_at, updated_at, confirmed_at
            )
            select
                b.restaurant_id, b.id, maitred_internal.draw_reference(6 + v_draws / 6),
                b.party_size, b.start_at, b.end_at,
                case
                    when b.new_status in ('confirmed', 'seated') then 'pending_allocation' else b.new_status
                end::maitred.booking_status,
                case
                    when left(b.guest_name, 200) ~ E'[^[:space:]\\u00A0\\u2000-\\u200F\\u3000]'
                        then left(b.guest_name, 200)
                    else 'Guest'
                end,
                case when maitred_internal.is_mailable(b.guest_email) then b.guest_email end,
                b.guest_phone, b.notes, b.locale, 'import', false, b.created_at, v_now,
                case when b.new_status in ('confirmed', 'seated', 'completed') then b.created_at end
            from maitred_internal.legacy_bookings as b
            where b.newest and b.possible and b.new_status is not null
                and not exists (
                    select from maitred.bookings as k where k.restaurant_id = b.restaurant_id and k.id = b.id
                )
            on conflict do nothing
            returning id
        )
        select v_adopted || coalesce(array_agg(a.id), '{}') into v_adopted from adopted as a;

        -- Those left drew the reference of another.
        exit when not exists (
            select
            from maitred_internal.legacy_bookings as b
            where b.newest and b.possible and b.new_status is not null
                and not exists (
                    select from maitred.bookings as k where k.restaurant_id = b.restaurant_id and k.id = b.id
                )
        );
        v_draws := v_draws + 1;
    end loop;
    return v_adopted;
end;
$function$;

comment on function maitred_internal.adopt_bookings is
'Inserts the possible bookings with a known status and returns the ids of the new ones.';
