-- Whether the status of a booking and its tables contradict each other. What agrees:
--
-- confirmed, seated                                 at least one assignment, an allocation for each
-- pending, pending_allocation, cancelled, no_show   neither assignments nor allocations
-- completed                                         no allocations; the assignments are history
--
-- By foreign key there is no allocation of a booking without the assignment.
create or replace function maitred_internal.contradicts_tables(p_restaurant_id uuid, p_booking_id uuid)
returns boolean
language plpgsql
stable
as $function$
begin
    return exists (
        select
        from maitred.bookings as b
        left join maitred.booking_table_assignments as a on a.restaurant_id = b.restaurant_id and a.booking_id = b.id
        left join maitred.allocations as l
            on l.restaurant_id = a.restaurant_id and l.booking_id = a.booking_id and l.table_id = a.table_id
        where b.restaurant_id = p_restaurant_id and b.id = p_booking_id
            and case
                when b.status in ('confirmed', 'seated') then l.table_id is null
                when b.status = 'completed' then l.table_id is not null
                else a.table_id is not null
            end
    );
end;
$function$;

comment on function maitred_internal.contradicts_tables is
'True when the status of a booking contradicts its assignments and allocations.';
