-- Rows that contradict each other: the one definition of a consistent database. No row: it is one.
--
-- Judges stored facts only, by one snapshot; an expired hold is no drift. Each kind is a function of its own, whose
-- header says where such rows come from and what they do.
--
-- Calls:  drift_<kind>, one a kind
create or replace function maitred.find_assignment_drift(p_restaurant_id uuid default null)
returns table (kind text, restaurant_id uuid, booking_id uuid, table_id uuid, row_ref text, detail jsonb)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_custom_plan
set work_mem = '64MB'
set jit = off
as $function$
#variable_conflict use_column
begin
    return query
    select 'allocation_not_covering', d.* from maitred_internal.drift_allocation_not_covering(p_restaurant_id) as d;
    return query
    select 'allocation_of_ended_booking', d.*
    from maitred_internal.drift_allocation_of_ended_booking(p_restaurant_id) as d;
    return query
    select 'allocation_without_owner', d.* from maitred_internal.drift_allocation_without_owner(p_restaurant_id) as d;
    return query
    select 'assignment_window_differs', d.* from maitred_internal.drift_assignment_window_differs(p_restaurant_id) as d;
    return query
    select 'assignment_without_allocation', d.*
    from maitred_internal.drift_assignment_without_allocation(p_restaurant_id) as d;
    return query
    select 'block_without_allocation', d.* from maitred_internal.drift_block_without_allocation(p_restaurant_id) as d;
    return query
    select 'booking_without_tables', d.* from maitred_internal.drift_booking_without_tables(p_restaurant_id) as d;
    return query
    select 'duplicate_allocation', d.* from maitred_internal.drift_duplicate_allocation(p_restaurant_id) as d;
    return query
    select 'duplicate_assignment', d.* from maitred_internal.drift_duplicate_assignment(p_restaurant_id) as d;
    return query
    select 'email_missing', d.* from maitred_internal.drift_email_missing(p_restaurant_id) as d;
    return query
    select 'hold_without_allocation', d.* from maitred_internal.drift_hold_without_allocation(p_restaurant_id) as d;
    return query
    select 'job_missing', d.* from maitred_internal.drift_job_missing(p_restaurant_id) as d;
    return query
    select 'job_not_owed', d.* from maitred_internal.drift_job_not_owed(p_restaurant_id) as d;
    return query
    select 'ledger_without_assignment', d.* from maitred_internal.drift_ledger_without_assignment(p_restaurant_id) as d;
    return query
    select 'merge_group_broken', d.* from maitred_internal.drift_merge_group_broken(p_restaurant_id) as d;
    return query
    select 'overlapping_allocations', d.* from maitred_internal.drift_overlapping_allocations(p_restaurant_id) as d;
    return query
    select 'row_without_booking', d.* from maitred_internal.drift_row_without_booking(p_restaurant_id) as d;
    return query
    select 'row_without_table', d.* from maitred_internal.drift_row_without_table(p_restaurant_id) as d;
    return query
    select 'session_without_hold', d.* from maitred_internal.drift_session_without_hold(p_restaurant_id) as d;
    return query
    select 'tables_without_right', d.* from maitred_internal.drift_tables_without_right(p_restaurant_id) as d;
end;
$function$;

comment on function maitred.find_assignment_drift is
'Rows that contradict each other, one row a finding; none: the database is consistent. p_restaurant_id: of one restaurant only; null: all. row_ref names the row as relation:key. What each kind means is the comment of maitred_internal.drift_<kind>; repair_assignment_drift mends them.';

grant execute on function maitred.find_assignment_drift(uuid) to maitred_doctor, maitred_staff;
