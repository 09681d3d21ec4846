create or replace function maitred_internal.take_hold(
    p_booking maitred.bookings,
    p_buffer interval,
    p_has uuid [],
    p_table_ids uuid [],
    p_user_id uuid,
    p_ttl interval,
    p_now timestamptz
)
returns maitred.table_holds
language plpgsql
volatile
as $function$
-- Writes a hold for a locked booking on locked tables. Tables that the booking has need no rows. Nulls, and nothing
-- written, when one of the others is taken.
--
-- Writes: table_holds, allocations
declare
    v_needed uuid [] := p_table_ids;
    v_hold maitred.table_holds;
begin
    if p_has && p_table_ids then
        v_needed := array(select w.id from unnest(p_table_ids) as w (id) where w.id <> all(p_has));
    end if;

    insert into maitred.table_holds (
        restaurant_id, booking_id, table_ids, created_by, start_at, end_at, expires_at, created_at
    )
    values (
        p_booking.restaurant_id, p_booking.id, p_table_ids, p_user_id, p_booking.start_at, p_booking.end_at,
        p_now + p_ttl, p_now
    )
    returning * into v_hold;

    if cardinality(v_needed) > 0 and not maitred_internal.take_time(
        v_hold.restaurant_id, 'hold', array_fill(v_hold.id, array[cardinality(v_needed)]), v_needed,
        tstzrange(p_booking.start_at, p_booking.end_at + p_buffer), v_hold.expires_at, p_now
    ) then
        delete from maitred.table_holds as h where h.restaurant_id = v_hold.restaurant_id and h.id = v_hold.id;
        return null;
    end if;
    return v_hold;
end;
$function$;

comment on function maitred_internal.take_hold is
'Makes a hold that names p_table_ids, with allocation rows for those that are not in p_has, the tables of the booking; null when one is taken.';
