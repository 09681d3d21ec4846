create or replace function maitred_internal.take_emails(
    p_worker text,
    p_lease interval,
    p_batch maitred_internal.email_batch,
    p_token bigint,
    p_now timestamptz
)
returns setof maitred.claimed_email
language plpgsql
volatile
set enable_seqscan = off
set enable_nestloop = off
set jit = off
set plan_cache_mode = force_generic_plan
as $function$
-- Makes a claim of locked emails, all of which may be sent now; but one whose guest has no address waits for one
-- until it expires (parked), and what is late past its use, or of a restaurant that sends none any more, ends here,
-- under a token of its own: outcomes under the token of a claim are those of the emails that it handed out, and when
-- there are as many of them the claim is over.
--
-- The join is a hash join (nested loops are off): the planner cannot know how many emails an array holds, takes them
-- for a few, and would compare each with each.
--
-- Writes: outbox_ready, outbox_claims, outbox_leases, outbox_attempts
-- Reads:  outbox_contents, restaurants, installation
begin
    return query
    with gone as (
        delete from maitred_internal.outbox_ready as r
        where r.ctid = any(p_batch.places)
        returning r.lane, r.available_at, r.email_id, r.attempts + 1 as attempt, r.first_sent_at
    ),
    mail as materialized (
        select
            g.lane, g.available_at, g.attempt, g.first_sent_at, c.*,
            case
                when c.expires_at <= p_now then 'expired'
                when (select i.suppress_emails from maitred.installation as i)
                    or c.restaurant_id in (select h.id from maitred.restaurants as h where h.suppress_emails)
                    then 'suppressed'
                when c.recipient is null then 'parked'
            end as ended
        from maitred_internal.outbox_contents as c
        inner join gone as g on c.email_id = g.email_id
        where c.email_id = any(p_batch.email_ids) and c.written_at between p_batch.first_at and p_batch.last_at
    ),
    claim as (
        insert into maitred_internal.outbox_claims (
            claim_token, worker, claimed_at, expires_at,
            email_ids, written_ats, restaurant_ids, booking_ids, kinds, attempts, first_sent_ats
        )
        select
            p_token, p_worker, p_now, p_now + p_lease, array_agg(m.email_id), array_agg(m.written_at),
            array_agg(m.restaurant_id), array_agg(m.booking_id), array_agg(m.kind), array_agg(m.attempt),
            array_agg(m.first_sent_at)
        from mail as m
        where m.ended is null
        having count(*) > 0
        returning claim_token
    ),
    lease as (
        insert into maitred_internal.outbox_leases (claim_token) select c.claim_token from claim as c
    ),
    ended as (
        insert into maitred_internal.outbox_attempts (email_id, attempt, outcome, recorded_at, claim_token)
        select m.email_id, m.attempt - 1, m.ended, p_now, nextval('maitred_internal.outbox_claim_tokens')
        from mail as m
        where m.ended <> 'parked'
    ),
    parked as (
        insert into maitred_internal.outbox_ready (
            lane, available_at, email_id, written_at, booking_id, attempts, first_sent_at, returned
        )
        select
            'parked',
            maitred_internal.ask_again_at(m.lane, m.expires_at, p_now),
            m.email_id, m.written_at, m.booking_id, m.attempt - 1, m.first_sent_at, true
        from mail as m
        where m.ended = 'parked'
    )
    select
        m.email_id, p_token, m.restaurant_id, m.booking_id, m.kind::text, m.recipient::text, m.locale, m.payload,
        m.attempt, m.message_id, coalesce(m.first_sent_at, p_now), m.available_at
    from mail as m
    where m.ended is null
    order by m.lane, m.available_at, m.email_id;
end;
$function$;

comment on function maitred_internal.take_emails is
'Claims a locked batch for p_worker under p_token; ends what is late past its use (expired) or suppressed by now, and parks what has no address.';
