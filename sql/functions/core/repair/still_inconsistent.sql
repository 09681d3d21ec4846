create or replace function maitred_internal.still_inconsistent(
    p_restaurant_id uuid,
    p_booking_ids uuid [],
    p_changes maitred_internal.row_change []
)
returns uuid []
language sql
stable
as $function$
-- The bookings whose status or allocations changed, and whose status and tables are inconsistent all the same: a
-- person must choose, and until then the repair leaves them alone.
--
-- Stricter than is_inconsistent, which the guard at commit asks and which takes the foreign key for granted: here it
-- was off, and an allocation without its assignment counts. Made to wait, its booking would lose the table for good.
    select coalesce(array_agg(b.id), '{}')
    from maitred.bookings as b
    cross join lateral (
        select
            (
                select count(*) from maitred.booking_table_assignments as a
                where a.restaurant_id = b.restaurant_id and a.booking_id = b.id
            ) as assignments,
            (
                select count(*) from maitred.allocations as l
                where l.restaurant_id = b.restaurant_id and l.booking_id = b.id
            ) as allocations
    ) as n
    where b.restaurant_id = p_restaurant_id
        and b.id = any(p_booking_ids)
        and exists (
            select from unnest(p_changes) as c
            where c.relation = 'allocations' and b.id::text in (c.before ->> 'booking_id', c.after ->> 'booking_id')
                or c.relation = 'bookings' and b.id::text = c.after ->> 'id'
                and c.before ->> 'status' <> c.after ->> 'status'
        )
        and case
            when b.status in ('confirmed', 'seated') then n.assignments = 0 or n.allocations <> n.assignments
            when b.status = 'completed' then n.allocations > 0
            else n.assignments > 0 or n.allocations > 0
        end
$function$;

comment on function maitred_internal.still_inconsistent is
'Bookings whose status or allocations p_changes changed and whose status is still inconsistent with their tables.';
