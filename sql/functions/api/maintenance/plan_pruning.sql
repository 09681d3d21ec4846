create or replace function maitred.plan_pruning(p_older_than interval)
returns table (relation text, rows bigint)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
set datestyle = 'ISO, YMD'
set intervalstyle = 'postgres'
set plan_cache_mode = force_custom_plan
set enable_nestloop = off
set work_mem = '64MB'
set jit = off
as $function$
-- What prune_history would delete, all batches together. Each relation is read once, beside the bookings that would go:
-- planned as it is called, and never row by row, whatever is believed of their number.
--
-- Raises: 22023
#variable_conflict use_column
declare
    v_before constant timestamptz := maitred_internal.history_before(p_older_than);
begin
    return query
    with gone as (
        select b.restaurant_id, b.id
        from maitred.bookings as b
        where maitred_internal.is_history(b, v_before)
            and not exists (
                select from maitred.allocations as l where l.restaurant_id = b.restaurant_id and l.booking_id = b.id
            )
    )
    select 'bookings', count(*) from gone
    union all
    select 'booking_table_assignments', count(*)
    from gone as g
    inner join maitred.booking_table_assignments as a on a.restaurant_id = g.restaurant_id and a.booking_id = g.id
    union all
    select 'emails', count(*)
    from gone as g
    inner join maitred_internal.outbox_keys as k on k.restaurant_id = g.restaurant_id and k.booking_id = g.id
    union all
    select 'manual_assignment_sessions', count(*)
    from gone as g
    inner join maitred.manual_assignment_sessions as s on s.restaurant_id = g.restaurant_id and s.booking_id = g.id
    union all
    select 'table_blocks', count(*) from maitred.table_blocks as k where k.end_at < v_before
    union all
    select 'observability_events', count(*)
    from maitred.observability_events as e
    left join maitred.bookings as b on b.restaurant_id = e.restaurant_id and b.id = e.booking_id
    left join gone as g on g.restaurant_id = e.restaurant_id and g.id = e.booking_id
    where e.occurred_at < v_before and (b.id is null or g.id is not null)
    union all
    select 'overdue_jobs', count(*)
    from maitred_internal.assignment_jobs as j
    inner join maitred.bookings as b on b.restaurant_id = j.restaurant_id and b.id = j.booking_id
    where b.end_at < v_before
    union all
    select 'repair_log', count(*) from maitred.repair_log as l where l.repaired_at < v_before;
end;
$function$;

comment on function maitred.plan_pruning is
'Counts what prune_history would delete, called until nothing is left; changes nothing.

Returns: how many rows of each relation.
Errors: 22023 invalid_argument.';

grant execute on function maitred.plan_pruning(interval) to maitred_doctor;
