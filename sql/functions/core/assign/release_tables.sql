create or replace function maitred_internal.release_tables(
    p_booking maitred.bookings,
    p_table_ids uuid [],
    p_keep_history boolean,
    p_actor uuid,
    p_reason text,
    p_end_holds boolean default true
)
returns maitred_internal.event []
language plpgsql
volatile
as $function$
-- Takes a locked booking off locked tables. The one place where an assignment ends; what care repairs or prunes apart.
--
-- An assignment's allocation dies with it. A completed booking keeps its assignments as history and loses the
-- allocations alone. The keys under which the tables were assigned are free again, and a hold that names one of them
-- would keep it no longer: it ends, with the session on it.
--
-- "= any (array)" by itself would be a condition of the index, which PostgreSQL plans again for each array; so ("is
-- true") it filters the few rows of the booking.
--
-- Writes: booking_table_assignments, allocations, booking_assignment_idempotency, freed_time, holds, sessions
declare
    v_events maitred_internal.event [] := array[]::maitred_internal.event [];
begin
    if p_end_holds then
        v_events := maitred_internal.end_holds_on(p_booking, p_table_ids, clock_timestamp());
    end if;

    perform maitred_internal.note_freed_time(l.restaurant_id, l.table_id, l.during)
    from maitred.allocations as l
    where l.restaurant_id = p_booking.restaurant_id and l.booking_id = p_booking.id
        and (l.table_id = any(p_table_ids)) is true;

    if p_keep_history then
        delete from maitred.allocations as l
        where l.restaurant_id = p_booking.restaurant_id and l.booking_id = p_booking.id
            and (l.table_id = any(p_table_ids)) is true;
    else
        delete from maitred.booking_table_assignments as a
        where a.restaurant_id = p_booking.restaurant_id and a.booking_id = p_booking.id
            and (a.table_id = any(p_table_ids)) is true;
        perform maitred_internal.regroup_tables(p_booking, (
            select count(*)::int from maitred.booking_table_assignments as a
            where a.restaurant_id = p_booking.restaurant_id and a.booking_id = p_booking.id
        ));
    end if;
    delete from maitred_internal.booking_assignment_idempotency as i
    where i.restaurant_id = p_booking.restaurant_id and i.booking_id = p_booking.id and i.table_ids && p_table_ids;

    return v_events || row(
        'tables.unassigned', jsonb_build_object('table_ids', p_table_ids, 'actor', p_actor, 'reason', p_reason)
    )::maitred_internal.event;
end;
$function$;

comment on function maitred_internal.release_tables is
'Frees tables of a booking, ends holds that name them, and returns what happened; all locked, with those of its holds. p_keep_history: the assignments stay, only their time is free. p_end_holds false: the caller calls end_holds_on.';
