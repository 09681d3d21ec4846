-- Tells dashboards the status that a session has now.
--
-- Writes: observability_events
create or replace function maitred_internal.record_session_event(
    p_session maitred.manual_assignment_sessions,
    p_reason text
)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $function$
begin
    perform maitred_internal.record_event(
        p_session.restaurant_id, p_session.booking_id, 'session.' || p_session.status,
        jsonb_build_object(
            'session_id', p_session.id, 'created_by', p_session.created_by,
            'proposed_tables', p_session.proposed_tables, 'reason', p_reason
        )
    );
end;
$function$;

comment on function maitred_internal.record_session_event is 'Records session.<status> for a session as it is now.';
