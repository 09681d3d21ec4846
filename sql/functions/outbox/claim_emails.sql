-- Gives a worker the next emails to send, for p_lease.
--
-- Locks:  outbox_claims, outbox_ready (both for update skip locked)
-- Writes: outbox_ready, outbox_claims, outbox_attempts
-- Calls:  sweep_email_claims, pick_emails
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
as $function$
declare
    v_now constant timestamptz := clock_timestamp();
    v_picked maitred_internal.picked_email [];
    v_token bigint;
begin
    if p_worker is null or length(p_worker) not between 1 and 200 then
        perform maitred_internal.refuse_argument('p_worker', p_worker, 'name the worker in 1 to 200 characters');
    end if;
    if p_limit is null or p_limit not between 1 and 1000 then
        perform maitred_internal.refuse_argument('p_limit', p_limit::text, 'be between 1 and 1000');
    end if;
    perform maitred_internal.check_lease(p_lease);

    perform maitred_internal.sweep_email_claims(v_now);
    select array_agg(p.*) into v_picked
    from maitred_internal.pick_emails(
        p_limit, coalesce(p_after_at, '-infinity'), coalesce(p_after_id, 0)
    ) as p
    where p.verdict <> 'leave';
    if v_picked is null then
        return;
    end if;

    v_token := nextval('maitred_internal.outbox_claim_tokens');
    delete from maitred_internal.outbox_ready as r
    where r.ctid = any(array(select p.place from unnest(v_picked) as p));

    insert into maitred_internal.outbox_claims (
        claim_token, worker, claimed_at, expires_at, email_ids, booking_ids, attempts
    )
    select v_token, p_worker, v_now, v_now + p_lease, array_agg(p.email_id), array_agg(p.booking_id), array_agg(p.attempts + 1)
    from unnest(v_picked) as p
    where p.verdict = 'take'
    having count(*) > 0;

    if exists (select from unnest(v_picked) as p where p.verdict <> 'take') then
        perform maitred_internal.put_aside(v_picked, v_token, v_now);
    end if;

    return query
    select
        p.email_id, v_token, p.restaurant_id, p.booking_id, p.kind, c.recipient, c.locale, c.payload,
        p.attempts + 1, c.message_id, p.written_at, p.available_at
    from unnest(v_picked) as p
    cross join lateral (
        select o.recipient, o.locale, o.payload, o.message_id
        from maitred_internal.outbox_contents as o
        where o.email_id = p.email_id and o.written_at = p.written_at
        offset 0
    ) as c
    where p.verdict = 'take'
    order by p.lane, p.available_at, p.email_id;
end;
$function$;

comment on function maitred.claim_emails is
'Gives up to p_limit (1 to 1000) due emails to p_worker for p_lease (1 second to 1 hour), the oldest unfinished one of each booking. Say what became of each with settle_emails, complete_email or fail_email. p_after_at, p_after_id: available_at and email_id of the last email of the previous claim, to start behind it; when that gives nothing, and at least once a second, claim without them.';

grant execute on function maitred.claim_emails(text, int, interval, timestamptz, bigint) to maitred_worker;
