-- Writes a hold for a locked booking on locked tables that were judged free. Tables that the booking has need no rows.
--
-- Writes: table_holds, allocations, observability_events
-- Calls:  take_time, record_event
-- Raises: MD201
create or replace function maitred_internal.take_hold(
    p_booking maitred.bookings,
    p_buffer interval,
    p_table_ids uuid [],
    p_user_id uuid,
    p_ttl interval,
    p_now timestamptz
)
returns maitred.table_holds
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $function$
declare
    v_during constant tstzrange := tstzrange(p_booking.start_at, p_booking.end_at + p_buffer);
    v_needed constant uuid [] := array(
        select w.id from unnest(p_table_ids) as w (id)
        where not exists (
            select from maitred.booking_table_assignments as a
            where a.restaurant_id = p_booking.restaurant_id and a.booking_id = p_booking.id and a.table_id = w.id
        )
    );
    v_hold maitred.table_holds;
begin
    insert into maitred.table_holds (
        restaurant_id, booking_id, table_ids, created_by, start_at, end_at, expires_at, created_at
    )
    values (
        p_booking.restaurant_id, p_booking.id, p_table_ids, p_user_id, p_booking.start_at, p_booking.end_at,
        p_now + p_ttl, p_now
    )
    returning * into v_hold;

    perform maitred_internal.take_time(
        v_hold.restaurant_id, v_hold.booking_id, 'hold', array_fill(v_hold.id, array[cardinality(v_needed)]),
        v_needed, v_during, v_hold.expires_at, p_user_id, p_now
    );
    perform maitred_internal.record_event(
        v_hold.restaurant_id, v_hold.booking_id, 'hold.created',
        jsonb_build_object(
            'hold_id', v_hold.id, 'table_ids', p_table_ids, 'created_by', p_user_id, 'expires_at', v_hold.expires_at
        )
    );
    return v_hold;
end;
$function$;

comment on function maitred_internal.take_hold is
'Makes a hold that names p_table_ids, with allocation rows for those the booking does not have; MD201 when one is taken.';
