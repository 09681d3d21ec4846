create or replace function maitred_internal.write_session(
    p_booking maitred.bookings,
    p_session maitred.manual_assignment_sessions,
    p_user_id uuid,
    p_table_ids uuid [],
    p_hold maitred.table_holds,
    p_violations maitred_internal.violation [],
    p_now timestamptz
)
returns maitred.manual_assignment_sessions
language plpgsql
volatile
as $function$
-- Writes what a user's session for a locked booking proposes by now, and what became of it; at first a new session. One
-- for a booking that is over is never active.
--
-- Writes: manual_assignment_sessions
declare
    v_status constant maitred.manual_assignment_session_status :=
        (
            case
                when p_booking.status in ('completed', 'cancelled') then 'CANCELLED'
                when p_hold.id is null then 'PROPOSED'
                else 'HELD'
            end
        )::maitred.manual_assignment_session_status;
    v_problems constant jsonb := coalesce(to_jsonb(p_violations), '[]');
    v_session maitred.manual_assignment_sessions;
begin
    if p_session.id is null then
        insert into maitred.manual_assignment_sessions (
            restaurant_id, booking_id, created_by, status, proposed_tables, hold_id, hold_expires_at, last_validated_at,
            problems, created_at, updated_at
        )
        values (
            p_booking.restaurant_id, p_booking.id, p_user_id, v_status, to_jsonb(p_table_ids), p_hold.id,
            p_hold.expires_at, p_now, v_problems, p_now, p_now
        )
        returning * into v_session;
    else
        update maitred.manual_assignment_sessions as s
        set
            status = v_status,
            proposed_tables = to_jsonb(p_table_ids),
            hold_id = p_hold.id,
            hold_expires_at = p_hold.expires_at,
            last_validated_at = p_now,
            problems = v_problems,
            updated_at = p_now
        where s.restaurant_id = p_session.restaurant_id and s.id = p_session.id
        returning * into v_session;
    end if;
    return v_session;
end;
$function$;

comment on function maitred_internal.write_session is
'Makes p_session, or a new one when it is null, HELD on p_hold, or PROPOSED when that is null, or CANCELLED when the booking is over, with p_violations as its problems.';
