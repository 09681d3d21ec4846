create or replace function maitred_internal.check_key(p_idempotency_key text)
returns void
language plpgsql
immutable
as $function$
-- Refuses an idempotency key that cannot be one. Null is no key.
--
-- Raises: 22023
begin
    if length(p_idempotency_key) not between 1 and 200 then
        perform maitred_internal.refuse_argument(
            'p_idempotency_key', p_idempotency_key, 'have 1 to 200 characters, or be null for no key'
        );
    end if;
end;
$function$;

comment on function maitred_internal.check_key is
'Raises 22023 unless p_idempotency_key is null or has 1 to 200 characters.';
