create or replace function maitred_internal.queue_email(
    p_booking maitred.bookings,
    p_kind text,
    p_details jsonb default '{}',
    p_cycle text default null,
    p_send_after timestamptz default null,
    p_expires_at timestamptz default null
)
returns bigint
language plpgsql
volatile
as $function$
-- Writes an email that somebody has to get, in the caller's transaction.
--
-- Plain statements, whose plans are kept: one with all five parts was planned again at each call. The unique
-- (restaurant, booking, kind, cycle) makes a second call write nothing. A sleeping worker is woken at commit; one that
-- is awake finds the row by itself (see request_wakeup). booking_requested waits a little for a table that makes it
-- superfluous (see take_back_request).
--
-- Writes: outbox_keys, outbox_contents, outbox_ready or (suppressed) outbox_attempts
-- Reads:  email_wakeup_until (without a lock)
declare
    v_now constant timestamptz := clock_timestamp();
    v_restaurant record;
    v_kind constant maitred_internal.email_kind := p_kind::maitred_internal.email_kind;
    v_recipient maitred.email_address := p_booking.guest_email;
    v_email_id bigint;
begin
    if v_recipient is null and p_kind <> 'house_attention'
        or not p_booking.notify and maitred_internal.is_silent(p_booking, p_kind)
    then
        return null;
    end if;

    select
        h.name, h.timezone, h.email, h.default_locale, i.email_domain,
        h.suppress_emails or i.suppress_emails as suppressed, d.last_value as wakeup_until,
        case when p_kind = 'booking_requested' then v_now + i.request_email_delay else p_send_after end as send_after
    into v_restaurant
    from maitred.restaurants as h
    cross join maitred.installation as i
    cross join maitred_internal.email_wakeup_until as d
    where h.id = p_booking.restaurant_id;
    if p_kind = 'house_attention' then
        v_recipient := v_restaurant.email;
    end if;

    insert into maitred_internal.outbox_keys (restaurant_id, booking_id, kind, cycle, written_at)
    select p_booking.restaurant_id, p_booking.id, v_kind, coalesce(p_cycle, maitred_internal.cycle_of(p_booking)), v_now
    where v_recipient is not null and v_restaurant.name is not null
    on conflict on constraint outbox_mails_once_a_cycle do nothing
    returning email_id into v_email_id;
    if not found then
        return null;
    end if;

    insert into maitred_internal.outbox_contents (
        email_id, written_at, expires_at, restaurant_id, booking_id, kind, recipient, locale, payload, message_id
    )
    values (
        v_email_id, v_now, coalesce(p_expires_at, p_booking.end_at + interval '1 day'),
        p_booking.restaurant_id, p_booking.id, v_kind, v_recipient,
        case when p_kind = 'house_attention' then v_restaurant.default_locale else p_booking.locale end,
        maitred_internal.email_facts(p_booking) || jsonb_build_object(
            'restaurant', v_restaurant.name, 'timezone', v_restaurant.timezone, 'restaurant_email', v_restaurant.email
        ) || p_details,
        format('<%s.%s@%s>', v_email_id, gen_random_uuid(), v_restaurant.email_domain)
    );

    if v_restaurant.suppressed then
        insert into maitred_internal.outbox_attempts (email_id, attempt, outcome, recorded_at, claim_token)
        values (v_email_id, 0, 'suppressed', v_now, nextval('maitred_internal.outbox_claim_tokens'));
        return v_email_id;
    end if;
    insert into maitred_internal.outbox_ready (lane, available_at, email_id, written_at, booking_id)
    values (
        maitred_internal.queue_of(p_kind), coalesce(v_restaurant.send_after, v_now), v_email_id, v_now, p_booking.id
    );
    if v_restaurant.send_after is null and v_restaurant.wakeup_until > extract(epoch from v_now) * 1000 then
        perform pg_notify('maitred_emails', '');
    end if;
    return v_email_id;
end;
$function$;

comment on function maitred_internal.queue_email is
'Writes one email of p_kind for the booking''s cycle and returns its id; null when the recipient has no address, is not to be told (is_silent), or the email exists. p_booking: as it was while the cycle was open. p_details: what the template needs on top of party, window and restaurant. p_cycle null: that of the booking (cycle_of). p_send_after null: now, but booking_requested after installation.request_email_delay. p_expires_at null: a day after the booking.';
