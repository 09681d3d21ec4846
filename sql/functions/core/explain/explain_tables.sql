create or replace function maitred_internal.explain_tables(p_booking maitred.bookings)
returns jsonb
language sql
stable
as $function$
-- The tables of a booking, for explain_booking: what it has, since when, and until when they are kept for it.
    select coalesce(jsonb_agg(jsonb_build_object(
        'table_id', a.table_id, 'table', t.name, 'zone', z.name, 'seats', t.capacity, 'in_service', t.in_service,
        'start_at', a.start_at, 'end_at', a.end_at, 'merge_group_id', a.merge_group_id, 'pinned', a.pinned,
        'assigned_by', a.assigned_by, 'assigned_at', a.assigned_at,
        'taken_from', lower(l.during), 'taken_until', upper(l.during)
    ) order by t.name, a.table_id), '[]')
    from maitred.booking_table_assignments as a
    left join maitred.table_inventory as t on t.restaurant_id = a.restaurant_id and t.id = a.table_id
    left join maitred.zones as z on z.restaurant_id = t.restaurant_id and z.id = t.zone_id
    left join maitred.allocations as l
        on l.restaurant_id = a.restaurant_id and l.booking_id = a.booking_id and l.table_id = a.table_id
    where a.restaurant_id = p_booking.restaurant_id and a.booking_id = p_booking.id
$function$;

comment on function maitred_internal.explain_tables is
'A booking''s assignments with the table''s name, zone and seats; taken_from is null when nothing keeps the table.';
