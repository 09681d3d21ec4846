create or replace function maitred_internal.find_session(p_session_id uuid, p_user_id uuid)
returns maitred.manual_assignment_sessions
language plpgsql
stable
as $function$
-- Reads a user's session without a lock.
--
-- Raises: 22023 MD104 MD403 MD501
declare
    v_session maitred.manual_assignment_sessions;
begin
    if p_session_id is null or p_user_id is null then
        perform maitred_internal.refuse_argument(
            case when p_session_id is null then 'p_session_id' else 'p_user_id' end, null, 'be an id'
        );
    end if;

    select s.* into v_session from maitred.manual_assignment_sessions as s where s.id = p_session_id;
    if not found then
        perform maitred_internal.raise_error(
            'session_not_found', format('there is no session %s', p_session_id),
            jsonb_build_object('session_id', p_session_id)
        );
    end if;
    perform maitred_internal.check_sessions_enabled(v_session.restaurant_id);
    if v_session.created_by <> p_user_id then
        perform maitred_internal.raise_error(
            'forbidden', format('session %s belongs to another user', p_session_id),
            jsonb_build_object('session_id', p_session_id, 'user_id', p_user_id)
        );
    end if;
    return v_session;
end;
$function$;

comment on function maitred_internal.find_session is
'The session of p_user_id. Unknown: MD104; another user''s: MD501; sessions switched off in its restaurant: MD403.';
