-- Refuses a value that a caller gave: names the argument, the value (shortened) and what it must be.
--
-- Raises: 22023
create or replace function maitred_internal.refuse_argument(p_argument text, p_value text, p_must text)
returns void
language plpgsql
stable
as $function$
declare
    v_value constant text := case when length(p_value) > 100 then left(p_value, 100) || '...' else p_value end;
begin
    perform maitred_internal.raise_error(
        'invalid_argument',
        format('%s is %s, it must %s', p_argument, coalesce('"' || v_value || '"', 'null'), p_must),
        jsonb_build_object('argument', p_argument, 'value', v_value, 'must', p_must)
    );
end;
$function$;

comment on function maitred_internal.refuse_argument is
'Raises 22023: p_argument is p_value, it must p_must. Long values are shortened to 100 characters.';
