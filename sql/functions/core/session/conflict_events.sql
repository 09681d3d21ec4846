create or replace function maitred_internal.conflict_events(
    p_session maitred.manual_assignment_sessions,
    p_violations maitred_internal.violation []
)
returns maitred_internal.event []
language plpgsql
immutable
as $function$
-- What dashboards are told when a session ran into somebody else's table: no error tells of it, so an event must.
declare
    v_violation maitred_internal.violation;
    v_conflicts jsonb := jsonb '[]';
begin
    foreach v_violation in array coalesce(p_violations, '{}')
    loop
        if v_violation.rule = 'free' then
            v_conflicts := v_conflicts || jsonb_build_array(v_violation.detail);
        end if;
    end loop;
    if v_conflicts = '[]' then
        return array[]::maitred_internal.event [];
    end if;
    return array[row(
        'assignment.conflict',
        jsonb_build_object('session_id', p_session.id, 'created_by', p_session.created_by, 'taken', v_conflicts)
    )::maitred_internal.event];
end;
$function$;

comment on function maitred_internal.conflict_events is
'The event assignment.conflict when one of the violations is that a table is taken, else none.';
