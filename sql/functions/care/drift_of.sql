-- The drift of one kind.
--
-- Calls:  drift_<kind>
create or replace function maitred_internal.drift_of(p_kind text, p_restaurant_id uuid)
returns setof maitred_internal.finding
language plpgsql
stable
as $function$
begin
    case p_kind
        when 'duplicate_assignment' then
            return query select p_kind, d.* from maitred_internal.drift_duplicate_assignment(p_restaurant_id) as d;
        when 'duplicate_allocation' then
            return query select p_kind, d.* from maitred_internal.drift_duplicate_allocation(p_restaurant_id) as d;
        when 'row_without_booking' then
            return query select p_kind, d.* from maitred_internal.drift_row_without_booking(p_restaurant_id) as d;
        when 'row_without_table' then
            return query select p_kind, d.* from maitred_internal.drift_row_without_table(p_restaurant_id) as d;
        when 'session_without_hold' then
            return query select p_kind, d.* from maitred_internal.drift_session_without_hold(p_restaurant_id) as d;
        when 'hold_without_allocation' then
            return query select p_kind, d.* from maitred_internal.drift_hold_without_allocation(p_restaurant_id) as d;
        when 'tables_without_right' then
            return query select p_kind, d.* from maitred_internal.drift_tables_without_right(p_restaurant_id) as d;
        when 'allocation_of_ended_booking' then
            return query
            select p_kind, d.* from maitred_internal.drift_allocation_of_ended_booking(p_restaurant_id) as d;
        when 'allocation_without_owner' then
            return query select p_kind, d.* from maitred_internal.drift_allocation_without_owner(p_restaurant_id) as d;
        when 'assignment_window_differs' then
            return query select p_kind, d.* from maitred_internal.drift_assignment_window_differs(p_restaurant_id) as d;
        when 'allocation_not_covering' then
            return query select p_kind, d.* from maitred_internal.drift_allocation_not_covering(p_restaurant_id) as d;
        when 'assignment_without_allocation' then
            return query
            select p_kind, d.* from maitred_internal.drift_assignment_without_allocation(p_restaurant_id) as d;
        when 'overlapping_allocations' then
            return query select p_kind, d.* from maitred_internal.drift_overlapping_allocations(p_restaurant_id) as d;
        when 'block_without_allocation' then
            return query select p_kind, d.* from maitred_internal.drift_block_without_allocation(p_restaurant_id) as d;
        when 'booking_without_tables' then
            return query select p_kind, d.* from maitred_internal.drift_booking_without_tables(p_restaurant_id) as d;
        when 'merge_group_broken' then
            return query select p_kind, d.* from maitred_internal.drift_merge_group_broken(p_restaurant_id) as d;
        when 'ledger_without_assignment' then
            return query select p_kind, d.* from maitred_internal.drift_ledger_without_assignment(p_restaurant_id) as d;
        when 'job_not_owed' then
            return query select p_kind, d.* from maitred_internal.drift_job_not_owed(p_restaurant_id) as d;
        when 'job_missing' then
            return query select p_kind, d.* from maitred_internal.drift_job_missing(p_restaurant_id) as d;
        when 'email_missing' then
            return query select p_kind, d.* from maitred_internal.drift_email_missing(p_restaurant_id) as d;
    end case;
end;
$function$;

comment on function maitred_internal.drift_of is
'The findings of one kind of maitred.drift_catalogue; p_restaurant_id null: of all restaurants.';
