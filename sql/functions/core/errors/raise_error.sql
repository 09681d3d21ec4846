create or replace function maitred_internal.raise_error(
    p_code text,
    p_message text,
    p_detail jsonb default '{}',
    p_hint text default null,
    p_table text default '',
    p_constraint text default ''
)
returns void
language plpgsql
stable
as $function$
-- Raises an error of the catalogue: the one place where that is done.
--
-- Reads:  error_catalogue
-- Raises: what the code says
declare
    v_error record;
begin
    select e.sqlstate, e.hint into strict v_error
    from maitred.error_catalogue as e
    where e.code = p_code;

    raise exception using
        errcode = v_error.sqlstate,
        message = p_message,
        detail = (jsonb_build_object('code', p_code) || maitred_internal.cut_lists(p_detail))::text,
        hint = coalesce(p_hint, v_error.hint),
        schema = case when p_table = '' then '' else 'maitred' end,
        table = p_table,
        constraint = p_constraint;
end;
$function$;

comment on function maitred_internal.raise_error is
'Raises the error p_code of maitred.error_catalogue with a message for people and DETAIL as one JSON object, its lists cut after 20 elements.';
