create or replace function maitred_internal.repair_duplicate_assignment(p_finding maitred_internal.finding)
returns boolean
language plpgsql
volatile
as $function$
-- Keeps one of a booking's rows for a table: that of the booking's own window, else the oldest.
--
-- Writes: booking_table_assignments
begin
    delete from maitred.booking_table_assignments as a
    where a.restaurant_id = p_finding.restaurant_id
        and a.booking_id = p_finding.booking_id
        and a.table_id = p_finding.table_id
        and a.ctid <> (
            select k.ctid
            from maitred.booking_table_assignments as k
            left join maitred.bookings as b on b.restaurant_id = k.restaurant_id and b.id = k.booking_id
            where k.restaurant_id = a.restaurant_id and k.booking_id = a.booking_id and k.table_id = a.table_id
            order by (k.start_at, k.end_at) is not distinct from (b.start_at, b.end_at) desc, k.assigned_at, k.ctid
            limit 1
        );
    return found;
end;
$function$;

comment on function maitred_internal.repair_duplicate_assignment is
'Deletes all but one of the rows of a booking and table; true when there were any.';
