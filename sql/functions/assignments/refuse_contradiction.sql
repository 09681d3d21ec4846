-- Refuses a booking whose status and tables contradict each other:
--
-- confirmed, seated                                 at least one assignment, an allocation for each
-- pending, pending_allocation, cancelled, no_show   neither assignments nor allocations
-- completed                                         no allocations; the assignments are history
--
-- Raises: 23514 (never from a function of maitred; for whoever writes to the tables past them)
create or replace function maitred_internal.refuse_contradiction(p_restaurant_id uuid, p_booking_id uuid)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $function$
declare
    v_status maitred.booking_status;
    v_assignments bigint;
    v_allocations bigint;
    v_wrong boolean;
begin
    select b.status, (
        select count(*) from maitred.booking_table_assignments as a
        where a.restaurant_id = b.restaurant_id and a.booking_id = b.id
    ), (
        select count(*) from maitred.allocations as l
        where l.restaurant_id = b.restaurant_id and l.booking_id = b.id
    )
    into v_status, v_assignments, v_allocations
    from maitred.bookings as b
    where b.restaurant_id = p_restaurant_id and b.id = p_booking_id;

    v_wrong := case
        when v_status in ('confirmed', 'seated') then v_assignments = 0 or v_allocations <> v_assignments
        when v_status = 'completed' then v_allocations > 0
        else v_assignments > 0 or v_allocations > 0
    end;
    if v_wrong then
        raise exception using
            errcode = 'check_violation',
            message = format(
                'booking %s is %s with %s assignments and %s allocations',
                p_booking_id, v_status, v_assignments, v_allocations
            ),
            hint = 'Change bookings and tables by the functions of maitred alone.',
            schema = 'maitred', table = 'bookings', constraint = 'booking_agrees_with_tables';
    end if;
end;
$function$;

comment on function maitred_internal.refuse_contradiction is
'Raises 23514 when the status of a booking contradicts its assignments and allocations.';
