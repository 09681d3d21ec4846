create or replace function maitred.list_emails(
    p_state text default null,
    p_restaurant_id uuid default null,
    p_booking_id uuid default null,
    p_since interval default '1 day',
    p_limit int default 100
)
returns table (
    email_id bigint, state text, restaurant_id uuid, booking_id uuid, kind text, recipient text,
    due_at timestamptz, attempts int, error text, written_at timestamptz
)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
set datestyle = 'ISO, YMD'
set intervalstyle = 'postgres'
set plan_cache_mode = force_custom_plan
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
as $function$
-- Lists emails for people: the unfinished ones, and those finished since p_since.
--
-- Contents are looked up one by one, by their ids, in the months in which they can have been written: there are few of
-- them, and a plan that reads all contents reads all that was ever sent.
--
-- Reads:  outbox_ready, outbox_dead, outbox_attempts, outbox_contents
-- Raises: 22023
declare
    v_now constant timestamptz := clock_timestamp();
    v_slack constant interval := interval '1 day';  -- of clocks: no email ends before it is written
begin
    if p_state not in ('ready', 'scheduled', 'claimed', 'dead', 'sent', 'superseded', 'expired', 'suppressed') then
        perform maitred_internal.refuse_argument(
            'p_state', p_state, 'be ready, scheduled, claimed, dead, sent, superseded, expired or suppressed'
        );
    end if;
    if p_limit is null or p_limit not between 1 and 1000 then
        perform maitred_internal.refuse_argument('p_limit', p_limit::text, 'be between 1 and 1000');
    end if;
    perform maitred_internal.check_span('p_since', p_since, '0 seconds', '36500 days');

    return query
    with found as (
        select
            r.email_id as id, case when r.available_at <= v_now then 'ready' else 'scheduled' end as state,
            r.available_at as at, r.attempts::int as attempts, null::text as error,
            r.written_at as written_from, r.written_at as written_until
        from maitred_internal.outbox_ready as r
        union all
        select c.email_id, 'claimed', c.lease_ends_at, c.attempt::int, null, '-infinity', 'infinity'
        from maitred_internal.emails_in_flight() as c
        union all
        select d.email_id, 'dead', d.died_at, d.attempts::int, d.reason || coalesce(': ' || d.error, ''),
            '-infinity', d.died_at + v_slack
        from maitred_internal.outbox_dead as d
        union all
        select a.email_id, a.outcome, a.recorded_at, a.attempt::int, a.error, '-infinity', a.recorded_at + v_slack
        from maitred_internal.outbox_attempts as a
        where a.recorded_at > v_now - p_since and a.outcome in ('sent', 'superseded', 'expired', 'suppressed')
    )
    select
        f.id, f.state, c.restaurant_id, c.booking_id, c.kind::text, c.recipient::text, f.at, f.attempts, f.error,
        c.written_at
    from found as f
    inner join maitred_internal.outbox_contents as c
        on c.email_id = f.id and c.written_at >= f.written_from and c.written_at <= f.written_until
    where (p_state is null or f.state = p_state)
        and (p_restaurant_id is null or c.restaurant_id = p_restaurant_id)
        and (p_booking_id is null or c.booking_id = p_booking_id)
    order by f.at desc, f.id desc
    limit p_limit;
end;
$function$;

comment on function maitred.list_emails is
'Lists emails, the latest first: those that are not finished, and those finished lately.

p_state: ready, scheduled, claimed, dead, sent, superseded, expired or suppressed; null: all.
p_since: how far back finished ones go, in days and hours.
p_limit: 1 to 1000.
Returns: due_at: when it is due, its lease ends, or it was finished.
Errors: 22023 invalid_argument.';

grant execute on function maitred.list_emails(text, uuid, uuid, interval, int) to maitred_worker, maitred_manager;
