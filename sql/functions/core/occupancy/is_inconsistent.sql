create or replace function maitred_internal.is_inconsistent(p_restaurant_id uuid, p_booking_id uuid)
returns boolean
language plpgsql
stable
as $function$
-- Whether the status of a booking and its tables are inconsistent. What agrees:
--
-- confirmed, seated                                 at least one assignment, an allocation for each
-- pending, pending_allocation, cancelled, no_show   neither assignments nor allocations
-- completed                                         no allocations; the assignments are history
--
-- Counted by booking alone: asked for a table too, PostgreSQL may go through all that the table was ever given to.
declare
    v_found record;
begin
    select
        b.status,
        (
            select count(*) from maitred.booking_table_assignments as a
            where a.restaurant_id = p_restaurant_id and a.booking_id = p_booking_id
        ) as assignments,
        (
            select count(*) from maitred.allocations as l
            where l.restaurant_id = p_restaurant_id and l.booking_id = p_booking_id
        ) as allocations
    into v_found
    from maitred.bookings as b
    where b.restaurant_id = p_restaurant_id and b.id = p_booking_id;

    return case
        when v_found.status in ('confirmed', 'seated')
            then v_found.assignments = 0 or v_found.allocations <> v_found.assignments
        when v_found.status = 'completed' then v_found.allocations > 0
        else v_found.assignments > 0 or v_found.allocations > 0
    end;
end;
$function$;

comment on function maitred_internal.is_inconsistent is
'True when the status of a booking is inconsistent with its assignments and allocations.';
