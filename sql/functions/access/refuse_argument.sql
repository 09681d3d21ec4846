-- Refuses a value that a caller gave: names the argument, the value (shortened) and what it must be. Of what may be
-- about a person the value is left out: errors are logged.
--
-- Raises: 22023
create or replace function maitred_internal.refuse_argument(p_argument text, p_value text, p_must text)
returns void
language plpgsql
stable
as $function$
declare
    v_personal constant boolean := p_argument in (
        'p_guest_name', 'p_guest_email', 'p_guest_phone', 'p_notes', 'p_reason', 'p_error', 'p_results'
    );
    v_value constant text := case when length(p_value) > 100 then left(p_value, 100) || '...' else p_value end;
begin
    if v_personal and p_value is not null then
        perform maitred_internal.raise_error(
            'invalid_argument', format('%s must %s', p_argument, p_must),
            jsonb_build_object('argument', p_argument, 'must', p_must)
        );
    end if;
    perform maitred_internal.raise_error(
        'invalid_argument',
        format('%s is %s, it must %s', p_argument, coalesce('"' || v_value || '"', 'null'), p_must),
        jsonb_build_object('argument', p_argument, 'value', v_value, 'must', p_must)
    );
end;
$function$;

comment on function maitred_internal.refuse_argument is
'Raises 22023: p_argument is p_value, it must p_must. Long values are shortened to 100 characters, personal ones left out.';
