create or replace function maitred_internal.session_problem(p_message text, p_detail jsonb default '{}')
returns jsonb
language sql
immutable
as $function$
-- A problem of a session that no rule found, in the form of those that rules find.
    select jsonb_build_array(jsonb_build_object(
        'rule', 'session_status', 'severity', 'block', 'table_id', null, 'message', p_message, 'detail', p_detail
    ))
$function$;

comment on function maitred_internal.session_problem is
'A list of one problem, rule session_status, severity block, for the column problems of a session.';
