create or replace function maitred_internal.repair_window(p_finding maitred_internal.finding, p_now timestamptz)
returns boolean
language plpgsql
volatile
as $function$
-- Makes a living booking's assignment and its allocation those of the booking's window, if the table is free then. What
-- a completed booking keeps is history, and only the window is set right.
--
-- Writes: booking_table_assignments, allocations
declare
    v_booking maitred.bookings;
begin
    select b.* into v_booking
    from maitred.bookings as b
    inner join maitred.table_inventory as t on t.restaurant_id = b.restaurant_id
    where b.restaurant_id = p_finding.restaurant_id and b.id = p_finding.booking_id and t.id = p_finding.table_id;
    if not found then
        return false;
    end if;

    if v_booking.status in ('confirmed', 'seated')
        and not exists (
            select from maitred.allocations as l
            where l.restaurant_id = v_booking.restaurant_id
                and l.booking_id = v_booking.id
                and l.table_id = p_finding.table_id
                and lower(l.during) <= v_booking.start_at
                and upper(l.during) >= v_booking.end_at
                and not maitred_internal.is_too_long(l.during, v_booking.start_at, v_booking.end_at)
        )
        and not maitred_internal.retake_time(
            v_booking.restaurant_id, p_finding.table_id, tstzrange(v_booking.start_at, v_booking.end_at),
            v_booking.id, null, p_now
        )
    then
        return false;
    end if;

    update maitred.booking_table_assignments as a
    set start_at = v_booking.start_at, end_at = v_booking.end_at
    where a.restaurant_id = v_booking.restaurant_id
        and a.booking_id = v_booking.id
        and a.table_id = p_finding.table_id
        and (a.start_at, a.end_at) is distinct from (v_booking.start_at, v_booking.end_at);
    return true;
end;
$function$;

comment on function maitred_internal.repair_window is
'Gives an assignment its booking''s window and an allocation that contains it; false when the table is taken then, or does not exist.';
