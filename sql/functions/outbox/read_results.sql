-- Puts the results of a worker together with the emails of its claim: one each, none for emails that are done already
-- or not of the claim.
--
-- Calls: dead_because
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
begin
    return array(
        select
            row(
                r.email_id, p_claim.written_ats[r.place], p_claim.restaurant_ids[r.place],
                p_claim.booking_ids[r.place], p_claim.kinds[r.place], p_claim.attempts[r.place],
                r.outcome, left(r.error, 2000), left(r.message_id, 1000),
                case
                    when r.outcome <> 'sent' and (r.outcome <> 'released' or r.error is not null)
                        then maitred_internal.dead_because(r.outcome, r.email_id, p_claim.attempts[r.place], p_now)
                end
            )::maitred_internal.settled_email
        from (
            select distinct on (j.email_id) j.*, array_position(p_claim.email_ids, j.email_id) as place
            from jsonb_to_recordset(p_results) as j (email_id bigint, outcome text, error text, message_id text)
        ) as r
        where r.place is not null and r.email_id <> all(p_done)
    );
end;
$function$;

comment on function maitred_internal.read_results is
'The results that count, with the emails they are about: of the claim, not done yet, one each.';
