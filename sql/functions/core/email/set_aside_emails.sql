create or replace function maitred_internal.set_aside_emails(p_places tid [], p_now timestamptz)
returns tid []
language plpgsql
volatile
as $function$
-- Of locked emails, finishes those that are superseded and moves back those whose turn is later, or may come later:
-- a reminder or returned confirmation of a booking without a table waits for one (parked).
--
-- What ends here is handed to nobody: each outcome has a token of its own, never that of the claim that follows.
--
-- Writes: outbox_ready, outbox_attempts
declare
    v_triaged maitred_internal.triaged_email [];
begin
    select array_agg(j.*) into v_triaged from maitred_internal.triage_emails(p_places) as j;

    delete from maitred_internal.outbox_ready as r
    where r.ctid = any(array(
        select j.place from unnest(v_triaged) as j where j.decision in ('superseded', 'later', 'parked')
    ));
    insert into maitred_internal.outbox_ready (
        lane, available_at, email_id, written_at, booking_id, attempts, first_sent_at, returned
    )
    select
        case j.decision when 'parked' then 'parked' else j.lane end, j.later_at, j.email_id, j.written_at,
        j.booking_id, j.attempts, j.first_sent_at, true
    from unnest(v_triaged) as j
    where j.decision in ('later', 'parked');
    insert into maitred_internal.outbox_attempts (email_id, attempt, outcome, recorded_at, claim_token)
    select j.email_id, j.attempts, 'superseded', p_now, nextval('maitred_internal.outbox_claim_tokens')
    from unnest(v_triaged) as j
    where j.decision = 'superseded';

    return array(select j.place from unnest(v_triaged) as j where j.decision = 'take');
end;
$function$;

comment on function maitred_internal.set_aside_emails is
'Of the locked rows of outbox_ready at p_places, ends the superseded, moves back those whose turn is later or that are parked, and returns the places of those to take.';
