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
set timezone = 'UTC'
set datestyle = 'ISO, YMD'
set intervalstyle = 'postgres'
set enable_seqscan = off
set jit = off
set plan_cache_mode = force_generic_plan
as $function$
-- Gives a worker the next emails to send, for p_lease.
--
-- Most emails stand alone: nothing else of their booking is waiting or in flight. A batch of those is taken as it is;
-- set_aside_emails sorts out any other, and a batch of which nothing may be sent now is passed over. A claim from the
-- front of the queue also looks for leases that are over and for marks of finished emails. Sequential scans are off
-- (and with them JIT, which their penalty would start): statistics say nothing of tables that are empty one moment and
-- full the next.
--
-- Locks:  outbox_claims, outbox_superseded, outbox_ready (all for update skip locked)
-- Writes: outbox_ready, outbox_claims, outbox_leases, outbox_superseded, outbox_attempts
-- Raises: 22023
declare
    v_now constant timestamptz := clock_timestamp();
    v_queue maitred_internal.email_queue;
    v_batch maitred_internal.email_batch;
    v_token bigint;
begin
    perform maitred_internal.check_claim(p_worker, p_limit);
    perform maitred_internal.check_span('p_lease', p_lease, '1 second', '1 hour');

    if p_after_at is null and exists (
        select
        from maitred_internal.live_claims() as l (token)
        inner join maitred_internal.outbox_claims as c on l.token = c.claim_token
        where c.expires_at <= v_now
    ) then
        perform maitred_internal.sweep_email_claims(v_now);
    end if;
    if p_after_at is null and exists (select from maitred_internal.outbox_superseded) then
        perform maitred_internal.clear_superseded_marks();
    end if;
    -- Parked emails are due when they expire; once a second is often enough for them.
    foreach v_queue in array
        array['prompt', 'scheduled']::maitred_internal.email_queue []
        || case when p_after_at is null then array['parked']::maitred_internal.email_queue [] end
    loop
        v_batch := maitred_internal.lock_due_emails(v_queue, p_limit, p_after_at, p_after_id);
        while v_batch.places is not null loop
            v_token := nextval('maitred_internal.outbox_claim_tokens');
            if not maitred_internal.have_no_siblings(v_batch) then
                v_batch.places := maitred_internal.set_aside_emails(v_batch.places, v_now);
            end if;
            return query
            select e.* from maitred_internal.take_emails(p_worker, p_lease, v_batch, v_token, v_now) as e;
            if found then
                return;
            end if;
            v_batch := maitred_internal.lock_due_emails(v_queue, p_limit, v_batch.after_at, v_batch.after_id);
        end loop;
    end loop;
end;
$function$;

comment on function maitred.claim_emails is
'Gives due emails to a worker for a while, the oldest unfinished one of each booking.

p_limit: 1 to 1000.
p_lease: 1 second to 1 hour.
p_after_at, p_after_id: available_at and email_id of the last email of the previous claim, to start behind it; when
    that gives nothing, and at least once per second, claim without them.
Returns: up to p_limit emails; none: nothing is due.
Errors: 22023 invalid_argument.

Say what became of each with settle_emails, complete_email or fail_email.';

grant execute on function maitred.claim_emails(text, int, interval, timestamptz, bigint) to maitred_worker;
