create or replace function maitred_internal.lock_due_emails(
    p_queue maitred_internal.email_queue,
    p_limit int,
    p_after_at timestamptz,
    p_after_id bigint
)
returns maitred_internal.email_batch
language plpgsql
volatile
set enable_seqscan = off
set jit = off
set plan_cache_mode = force_generic_plan
as $function$
-- Locks the next due emails of a queue that nobody else is claiming.
--
-- Locks: outbox_ready (for update skip locked)
declare
    v_after_at constant timestamptz := coalesce(p_after_at, '-infinity');
    v_after_id constant bigint := coalesce(p_after_id, 0);
    v_now constant timestamptz := clock_timestamp();
    v_batch maitred_internal.email_batch;
begin
    select
        array_agg(d.place), array_agg(d.email_id), array_agg(d.booking_id), min(d.written_at), max(d.written_at),
        max(d.available_at), (array_agg(d.email_id))[count(*)]
    into v_batch
    from (
        select r.ctid as place, r.email_id, r.booking_id, r.written_at, r.available_at
        from maitred_internal.outbox_ready as r
        where r.lane = p_queue
            and r.available_at <= v_now
            and (r.available_at, r.email_id) > (v_after_at, v_after_id)
        order by r.available_at, r.email_id
        limit p_limit
        for update skip locked
    ) as d;
    return v_batch;
end;
$function$;

comment on function maitred_internal.lock_due_emails is
'Locks up to p_limit emails of p_queue that are due, behind the place (p_after_at, p_after_id) if given.';
