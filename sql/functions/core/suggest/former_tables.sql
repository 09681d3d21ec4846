create or replace function maitred_internal.former_tables(p_booking maitred.bookings)
returns uuid []
language plpgsql
stable
as $function$
-- Where a booking in a modification cycle sits, or sat before the edit; null for any other booking.
begin
    if p_booking.pending_ref is null then
        return null;
    end if;

    return coalesce(
        (
            select array_agg(a.table_id order by a.table_id)
            from maitred.booking_table_assignments as a
            where a.restaurant_id = p_booking.restaurant_id and a.booking_id = p_booking.id
        ),
        (
            select array(
                select u.id::uuid from jsonb_array_elements_text(e.payload -> 'table_ids') as u (id) order by u.id
            )
            from maitred.observability_events as e
            where e.restaurant_id = p_booking.restaurant_id and e.booking_id = p_booking.id
                and e.name = 'tables.unassigned'
            order by e.occurred_at desc
            limit 1
        )
    );
end;
$function$;

comment on function maitred_internal.former_tables is
'Tables of an edited booking, in order: those it has, else those it lost last, as its events tell.';
