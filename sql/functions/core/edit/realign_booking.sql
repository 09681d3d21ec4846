create or replace function maitred_internal.realign_booking(
    p_old maitred.bookings,
    p_new maitred.bookings,
    p_source text,
    p_actor uuid,
    p_refuse boolean,
    p_now timestamptz
)
returns maitred.bookings
language plpgsql
volatile
as $function$
-- Moves a locked booking to another party or window: its tables, holds and sessions go, and a modification cycle opens.
-- What the edit leaves as it was has been accepted, and is not evaluated again by the settings and hours of today.
--
-- Locks:  tables by id
-- Writes: bookings, assignments, allocations, holds, sessions, the ledger, assignment_jobs, the outbox, events
-- Raises: 22023 MD205 MD302 MD401
declare
    v_restaurant constant maitred.restaurants := maitred_internal.get_restaurant(p_old.restaurant_id);
    v_booking maitred.bookings := p_new;
    v_events maitred_internal.event [];
begin
    if p_new.party_size <> p_old.party_size then
        perform maitred_internal.check_party_size(v_restaurant, p_new.party_size);
    end if;
    perform maitred_internal.check_stay(v_restaurant, p_new.start_at, p_new.end_at);
    if p_new.start_at <> p_old.start_at then
        perform maitred_internal.check_start(
            v_restaurant, p_new.start_at, (maitred_internal.service_at(v_restaurant, p_new.start_at)).opens_at,
            maitred_internal.earliest_start(p_source, p_now)
        );
    end if;

    if p_refuse then
        return maitred_internal.rebook_immediately(p_old, p_new, p_actor, p_now);
    end if;

    v_events := maitred_internal.release_everything(p_old, false, p_actor, 'booking modified', p_now);
    if p_old.status <> 'pending' then
        perform maitred_internal.change_status(p_old, 'pending', p_now, p_actor, 'booking modified', v_events);
        v_events := array[]::maitred_internal.event [];
    end if;
    v_booking.pending_ref := coalesce(p_old.pending_ref, gen_random_uuid());
    v_booking.staff_decides := false;
    v_booking := maitred_internal.write_booking(v_booking);

    perform maitred_internal.queue_job(v_booking, true, 'modified', p_now);
    perform maitred_internal.emit_events(v_booking.restaurant_id, v_booking.id, v_events || row(
        'booking.modification.pending',
        jsonb_build_object(
            'pending_ref', v_booking.pending_ref, 'source', p_source, 'actor', p_actor, 'notify', p_new.notify,
            'from', jsonb_build_object(
                'party_size', p_old.party_size, 'start_at', p_old.start_at, 'end_at', p_old.end_at
            ),
            'to', jsonb_build_object(
                'party_size', p_new.party_size, 'start_at', p_new.start_at, 'end_at', p_new.end_at
            )
        )
    )::maitred_internal.event);
    perform maitred_internal.take_back_emails(v_booking, p_old);
    perform maitred_internal.queue_email(v_booking, 'modification_pending');
    return v_booking;
end;
$function$;

comment on function maitred_internal.realign_booking is
'Carries out an edit of party or window: the booking is pending in an open modification cycle, or, with p_refuse, at new tables immediately (MD205 when none fit).';
