-- Brings dead emails back to the queue, with a full count of attempts.
--
-- Writes: outbox_dead, outbox_ready
-- Calls:  email_lane
create or replace function maitred.retry_dead_emails(p_email_ids bigint [] default null)
returns int
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $function$
declare
    v_count int;
begin
    with risen as (
        delete from maitred_internal.outbox_dead as d
        where d.email_id = any(p_email_ids) or (p_email_ids is null and d.reason <> 'uncertain')
        returning d.email_id, d.first_sent_at
    ),
    ready as (
        insert into maitred_internal.outbox_ready (lane, available_at, email_id, written_at, booking_id, first_sent_at)
        select
            maitred_internal.email_lane(c.kind), clock_timestamp(), c.email_id, c.written_at, c.booking_id,
            r.first_sent_at
        from risen as r
        inner join maitred_internal.outbox_contents as c on r.email_id = c.email_id
        returning 1
    )
    select count(*)::int into v_count from ready;
    return v_count;
end;
$function$;

comment on function maitred.retry_dead_emails is
'Makes dead emails ready again and returns how many. Null: all but those that may have been delivered (uncertain), which must be named.';

grant execute on function maitred.retry_dead_emails(bigint []) to maitred_worker, maitred_manager;
