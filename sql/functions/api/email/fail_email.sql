create or replace function maitred.fail_email(
    p_email_id bigint,
    p_claim_token bigint,
    p_error text,
    p_permanent boolean
)
returns text
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $function$
-- Records that a claimed email was not sent, and says what comes next.
--
-- Raises: 22023
begin
    if p_email_id is null then
        perform maitred_internal.refuse_argument('p_email_id', null, 'be the id of an email');
    end if;
    if p_permanent is null then
        perform maitred_internal.refuse_argument('p_permanent', null, 'be true (never try again) or false');
    end if;
    if maitred.settle_emails(
        p_claim_token,
        jsonb_build_array(jsonb_build_object(
            'email_id', p_email_id, 'outcome', case when p_permanent then 'dead' else 'failed' end, 'error', p_error
        ))
    ) = 0 then
        return null;
    end if;
    return case
        when exists (select from maitred_internal.outbox_dead as d where d.email_id = p_email_id) then 'dead'
        else 'ready'
    end;
end;
$function$;

comment on function maitred.fail_email is
'Records that an email was not sent.

p_permanent: true: never try again.
Returns: its new state: ready (tried again later) or dead (p_permanent, or the 12th attempt); null: the lease is over,
    or the result is known already, and nothing is changed.
Errors: 22023 invalid_argument.';

grant execute on function maitred.fail_email(bigint, bigint, text, boolean) to maitred_worker;
