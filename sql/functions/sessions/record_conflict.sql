-- Tells dashboards that a session ran into somebody else's table: no error leaves the function, so the event must.
--
-- Writes: observability_events
create or replace function maitred_internal.record_conflict(
    p_session maitred.manual_assignment_sessions,
    p_violations maitred_internal.violation []
)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $function$
declare
    v_taken jsonb;
begin
    select jsonb_agg(v.detail) into v_taken from unnest(p_violations) as v where v.rule = 'free';
    if v_taken is not null then
        perform maitred_internal.record_event(
            p_session.restaurant_id, p_session.booking_id, 'assignment.conflict',
            jsonb_build_object('session_id', p_session.id, 'created_by', p_session.created_by, 'taken', v_taken)
        );
    end if;
end;
$function$;

comment on function maitred_internal.record_conflict is
'Records assignment.conflict when one of the violations is that a table is taken.';
