create or replace function maitred_internal.refuse_inconsistent(p_restaurant_id uuid, p_booking_id uuid)
returns void
language plpgsql
stable
as $function$
-- Refuses a booking whose status and tables are inconsistent.
--
-- Raises: 23514 (for any caller that writes to the tables past the functions of maitred, or calls those under SET
--         CONSTRAINTS ALL IMMEDIATE, when what they pass through is evaluated at once)
begin
    raise exception using
        errcode = 'check_violation',
        message = (
            select format(
                'booking %s is %s with %s assignments and %s allocations', b.reference, b.status,
                (
                    select count(*) from maitred.booking_table_assignments as a
                    where a.restaurant_id = b.restaurant_id and a.booking_id = b.id
                ),
                (
                    select count(*) from maitred.allocations as l
                    where l.restaurant_id = b.restaurant_id and l.booking_id = b.id
                )
            )
            from maitred.bookings as b
            where b.restaurant_id = p_restaurant_id and b.id = p_booking_id
        ),
        hint = 'Change bookings and tables by the functions of maitred alone, with its constraints deferred as they '
            'are made: SET CONSTRAINTS ALL DEFERRED.',
        schema = 'maitred', table = 'bookings', constraint = 'booking_agrees_with_tables';
end;
$function$;

comment on function maitred_internal.refuse_inconsistent is
'Raises 23514: the status of a booking is inconsistent with its assignments and allocations.';
