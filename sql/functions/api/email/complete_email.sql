create or replace function maitred.complete_email(
    p_email_id bigint,
    p_claim_token bigint,
    p_message_id text default null
)
returns boolean
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $function$
-- Records that a claimed email was sent.
--
-- Raises: 22023
begin
    if p_email_id is null then
        perform maitred_internal.refuse_argument('p_email_id', null, 'be the id of an email');
    end if;
    return maitred.settle_emails(
        p_claim_token,
        jsonb_build_array(jsonb_build_object('email_id', p_email_id, 'outcome', 'sent', 'message_id', p_message_id))
    ) = 1;
end;
$function$;

comment on function maitred.complete_email is
'Records that an email was sent.

p_message_id: the name that the provider gave it.
Returns: false: the lease is over, or the result is known already; nothing is changed.
Errors: 22023 invalid_argument.';

grant execute on function maitred.complete_email(bigint, bigint, text) to maitred_worker;
