-- Makes a claim of a locked batch of due emails, as far as they may be sent now.
--
-- Most emails stand alone: nothing else of their booking is waiting or in flight. A batch of those is taken as it is;
-- put_aside_emails sorts out any other.
--
-- Writes: outbox_ready, outbox_claims, outbox_attempts
-- Calls:  stand_alone, put_aside_emails
create or replace function maitred_internal.take_emails(
    p_worker text,
    p_lease interval,
    p_batch maitred_internal.email_batch,
    p_now timestamptz
)
returns setof maitred.claimed_email
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set jit = off
set plan_cache_mode = force_generic_plan
as $function$
declare
    v_token constant bigint := nextval('maitred_internal.outbox_claim_tokens');
    v_places tid [] := p_batch.places;
begin
    if not maitred_internal.stand_alone(p_batch) then
        v_places := maitred_internal.put_aside_emails(v_places, v_token, p_now);
    end if;

    return query
    with gone as (
        delete from maitred_internal.outbox_ready as r
        where r.ctid = any(v_places)
        returning r.lane, r.available_at, r.email_id, r.attempts + 1 as attempt
    ),
    mail as materialized (
        select g.lane, g.available_at, g.attempt, c.*
        from maitred_internal.outbox_contents as c
        inner join gone as g on c.email_id = g.email_id
        where c.email_id = any(p_batch.email_ids) and c.written_at between p_batch.first_at and p_batch.last_at
    ),
    claim as (
        insert into maitred_internal.outbox_claims (
            claim_token, worker, claimed_at, expires_at,
            email_ids, written_ats, restaurant_ids, booking_ids, kinds, attempts
        )
        select
            v_token, p_worker, p_now, p_now + p_lease, array_agg(m.email_id), array_agg(m.written_at),
            array_agg(m.restaurant_id), array_agg(m.booking_id), array_agg(m.kind), array_agg(m.attempt)
        from mail as m
        where m.expires_at > p_now
        having count(*) > 0
    ),
    ended as (
        insert into maitred_internal.outbox_attempts (email_id, attempt, outcome, recorded_at, claim_token)
        select m.email_id, m.attempt - 1, 'expired', p_now, v_token
        from mail as m
        where m.expires_at <= p_now
    )
    select
        m.email_id, v_token, m.restaurant_id, m.booking_id, m.kind::text, m.recipient::text, m.locale, m.payload,
        m.attempt, m.message_id, m.written_at, m.available_at
    from mail as m
    where m.expires_at > p_now
    order by m.lane, m.available_at, m.email_id;
end;
$function$;

comment on function maitred_internal.take_emails is
'Claims what may be sent of a locked batch for p_worker; ends what is superseded or late past its use, moves back what has to wait.';
