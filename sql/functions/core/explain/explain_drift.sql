create or replace function maitred_internal.explain_drift(p_booking maitred.bookings)
returns jsonb
language plpgsql
stable
as $function$
-- Drift that a booking suffers from, for explain_booking: its own rows, and those that take a table at its time. Asked
-- about those rows alone, not about the restaurant.
declare
    v_wanted constant tstzrange := tstzrange(p_booking.start_at, p_booking.end_at);
    v_scope maitred_internal.drift_scope;
    v_drift jsonb;
begin
    select
        p_booking.restaurant_id,
        array_agg(n.booking_id) filter (where n.booking_id is not null) || p_booking.id,
        coalesce(array_agg(n.id), '{}')
    into v_scope
    from (
        select l.id, coalesce(l.booking_id, h.booking_id) as booking_id
        from maitred.allocations as l
        left join maitred.table_holds as h on h.restaurant_id = l.restaurant_id and h.id = l.hold_id
        where l.restaurant_id = p_booking.restaurant_id
            and (l.during && v_wanted or l.booking_id = p_booking.id or h.booking_id = p_booking.id)
    ) as n;

    select jsonb_agg(jsonb_build_object(
        'kind', f.kind, 'row_ref', f.row_ref, 'booking_id', f.booking_id,
        'table', t.name, 'meaning', c.meaning, 'repair', c.repair, 'detail', f.detail
    ) order by c.repair_order, f.row_ref)
    into v_drift
    from maitred.drift_catalogue as c
    cross join lateral maitred_internal.drift_in(c.kind, v_scope) as f
    left join maitred.table_inventory as t on t.restaurant_id = f.restaurant_id and t.id = f.table_id
    where f.booking_id = p_booking.id
        or exists (
            select from maitred.allocations as l
            where l.restaurant_id = f.restaurant_id
                and l.id = any(v_scope.allocation_ids)
                and f.row_ref in (
                    format('allocations:%s', l.id),
                    format('booking_table_assignments:%s/%s', l.booking_id, l.table_id)
                )
                and l.during && v_wanted
                and l.table_id = f.table_id
        );
    return coalesce(v_drift, '[]');
end;
$function$;

comment on function maitred_internal.explain_drift is
'Findings about a booking, and about rows that take any table of its restaurant at its time.';
