create or replace function maitred_internal.repair_lost_email(p_finding maitred_internal.finding, p_now timestamptz)
returns boolean
language plpgsql
volatile
as $function$
-- Makes an email that is in no place ready again, with the attempts that it used up. A worker that has it after all
-- would have it in a claim. One in two places needs review: it may have been sent.
--
-- Writes: outbox_ready, outbox_attempts
declare
    v_key maitred_internal.outbox_keys;
begin
    select k.* into v_key
    from maitred_internal.outbox_keys as k
    where k.restaurant_id = p_finding.restaurant_id
        and k.booking_id = p_finding.booking_id
        and k.email_id = (p_finding.detail ->> 'email_id')::bigint
        and p_finding.detail -> 'places' = '[]'
        and exists (
            select from maitred_internal.outbox_contents as c
            where c.email_id = k.email_id and c.written_at = k.written_at
        );
    if not found then
        return false;
    end if;

    insert into maitred_internal.outbox_ready (
        lane, available_at, email_id, written_at, booking_id, attempts, first_sent_at, returned
    )
    select
        maitred_internal.queue_of(v_key.kind), p_now, v_key.email_id, v_key.written_at, v_key.booking_id,
        coalesce(max(a.attempt), 0), min(a.recorded_at), true
    from maitred_internal.outbox_attempts as a
    where a.email_id = v_key.email_id and a.recorded_at >= v_key.written_at and a.outcome in ('failed', 'uncertain');
    insert into maitred_internal.outbox_attempts (email_id, attempt, outcome, recorded_at, claim_token, error)
    values (
        v_key.email_id, 0, 'lapsed', p_now, nextval('maitred_internal.outbox_claim_tokens'), 'found by a repair'
    );
    return true;
end;
$function$;

comment on function maitred_internal.repair_lost_email is
'Queues an email again that is in no place; false when it is in two, or its content is gone.';
