-- The tables that a locked booking brings into a swap.
--
-- Calls:  booking_detail, standing_of, raise_duplicate
-- Raises: MD202 MD401
create or replace function maitred_internal.tables_to_exchange(p_booking maitred.bookings)
returns uuid []
language plpgsql
stable
as $function$
declare
    v_standing maitred_internal.standing;
begin
    if p_booking.status not in ('confirmed', 'seated') then
        perform maitred_internal.raise_error(
            'invalid_transition',
            format('booking %s is %s, it has no tables to swap', p_booking.reference, p_booking.status),
            maitred_internal.booking_detail(p_booking) || jsonb_build_object('from', p_booking.status)
        );
    end if;

    v_standing := maitred_internal.standing_of(p_booking, null, false);
    if cardinality(v_standing.broken) > 0 then
        perform maitred_internal.raise_duplicate(p_booking, v_standing.broken, v_standing.has);
    end if;
    return v_standing.has;
end;
$function$;

comment on function maitred_internal.tables_to_exchange is
'The tables of a confirmed or seated booking; MD401 for another status, MD202 when its rows contradict each other.';
