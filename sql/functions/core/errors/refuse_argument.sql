create or replace function maitred_internal.refuse_argument(p_argument text, p_value text, p_must text)
returns void
language plpgsql
stable
as $function$
-- Refuses a value that a caller gave: names the argument, the value (shortened) and what it must be. What a person said
-- of themselves stands in no error: errors go into logs.
--
-- Raises: 22023
declare
    v_start constant text := left(p_value, 100);
    v_value constant text := case when v_start = p_value then p_value else v_start || '...' end;
begin
    if v_value is not null and p_argument in (
        'p_guest_name', 'p_guest_email', 'p_guest_phone', 'p_notes', 'p_reason', 'p_error', 'p_results'
    ) then
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
'Raises 22023: p_argument is p_value, it must p_must. Long values are shortened to 100 characters, personal ones (name, email, phone, notes, reason, results of emails) left out.';
