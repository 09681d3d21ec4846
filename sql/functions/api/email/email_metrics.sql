create or replace function maitred.email_metrics()
returns table (name text, label text, value numeric)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $function$
-- Numbers for a monitoring system, all cheap: rows that wait are counted in PostgreSQL's own statistics, the age of the
-- oldest comes from an index, and only the last hour's outcomes are read.
--
-- Reads: outbox_ready, outbox_dead, outbox_attempts, assignment_jobs
declare
    v_now constant timestamptz := clock_timestamp();
begin
    return query
    select 'emails_waiting', null::text, pg_stat_get_live_tuples('maitred_internal.outbox_ready'::regclass)::numeric
    union all
    select 'emails_oldest_due_seconds', q.lane::text, coalesce(round(extract(epoch from v_now - least(v_now, (
        select r.available_at
        from maitred_internal.outbox_ready as r
        where r.lane = q.lane
        order by r.available_at
        limit 1
    ))), 3), 0)
    from unnest(array['prompt', 'scheduled']::maitred_internal.email_queue []) as q (lane)
    union all
    select 'emails_in_flight', null, count(*)
    from maitred_internal.emails_in_flight() as f
    union all
    select 'emails_dead', r.reason, count(d.email_id)
    from unnest(array['permanent', 'exhausted', 'uncertain']) as r (reason)
    left join maitred_internal.outbox_dead as d on r.reason = d.reason
    group by r.reason
    union all
    select 'emails_outcomes_last_hour', o.outcome, count(a.email_id)
    from unnest(
        array['sent', 'failed', 'uncertain', 'dead', 'lapsed', 'superseded', 'expired', 'suppressed']
    ) as o (outcome)
    left join maitred_internal.outbox_attempts as a
        on o.outcome = a.outcome and a.recorded_at > v_now - interval '1 hour'
    group by o.outcome
    union all
    select 'jobs_waiting', null, pg_stat_get_live_tuples('maitred_internal.assignment_jobs'::regclass)::numeric
    union all
    select 'jobs_oldest_due_seconds', null, coalesce(round(extract(epoch from v_now - least(v_now, (
        select j.run_at from maitred_internal.assignment_jobs as j order by j.run_at limit 1
    ))), 3), 0);
end;
$function$;

comment on function maitred.email_metrics is
'Gauges of the outbox and the job queue, cheap enough for every few seconds.

Returns: waiting (from statistics, a second old), age of the oldest due, in flight, dead by reason, outcomes of the
    last hour; maitred.vocabulary has the names.';

grant execute on function maitred.email_metrics() to maitred_worker, maitred_manager, maitred_reader, pg_monitor;
