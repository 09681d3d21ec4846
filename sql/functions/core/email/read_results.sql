create or replace function maitred_internal.read_results(
    p_claim maitred_internal.outbox_claims,
    p_results jsonb,
    p_done bigint [],
    p_now timestamptz
)
returns maitred_internal.settled_email []
language plpgsql
stable
as $function$
-- Puts the results of a worker together with the emails of its claim: one each, none for emails that are done already
-- or not of the claim.
begin
    return array(
        select
            row(
                c.email_id, c.written_at, c.restaurant_id, c.booking_id, c.kind, c.attempt,
                r.outcome, left(r.error, 2000), left(r.message_id, 1000),
                case
                    when r.outcome <> 'sent' and (r.outcome <> 'released' or r.error is not null)
                        then maitred_internal.death_reason(r.outcome, c.email_id, c.attempt, p_now)
                end,
                case
                    when r.outcome = 'released' and r.error is null then c.first_sent_at
                    else coalesce(c.first_sent_at, p_claim.claimed_at)
                end
            )::maitred_internal.settled_email
        from (
            select distinct on (j.email_id) j.*
            from jsonb_to_recordset(p_results) as j (email_id bigint, outcome text, error text, message_id text)
        ) as r
        inner join unnest(
            p_claim.email_ids, p_claim.written_ats, p_claim.restaurant_ids, p_claim.booking_ids, p_claim.kinds,
            p_claim.attempts, p_claim.first_sent_ats
        ) as c (email_id, written_at, restaurant_id, booking_id, kind, attempt, first_sent_at)
            on r.email_id = c.email_id
        where c.email_id <> all(p_done)
    );
end;
$function$;

comment on function maitred_internal.read_results is
'The results that count, with the emails they are about: of the claim, not done yet, one each.';
