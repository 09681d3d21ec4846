create or replace function maitred_internal.disable_guards()
returns void
language plpgsql
volatile
as $function$
-- Switches triggers and foreign keys off for the rest of the transaction, if this database lets the owner of maitred do
-- that, or says what is missing.
--
-- Raises: 42501
begin
    if current_setting('session_replication_role') = 'replica' then
        return;
    end if;
    if not has_parameter_privilege(current_user, 'session_replication_role', 'set') then
        raise exception using
            errcode = 'insufficient_privilege',
            message = 'a repair cannot be undone here: rows that are inconsistent cannot be written',
            hint = format('Have a superuser run: grant set on parameter session_replication_role to %I', current_user);
    end if;
    perform set_config('session_replication_role', 'replica', true);
end;
$function$;

comment on function maitred_internal.disable_guards is
'Sets session_replication_role to replica for this transaction; 42501 when that is not granted. The caller sets it back.';
