create or replace function maitred_internal.repair_finding(p_finding maitred_internal.finding, p_now timestamptz)
returns void
language plpgsql
volatile
as $function$
-- Repairs one finding, if that can be done without taking a table from a living booking or choosing between two.
--
-- The bookings and tables of the finding are locked. The booking's updated_at moves, so that a caller with an older
-- snapshot fails with 40001 and not with a wrong row. Of a restaurant that does not exist nothing can be written.
--
-- Writes: bookings
declare
    v_owner constant uuid := (p_finding.detail ->> 'owner_id')::uuid;
    v_changed boolean;
begin
    v_changed := case
        when not exists (select from maitred.restaurants as r where r.id = p_finding.restaurant_id) then false
        when p_finding.kind = 'duplicate_assignment' then maitred_internal.repair_duplicate_assignment(p_finding)
        when p_finding.kind = 'duplicate_allocation' then maitred_internal.repair_duplicate_allocation(p_finding)
        when p_finding.kind = 'row_without_booking' then maitred_internal.repair_row_without_booking(p_finding)
        when p_finding.kind = 'row_without_table' then maitred_internal.repair_row_without_table(p_finding)
        when p_finding.kind in ('session_without_hold', 'hold_without_allocation', 'hold_of_another_window')
            or p_finding.kind in ('allocation_not_covering', 'allocation_too_long')
            and p_finding.detail ->> 'kind' = 'hold'
            then maitred_internal.repair_hold(p_finding, array[v_owner], p_now)
        when p_finding.kind in ('tables_without_right', 'allocation_of_ended_booking', 'booking_without_tables')
            then maitred_internal.repair_status(p_finding, p_now)
        when p_finding.kind = 'allocation_without_owner'
            then maitred_internal.repair_allocation_without_owner(p_finding, p_now)
        when p_finding.kind = 'block_without_allocation'
            or p_finding.kind in ('allocation_not_covering', 'allocation_too_long')
            and p_finding.detail ->> 'kind' = 'block'
            then maitred_internal.repair_block(p_finding, v_owner, p_now)
        when p_finding.kind in (
            'assignment_window_differs', 'allocation_not_covering', 'allocation_too_long',
            'assignment_without_allocation'
        )
            then maitred_internal.repair_window(p_finding, p_now)
        when p_finding.kind = 'options_outdated' then maitred_internal.repair_options(p_finding)
        when p_finding.kind = 'overlapping_allocations' then maitred_internal.repair_overlap(p_finding, p_now)
        else maitred_internal.repair_consequence(p_finding, p_now)
    end;

    if v_changed then
        update maitred.bookings as b
        set updated_at = p_now
        where b.restaurant_id = p_finding.restaurant_id and b.id = p_finding.booking_id;
    end if;
end;
$function$;

comment on function maitred_internal.repair_finding is
'Repairs a finding as maitred.drift_catalogue says, or leaves it for review.';
