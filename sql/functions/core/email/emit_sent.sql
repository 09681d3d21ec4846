create or replace function maitred_internal.emit_sent(
    p_settled maitred_internal.settled_email [],
    p_now timestamptz
)
returns void
language plpgsql
volatile
as $function$
-- Writes one email.sent a restaurant, which names all of its emails that were just sent, and notifies the screens that
-- listen, once per restaurant.
--
-- Writes: observability_events
-- Reads:  events_watched_until (without a lock; see watch_events)
begin
    insert into maitred.observability_events (restaurant_id, booking_id, name, payload, occurred_at)
    select
        s.restaurant_id, case when count(*) = 1 then (array_agg(s.booking_id))[1] end, 'email.sent',
        case
            when count(*) = 1 then jsonb_build_object('email_id', min(s.email_id), 'kind', min(s.kind))
            else jsonb_build_object('email_ids', to_jsonb(array_agg(s.email_id)))
        end,
        p_now
    from unnest(p_settled) as s
    where s.outcome = 'sent'
    group by s.restaurant_id;

    if (select w.last_value from maitred_internal.events_watched_until as w) > extract(epoch from p_now) * 1000 then
        perform pg_notify('maitred_events', r.id::text)
        from (select distinct s.restaurant_id as id from unnest(p_settled) as s) as r;
    end if;
end;
$function$;

comment on function maitred_internal.emit_sent is
'Writes email.sent for those of p_settled that were sent: one row per restaurant, with email_id and kind, or email_ids when they are many.';
