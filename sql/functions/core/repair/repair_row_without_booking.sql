create or replace function maitred_internal.repair_row_without_booking(p_finding maitred_internal.finding)
returns boolean
language plpgsql
volatile
as $function$
-- Deletes everything that belongs to a booking that does not exist, children first.
--
-- Writes: allocations, manual_assignment_sessions, table_holds, booking_table_assignments,
--         booking_assignment_idempotency, booking_creation_idempotency, assignment_jobs, freed_time
declare
    v_restaurant constant uuid := p_finding.restaurant_id;
    v_booking constant uuid := p_finding.booking_id;
    v_allocation maitred.allocations;
begin
    for v_allocation in
        delete from maitred.allocations as l
        where l.restaurant_id = v_restaurant
            and (
                l.booking_id = v_booking
                or l.hold_id in (
                    select h.id from maitred.table_holds as h
                    where h.restaurant_id = v_restaurant and h.booking_id = v_booking
                )
            )
        returning l.*
    loop
        perform maitred_internal.note_freed_time(v_restaurant, v_allocation.table_id, v_allocation.during);
    end loop;
    delete from maitred.manual_assignment_sessions as s
    where s.restaurant_id = v_restaurant and s.booking_id = v_booking;
    delete from maitred.table_holds as h where h.restaurant_id = v_restaurant and h.booking_id = v_booking;
    delete from maitred.booking_table_assignments as a
    where a.restaurant_id = v_restaurant and a.booking_id = v_booking;
    delete from maitred_internal.booking_assignment_idempotency as i
    where i.restaurant_id = v_restaurant and i.booking_id = v_booking;
    delete from maitred_internal.booking_creation_idempotency as i
    where i.restaurant_id = v_restaurant and i.booking_id = v_booking;
    delete from maitred_internal.assignment_jobs as j where j.restaurant_id = v_restaurant and j.booking_id = v_booking;
    return true;
end;
$function$;

comment on function maitred_internal.repair_row_without_booking is
'Deletes the assignments, allocations, holds, sessions, ledger rows and job of a booking that does not exist.';
