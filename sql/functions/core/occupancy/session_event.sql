create or replace function maitred_internal.session_event(
    p_session maitred.manual_assignment_sessions,
    p_reason text
)
returns maitred_internal.event
language plpgsql
immutable
as $function$
-- What dashboards are told of a session that has a status now.
begin
    return row(
        'session.' || p_session.status,
        jsonb_build_object(
            'session_id', p_session.id, 'created_by', p_session.created_by,
            'proposed_tables', p_session.proposed_tables, 'reason', p_reason
        )
    )::maitred_internal.event;
end;
$function$;

comment on function maitred_internal.session_event is 'The event session.<status> of a session as it is now.';
