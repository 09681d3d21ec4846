create or replace function maitred_internal.pin_tables(
    p_booking maitred.bookings,
    p_table_ids uuid [],
    p_actor uuid,
    p_now timestamptz
)
returns maitred_internal.event []
language plpgsql
volatile
as $function$
-- Notes that staff chose tables which a locked booking has already, and returns what happened. What staff chose before
-- keeps the name of who did.
--
-- Writes: booking_table_assignments
declare
    v_pinned uuid [];
begin
    with pinned as (
        update maitred.booking_table_assignments as a
        set pinned = true, assigned_by = p_actor, assigned_at = p_now
        where a.restaurant_id = p_booking.restaurant_id and a.booking_id = p_booking.id
            and a.table_id = any(p_table_ids) and not a.pinned
        returning a.table_id
    )

    select array_agg(p.table_id order by p.table_id) into v_pinned from pinned as p;
    if v_pinned is null then
        return array[]::maitred_internal.event [];
    end if;
    return array[row(
        'tables.pinned', jsonb_build_object('table_ids', v_pinned, 'actor', p_actor)
    )::maitred_internal.event];
end;
$function$;

comment on function maitred_internal.pin_tables is
'Makes those of p_table_ids that the booking has pinned, by p_actor; the event tables.pinned names those that were not.';
