create or replace function maitred.cancel_booking(
    p_booking_id uuid,
    p_reason text default null,
    p_source text default 'ops',
    p_actor uuid default null,
    p_restaurant_id uuid default null,
    p_notify boolean default null
)
returns maitred.bookings
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
set datestyle = 'ISO, YMD'
set intervalstyle = 'postgres'
as $function$
-- Cancels a booking: tables, holds, sessions and job go in the same transaction, and the guest is told once.
--
-- Locks:  booking -> tables by id -> allocations
-- Writes: bookings, assignments, allocations, holds, sessions, the ledger, assignment_jobs, the outbox, events
-- Raises: 22023 MD101 MD401
declare
    v_old maitred.bookings;
    v_booking maitred.bookings;
    v_now timestamptz;
    v_declined boolean;
    v_notify constant boolean := coalesce(p_notify, maitred_internal.notifies(p_source));
begin
    perform maitred_internal.check_guest(null, null, null, null, null, p_source);
    perform maitred_internal.check_remark('p_reason', p_reason, 1000);

    v_old := maitred_internal.lock_booking(p_booking_id, p_restaurant_id);
    v_now := clock_timestamp();
    if v_old.status = 'cancelled' then
        return v_old;
    end if;

    v_booking := maitred_internal.change_status(
        v_old, 'cancelled', v_now, p_actor, p_reason,
        maitred_internal.release_everything(v_old, false, p_actor, 'booking cancelled', v_now), p_notify => v_notify
    );
    update maitred.bookings as b
    set version = b.version + 1
    where b.restaurant_id = v_old.restaurant_id and b.id = v_old.id
    returning * into v_booking;

    v_declined := p_source <> 'guest' and v_old.confirmed_at is null;
    perform maitred_internal.emit_event(
        v_old.restaurant_id, v_old.id, 'booking.cancelled',
        jsonb_strip_nulls(jsonb_build_object(
            'source', p_source, 'actor', p_actor, 'reason', p_reason, 'declined', v_declined
        ))
    );
    perform maitred_internal.supersede_emails(v_booking);
    v_old.version := v_booking.version;
    v_old.notify := v_notify;
    perform maitred_internal.queue_email(
        v_old,
        case when v_declined then 'booking_declined' else 'booking_cancelled' end,
        jsonb_strip_nulls(jsonb_build_object(
            'reason', p_reason,
            'nearest_times', case when v_declined then maitred_internal.nearest_times(v_old, v_now) end,
            'in_calendar', case when v_declined then exists (
                select from maitred_internal.outbox_keys as k
                where k.restaurant_id = v_old.restaurant_id and k.booking_id = v_old.id
                    and k.kind = 'modification_pending'
            ) end
        ))
    );
    return v_booking;
end;
$function$;

comment on function maitred.cancel_booking is
'Cancels a booking: its tables are free immediately, holds, sessions and job end.

p_source: guest: the email is booking_cancelled; else booking_declined when the booking was never confirmed.
p_notify: false: no email, unless the guest waits to hear of an edit; null: as p_source says.
Returns: the booking; cancelled already: as it is.
Errors: 22023 invalid_argument; MD101 booking_not_found; MD401 seated, completed and no_show.';

grant execute on function maitred.cancel_booking(uuid, text, text, uuid, uuid, boolean)
to maitred_guest;
