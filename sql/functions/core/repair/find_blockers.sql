create or replace function maitred_internal.find_blockers(
    p_restaurant_id uuid,
    p_table_id uuid,
    p_during tstzrange,
    p_booking_id uuid,
    p_block_id uuid,
    p_now timestamptz
)
returns table (what text, id uuid, during tstzrange)
language sql
stable
as $function$
-- What speaks against a table's time being taken for somebody: allocations of others (expired holds do not count), and
-- confirmed or seated bookings that have the table without an allocation, for one of two such bookings must not win.
    select l.kind, coalesce(l.booking_id, l.hold_id, l.block_id), l.during
    from maitred.allocations as l
    where l.restaurant_id = p_restaurant_id
        and l.table_id = p_table_id
        and l.during && p_during
        and l.booking_id is distinct from coalesce(p_booking_id, p_block_id)
        and l.block_id is distinct from coalesce(p_block_id, p_booking_id)
        and (l.kind <> 'hold' or l.expires_at > p_now)
    union all
    select 'assignment', a.booking_id, tstzrange(b.start_at, b.end_at)
    from maitred.booking_table_assignments as a
    inner join maitred.bookings as b on b.restaurant_id = a.restaurant_id and b.id = a.booking_id
    where a.restaurant_id = p_restaurant_id
        and a.table_id = p_table_id
        and a.booking_id is distinct from p_booking_id
        and b.status in ('confirmed', 'seated')
        and b.start_at < upper(p_during)
        and b.end_at > lower(p_during)
        and not exists (
            select from maitred.allocations as l
            where l.restaurant_id = a.restaurant_id and l.booking_id = a.booking_id and l.table_id = a.table_id
                and l.during && p_during
        )
$function$;

comment on function maitred_internal.find_blockers is
'Assignments, live holds and blocks of others at a table that overlap p_during, and living bookings that claim it there without an allocation.';
