create or replace function maitred_internal.buffers_kept(p_booking maitred.bookings, p_buffer interval)
returns table (table_id uuid, buffer interval)
language sql
stable
rows 2
as $function$
-- With which buffer a booking would keep each of its tables, for the window that it has or is to have. A stay that ends
-- later takes more time, with the buffer as it is now. One that does not takes none: each table keeps at most what was
-- taken of it, under whatever buffer that was.
    select
        a.table_id,
        case
            when p_booking.end_at > a.end_at then p_buffer
            else greatest(least(p_buffer, upper(l.during) - p_booking.end_at), interval '0')
        end
    from maitred.booking_table_assignments as a
    left join maitred.allocations as l
        on l.restaurant_id = a.restaurant_id and l.booking_id = a.booking_id and l.table_id = a.table_id
    where a.restaurant_id = p_booking.restaurant_id and a.booking_id = p_booking.id
$function$;

comment on function maitred_internal.buffers_kept is
'For each table that a booking has: p_buffer, or what its allocation leaves of it after the booking''s end, if the assignment ends no earlier.';
