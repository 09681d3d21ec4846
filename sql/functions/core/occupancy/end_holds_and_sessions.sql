create or replace function maitred_internal.end_holds_and_sessions(
    p_booking maitred.bookings,
    p_hold_ids uuid [],
    p_reason text,
    p_now timestamptz,
    p_taken_ids uuid [] default '{}',
    p_taken tstzrange default 'empty'
)
returns maitred_internal.event []
language plpgsql
volatile
as $function$
-- Ends holds of a locked booking and the sessions that live on them, or all of both, and returns what happened. The
-- tables of the holds are locked. Who waits is told of the time that is free again: none of a hold whose time was
-- over, since that was known before, and none that the caller is about to take.
--
-- Writes: manual_assignment_sessions, table_holds, allocations (by cascade), freed_time
declare
    v_session maitred.manual_assignment_sessions;
    v_hold record;
    v_events maitred_internal.event [] := array[]::maitred_internal.event [];
begin
    foreach v_session in array array(
        select s from maitred.manual_assignment_sessions as s
        where s.restaurant_id = p_booking.restaurant_id and s.booking_id = p_booking.id
            and s.status in ('PROPOSED', 'HELD')
            and (p_hold_ids is null or s.hold_id = any(p_hold_ids))
    )
    loop
        v_events := v_events || maitred_internal.end_session(v_session, p_reason, p_now);
    end loop;

    for v_hold in
        with ended as (
            delete from maitred.table_holds as h
            where h.restaurant_id = p_booking.restaurant_id and h.booking_id = p_booking.id
                and (p_hold_ids is null or h.id = any(p_hold_ids))
            returning h.*
        )
        -- One statement: the rows of a hold go with it, when the statement ends.
        select
            e.id, e.created_by, e.expires_at <= p_now as is_over,
            array(
                select l from maitred.allocations as l
                where l.restaurant_id = e.restaurant_id and l.hold_id = e.id
            ) as allocations
        from ended as e
    loop
        v_events := v_events || row(
            case when v_hold.is_over then 'hold.expired' else 'hold.released' end,
            jsonb_build_object('hold_id', v_hold.id, 'created_by', v_hold.created_by, 'reason', p_reason)
        )::maitred_internal.event;
        if not v_hold.is_over and cardinality(v_hold.allocations) > 0 then
            perform maitred_internal.note_unused_time(
                l, case when l.table_id = any(p_taken_ids) then p_taken else 'empty' end
            )
            from unnest(v_hold.allocations) as l;
        end if;
    end loop;
    return v_events;
end;
$function$;

comment on function maitred_internal.end_holds_and_sessions is
'Deletes holds of a booking and cancels (or, when their time is over, expires) the sessions on them; p_hold_ids null: all its holds and active sessions. Writes wake-ups for the time that is free again, all but p_taken at the tables p_taken_ids.';
