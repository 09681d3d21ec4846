create or replace function maitred_internal.tables_to_swap(p_booking maitred.bookings)
returns uuid []
language plpgsql
stable
as $function$
-- The tables that a locked booking brings into a swap.
--
-- Raises: MD202 MD401
declare
    v_holdings maitred_internal.holdings;
begin
    if p_booking.status not in ('confirmed', 'seated') then
        perform maitred_internal.raise_error(
            'invalid_transition',
            format('booking %s is %s, it has no tables to swap', p_booking.reference, p_booking.status),
            maitred_internal.booking_detail(p_booking) || jsonb_build_object('from', p_booking.status)
        );
    end if;

    v_holdings := maitred_internal.read_holdings(p_booking, null, false);
    if cardinality(v_holdings.inconsistent) > 0 then
        perform maitred_internal.raise_inconsistent(p_booking, v_holdings.inconsistent, v_holdings.has);
    end if;
    return v_holdings.has;
end;
$function$;

comment on function maitred_internal.tables_to_swap is
'The tables of a confirmed or seated booking; MD401 for another status, MD202 when its rows are inconsistent.';
