-- Drift that a booking suffers from, for explain_booking: its own rows, and those that take a table at its time.
--
-- Calls: find_assignment_drift
create or replace function maitred_internal.explain_drift(p_booking maitred.bookings)
returns jsonb
language sql
stable
as $function$
    select coalesce(jsonb_agg(jsonb_build_object(
        'kind', f.kind, 'row_ref', f.row_ref, 'booking_id', f.booking_id,
        'table', t.name, 'meaning', c.meaning, 'repair', c.repair, 'detail', f.detail
    ) order by c.repair_order, f.row_ref), '[]')
    from maitred.find_assignment_drift(p_booking.restaurant_id) as f
    inner join maitred.drift_catalogue as c on c.kind = f.kind
    left join maitred.table_inventory as t on t.restaurant_id = f.restaurant_id and t.id = f.table_id
    where f.booking_id = p_booking.id
        or exists (
            select from maitred.allocations as l
            where l.restaurant_id = f.restaurant_id
                and f.row_ref in (
                    format('allocations:%s', l.id),
                    format('booking_table_assignments:%s/%s', l.booking_id, l.table_id)
                )
                and l.during && tstzrange(p_booking.start_at, p_booking.end_at)
                and l.table_id = f.table_id
        )
$function$;

comment on function maitred_internal.explain_drift is
'Findings about a booking, and about rows that take any table of its restaurant at its time.';
