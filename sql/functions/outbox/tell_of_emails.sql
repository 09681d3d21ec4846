-- Writes email.sent, email.failed and email.dead for settled emails, in one statement, and rings once a house.
--
-- Writes: observability_events
-- Reads:  events_watched_until (without a lock; see watch_events)
create or replace function maitred_internal.tell_of_emails(
    p_settled maitred_internal.settled_email [],
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
        s.restaurant_id, s.booking_id,
        case when s.dead_because is not null then 'email.dead' when s.outcome = 'sent' then 'email.sent' else 'email.failed' end,
        jsonb_strip_nulls(jsonb_build_object(
            'email_id', s.email_id, 'kind', s.kind, 'attempt', s.attempt, 'error', s.error, 'reason', s.dead_because
        )),
        p_now
    from unnest(p_settled) as s
    where s.outcome <> 'released';

    if (select w.last_value from maitred_internal.events_watched_until as w) > extract(epoch from p_now) * 1000 then
        perform pg_notify('maitred_events', r.restaurant_id::text)
        from (select distinct s.restaurant_id from unnest(p_settled) as s where s.outcome <> 'released') as r;
    end if;
end;
$function$;

comment on function maitred_internal.tell_of_emails is
'Writes one event an email (email.sent, email.failed, email.dead); none for released ones.';
