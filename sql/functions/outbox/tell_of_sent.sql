-- Writes one email.sent a house, which names all of its emails that a claim has just sent, and rings for the screens
-- that listen, once a house.
--
-- Writes: observability_events
-- Reads:  events_watched_until (without a lock; see watch_events)
create or replace function maitred_internal.tell_of_sent(
    p_claim maitred_internal.outbox_claims,
    p_sent bigint [],
    p_now timestamptz
)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $function$
begin
    insert into maitred.observability_events (restaurant_id, booking_id, name, payload, occurred_at)
    select
        m.restaurant_id, case when count(*) = 1 then min(m.booking_id::text)::uuid end, 'email.sent',
        case
            when count(*) = 1 then jsonb_build_object('email_id', min(m.email_id), 'kind', min(m.kind))
            else jsonb_build_object('email_ids', to_jsonb(array_agg(m.email_id)))
        end,
        p_now
    from unnest(p_claim.email_ids, p_claim.restaurant_ids, p_claim.booking_ids, p_claim.kinds)
        as m (email_id, restaurant_id, booking_id, kind)
    inner join unnest(p_sent) as s (email_id) on m.email_id = s.email_id
    group by m.restaurant_id;

    if (select w.last_value from maitred_internal.events_watched_until as w) > extract(epoch from p_now) * 1000 then
        perform pg_notify('maitred_events', r.id::text)
        from (select distinct u.id from unnest(p_claim.restaurant_ids) as u (id)) as r;
    end if;
end;
$function$;

comment on function maitred_internal.tell_of_sent is
'Writes email.sent for p_sent, emails of a claim: one row a house, with email_id and kind, or email_ids when they are many.';
