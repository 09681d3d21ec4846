create or replace function maitred_internal.cut_lists(p_detail jsonb)
returns jsonb
language sql
immutable
as $function$
-- The detail of an error with at most 20 elements of each list: it goes to the caller and into logs, whole.
    select p_detail || coalesce(
        jsonb_object_agg(l.key, jsonb_path_query_array(l.value, '$[0 to 19]'))
        || jsonb_object_agg(l.key || '_more', l.size - 20),
        '{}'
    )
    from (
        select d.key, d.value, case jsonb_typeof(d.value) when 'array' then jsonb_array_length(d.value) end as size
        from jsonb_each(p_detail) as d (key, value)
    ) as l
    where l.size > 20
$function$;

comment on function maitred_internal.cut_lists is
'p_detail with lists cut after 20 elements; how many there were beyond stands beside, as <name>_more.';
