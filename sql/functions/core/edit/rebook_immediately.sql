create or replace function maitred_internal.rebook_immediately(
    p_old maitred.bookings,
    p_new maitred.bookings,
    p_actor uuid,
    p_now timestamptz
)
returns maitred.bookings
language plpgsql
volatile
as $function$
-- Moves a locked booking to another party or window and to tables that fit, in one step, or changes nothing.
--
-- The tables it has count as free; each try locks old and new tables together (see try_options). The cycle that the
-- edit opens is closed by the same call, so its reference is never stored, only used for the one email. What was not
-- sent about a cycle that was open already is taken back with the rest.
--
-- Locks:  tables by id
-- Writes: bookings, assignments, allocations, holds, sessions, the ledger, assignment_jobs, the outbox, events
-- Raises: MD205
declare
    v_cycle maitred.bookings := p_new;
    v_booking maitred.bookings;
    v_events maitred_internal.event [];
begin
    v_cycle.pending_ref := coalesce(p_old.pending_ref, gen_random_uuid());
    perform maitred_internal.write_booking(p_new);

    if maitred_internal.try_options(v_cycle, true, p_actor, p_now) is null then
        perform maitred_internal.raise_no_table(v_cycle, p_now);
    end if;

    v_events := maitred_internal.end_holds_and_sessions(v_cycle, null, 'booking modified', p_now);
    perform maitred_internal.take_back_emails(v_cycle, p_old, p_current_cycle => '');
    v_booking := maitred_internal.derive_status(v_cycle, p_now, p_actor, 'modified', v_events);
    if p_old.status = 'confirmed' then
        perform maitred_internal.emit_confirmation(v_cycle, v_booking, 'modified');
    end if;
    return v_booking;
end;
$function$;

comment on function maitred_internal.rebook_immediately is
'Writes p_new over p_old and puts the booking on tables that fit, confirmed; MD205 and no change when none fit.';
