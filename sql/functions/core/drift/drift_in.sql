create or replace function maitred_internal.drift_in(p_kind text, p_scope maitred_internal.drift_scope)
returns setof maitred_internal.finding
language plpgsql
stable
set plan_cache_mode = force_custom_plan
set enable_nestloop = off
set work_mem = '64MB'
set jit = off
set parallel_setup_cost = 20000
as $function$
-- The drift of one kind within a scope.
--
-- Each kind is planned for what it is asked about, by plans whose work grows with the rows and not with their square,
-- whatever is believed of them: tables that were just restored have no statistics, and an anti-join in a nested loop
-- over 50,000 of their rows took nine minutes.
begin
    case p_kind
        when 'duplicate_assignment' then
            return query select p_kind, d.* from maitred_internal.drift_duplicate_assignment(p_scope) as d;
        when 'duplicate_allocation' then
            return query select p_kind, d.* from maitred_internal.drift_duplicate_allocation(p_scope) as d;
        when 'row_without_booking' then
            return query select p_kind, d.* from maitred_internal.drift_row_without_booking(p_scope) as d;
        when 'row_without_table' then
            return query select p_kind, d.* from maitred_internal.drift_row_without_table(p_scope) as d;
        when 'session_without_hold' then
            return query select p_kind, d.* from maitred_internal.drift_session_without_hold(p_scope) as d;
        when 'hold_without_allocation' then
            return query select p_kind, d.* from maitred_internal.drift_hold_without_allocation(p_scope) as d;
        when 'tables_without_right' then
            return query select p_kind, d.* from maitred_internal.drift_tables_without_right(p_scope) as d;
        when 'allocation_of_ended_booking' then
            return query select p_kind, d.* from maitred_internal.drift_allocation_of_ended_booking(p_scope) as d;
        when 'allocation_without_owner' then
            return query select p_kind, d.* from maitred_internal.drift_allocation_without_owner(p_scope) as d;
        when 'assignment_window_differs' then
            return query select p_kind, d.* from maitred_internal.drift_assignment_window_differs(p_scope) as d;
        when 'allocation_not_covering' then
            return query select p_kind, d.* from maitred_internal.drift_allocation_not_covering(p_scope) as d;
        when 'assignment_without_allocation' then
            return query select p_kind, d.* from maitred_internal.drift_assignment_without_allocation(p_scope) as d;
        when 'overlapping_allocations' then
            return query select p_kind, d.* from maitred_internal.drift_overlapping_allocations(p_scope) as d;
        when 'block_without_allocation' then
            return query select p_kind, d.* from maitred_internal.drift_block_without_allocation(p_scope) as d;
        when 'booking_without_tables' then
            return query select p_kind, d.* from maitred_internal.drift_booking_without_tables(p_scope) as d;
        when 'merge_group_inconsistent' then
            return query select p_kind, d.* from maitred_internal.drift_merge_group_inconsistent(p_scope) as d;
        when 'ledger_without_assignment' then
            return query select p_kind, d.* from maitred_internal.drift_ledger_without_assignment(p_scope) as d;
        when 'job_unexpected' then
            return query select p_kind, d.* from maitred_internal.drift_job_unexpected(p_scope) as d;
        when 'job_missing' then
            return query select p_kind, d.* from maitred_internal.drift_job_missing(p_scope) as d;
        when 'email_missing' then
            return query select p_kind, d.* from maitred_internal.drift_email_missing(p_scope) as d;
        when 'email_lost' then
            return query select p_kind, d.* from maitred_internal.drift_email_lost(p_scope) as d;
        when 'allocation_too_long' then
            return query select p_kind, d.* from maitred_internal.drift_allocation_too_long(p_scope) as d;
        when 'hold_of_another_window' then
            return query select p_kind, d.* from maitred_internal.drift_hold_of_another_window(p_scope) as d;
        when 'session_of_ended_booking' then
            return query select p_kind, d.* from maitred_internal.drift_session_of_ended_booking(p_scope) as d;
        when 'options_outdated' then
            return query select p_kind, d.* from maitred_internal.drift_options_outdated(p_scope) as d;
        when 'status_of_another_event' then
            return query select p_kind, d.* from maitred_internal.drift_status_of_another_event(p_scope) as d;
    end case;
end;
$function$;

comment on function maitred_internal.drift_in is
'The findings of one kind of maitred.drift_catalogue within a scope.';
