create or replace function maitred.retry_dead_emails(p_email_ids bigint [] default null)
returns int
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $function$
-- Brings dead emails back to the queue, with a full count of attempts. What is not true any more ends instead.
--
-- Writes: outbox_dead, outbox_ready, outbox_attempts
-- Raises: 22023
declare
    v_count int;
begin
    perform maitred_internal.check_list('p_email_ids', p_email_ids::text []);

    with risen as (
        delete from maitred_internal.outbox_dead as d
        where d.email_id = any(p_email_ids) or (p_email_ids is null and d.reason <> 'uncertain')
        returning d.email_id, d.attempts, d.first_sent_at
    ),
    mail as materialized (
        select
            c.email_id, c.written_at, c.booking_id, c.kind, r.attempts, r.first_sent_at, o.wanted,
            clock_timestamp() as now
        from risen as r
        inner join maitred_internal.outbox_contents as c on r.email_id = c.email_id
        cross join lateral maitred_internal.is_still_relevant(c.email_id, c.written_at) as o
    ),
    ended as (
        insert into maitred_internal.outbox_attempts (email_id, attempt, outcome, recorded_at, claim_token)
        select m.email_id, m.attempts, 'superseded', m.now, nextval('maitred_internal.outbox_claim_tokens')
        from mail as m
        where m.wanted = 'never'
    ),
    ready as (
        insert into maitred_internal.outbox_ready (
            lane, available_at, email_id, written_at, booking_id, first_sent_at, returned
        )
        select
            maitred_internal.queue_of(m.kind), m.now, m.email_id, m.written_at, m.booking_id, m.first_sent_at, true
        from mail as m
        where m.wanted <> 'never'
        returning 1
    )
    select count(*)::int into v_count from ready;
    return v_count;
end;
$function$;

comment on function maitred.retry_dead_emails is
'Makes dead emails ready again; those that are not true any more are superseded instead.

p_email_ids: at most 50; null: all but those that may have been delivered (uncertain), which must be named.
Returns: how many.
Errors: 22023 invalid_argument.';

grant execute on function maitred.retry_dead_emails(bigint []) to maitred_worker, maitred_manager;
