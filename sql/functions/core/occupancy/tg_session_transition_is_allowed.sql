create or replace function maitred_internal.tg_session_transition_is_allowed()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $function$
-- Lets through the changes of a session's status that session_transitions lists, and no other, for every writer.
--
-- Raises: MD401
begin
    if not exists (
        select from maitred.session_transitions as t
        where t.old_status = old.status and t.new_status = new.status
    ) then
        perform maitred_internal.raise_error(
            'invalid_transition',
            format('session %s is %s, it cannot become %s', new.id, old.status, new.status),
            jsonb_build_object('session_id', new.id, 'from', old.status, 'to', new.status)
        );
    end if;
    return new;
end;
$function$;

comment on function maitred_internal.tg_session_transition_is_allowed is
'Trigger of maitred.manual_assignment_sessions: MD401 when the change of status is not in maitred.session_transitions.';

create or replace trigger session_transition_is_allowed
before update of status on maitred.manual_assignment_sessions
for each row when (old.status is distinct from new.status)
execute function maitred_internal.tg_session_transition_is_allowed();
