-- Gives a locked booking another status and tells of it: the one that the caller names, or the one that follows from
-- whether it has tables. Whether the change is allowed, the transitions table says; the status that it has already is no
-- change, which the table never allows and the trigger never sees.
--
-- Writes: bookings, observability_events
-- Raises: MD401 (also by trigger)
create or replace function maitred_internal.change_status(
    p_booking maitred.bookings,
    p_status maitred.booking_status,
    p_now timestamptz,
    p_actor uuid,
    p_reason text
)
returns maitred.bookings
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $function$
declare
    v_booking maitred.bookings;
begin
    if p_booking.status = p_status then
        perform maitred_internal.raise_error(
            'invalid_transition',
            format('booking %s is %s already', p_booking.id, p_status),
            jsonb_build_object('booking_id', p_booking.id, 'from', p_booking.status, 'to', p_status)
        );
    end if;

    -- Derived within the statement that writes it: one statement less in every assignment.
    with derived as materialized (
        select coalesce(p_status, case
            when p_booking.status in ('pending', 'pending_allocation', 'confirmed', 'no_show') then
                case
                    when exists (
                        select from maitred.booking_table_assignments as a
                        where a.restaurant_id = p_booking.restaurant_id and a.booking_id = p_booking.id
                    ) then 'confirmed'::maitred.booking_status
                    when p_booking.status = 'confirmed' then 'pending'
                end
        end, p_booking.status) as status
    )

    update maitred.bookings as b
    set
        status = d.status,
        pending_ref = case when d.status in ('pending', 'pending_allocation') then b.pending_ref end,
        confirmed_at = case when d.status = 'confirmed' then coalesce(b.confirmed_at, p_now) else b.confirmed_at end,
        updated_at = p_now
    from derived as d
    where b.restaurant_id = p_booking.restaurant_id and b.id = p_booking.id
    returning b.* into v_booking;

    if v_booking.status <> p_booking.status then
        perform maitred_internal.record_event(
            v_booking.restaurant_id, v_booking.id, 'booking.status_changed',
            jsonb_strip_nulls(jsonb_build_object(
                'from', p_booking.status, 'to', v_booking.status, 'actor', p_actor, 'reason', p_reason
            ))
        );
    end if;
    return v_booking;
end;
$function$;

comment on function maitred_internal.change_status is
'Sets the status of a locked booking, closes its modification cycle unless it stays pending, and records booking.status_changed. p_status null: confirmed for a waiting booking that has tables, pending for a confirmed one that has none, else unchanged.';
