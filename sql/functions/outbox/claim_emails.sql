-- Gives a worker the next emails to send, for p_lease.
--
-- Most emails stand alone: nothing else of their booking is waiting or in flight. A batch of those is taken as it is;
-- put_aside_emails sorts out any other. Sequential scans are off (and with them JIT, which their penalty would start):
-- statistics say nothing of tables that are empty one moment and full the next.
--
-- Locks:  outbox_claims, outbox_ready (both for update skip locked)
-- Writes: outbox_ready, outbox_claims, outbox_attempts
-- Calls:  check_claim, sweep_email_claims, lock_due_emails, stand_alone, put_aside_emails
-- Raises: 22023
create or replace function maitred.claim_emails(
    p_worker text,
    p_limit int default 100,
    p_lease interval default '60 seconds',
    p_after_at timestamptz default null,
    p_after_id bigint default null
)
returns setof maitred.claimed_email
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set jit = off
set plan_cache_mode = force_generic_plan
as $function$
declare
    v_now constant timestamptz := clock_timestamp();
    v_token bigint;
    v_batch maitred_internal.email_batch;
begin
    perform maitred_internal.check_claim(p_worker, p_limit, p_lease);

    if exists (select from maitred_internal.outbox_claims as c where c.expires_at <= v_now) then
        perform maitred_internal.sweep_email_claims(v_now);
    end if;
    v_batch := maitred_internal.lock_due_emails(0, p_limit, p_after_at, p_after_id);
    if v_batch.places is null then
        v_batch := maitred_internal.lock_due_emails(1, p_limit, p_after_at, p_after_id);
    end if;
    if v_batch.places is null then
        return;
    end if;

    v_token := nextval('maitred_internal.outbox_claim_tokens');
    if not maitred_internal.stand_alone(v_batch) then
        v_batch.places := maitred_internal.put_aside_emails(v_batch.places, v_token, v_now);
    end if;

    return query
    with gone as (
        delete from maitred_internal.outbox_ready as r
        where r.ctid = any(v_batch.places)
        returning r.lane, r.available_at, r.email_id, r.attempts + 1 as attempt
    ),
    mail as materialized (
        select g.lane, g.available_at, g.attempt, c.*
        from maitred_internal.outbox_contents as c
        inner join gone as g on c.email_id = g.email_id
        where c.email_id = any(v_batch.email_ids) and c.written_at between v_batch.first_at and v_batch.last_at
    ),
    claim as (
        insert into maitred_internal.outbox_claims (
            claim_token, worker, claimed_at, expires_at,
            email_ids, written_ats, restaurant_ids, booking_ids, kinds, attempts
        )
        select
            v_token, p_worker, v_now, v_now + p_lease, array_agg(m.email_id), array_agg(m.written_at),
            array_agg(m.restaurant_id), array_agg(m.booking_id), array_agg(m.kind), array_agg(m.attempt)
        from mail as m
        where m.expires_at > v_now
        having count(*) > 0
    ),
    ended as (
        insert into maitred_internal.outbox_attempts (email_id, attempt, outcome, recorded_at, claim_token)
        select m.email_id, m.attempt - 1, 'expired', v_now, v_token
        from mail as m
        where m.expires_at <= v_now
    )
    select
        m.email_id, v_token, m.restaurant_id, m.booking_id, m.kind::text, m.recipient::text, m.locale, m.payload,
        m.attempt, m.message_id, m.written_at, m.available_at
    from mail as m
    where m.expires_at > v_now
    order by m.lane, m.available_at, m.email_id;
end;
$function$;

comment on function maitred.claim_emails is
'Gives up to p_limit (1 to 1000) due emails to p_worker for p_lease (1 second to 1 hour), the oldest unfinished one of each booking. Say what became of each with settle_emails, complete_email or fail_email. p_after_at, p_after_id: available_at and email_id of the last email of the previous claim, to start behind it; when that gives nothing, and at least once a second, claim without them.';

grant execute on function maitred.claim_emails(text, int, interval, timestamptz, bigint) to maitred_worker;
