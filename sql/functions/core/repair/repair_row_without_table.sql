create or replace function maitred_internal.repair_row_without_table(p_finding maitred_internal.finding)
returns boolean
language plpgsql
volatile
as $function$
-- Deletes rows of a table that does not exist, except the assignments of bookings that are confirmed or seated: those
-- guests need another table, which needs review.
--
-- Writes: allocations, booking_table_assignments, table_blocks
begin
    if exists (
        select from maitred.bookings as b
        where b.restaurant_id = p_finding.restaurant_id and b.id = p_finding.booking_id
            and b.status in ('confirmed', 'seated')
    ) then
        return false;
    end if;

    delete from maitred.allocations as l
    where l.restaurant_id = p_finding.restaurant_id and l.table_id = p_finding.table_id
        and l.booking_id is not distinct from p_finding.booking_id;
    delete from maitred.booking_table_assignments as a
    where a.restaurant_id = p_finding.restaurant_id and a.table_id = p_finding.table_id
        and a.booking_id = p_finding.booking_id;
    delete from maitred.table_blocks as k
    where k.restaurant_id = p_finding.restaurant_id and k.table_id = p_finding.table_id
        and p_finding.booking_id is null;
    return true;
end;
$function$;

comment on function maitred_internal.repair_row_without_table is
'Deletes allocations, assignments and blocks of a table that does not exist; false for a confirmed or seated booking.';
