-- Decides what a worker's results mean for the emails of its claim. What is not of the claim, or has a result already,
-- is left out.
--
-- Retries: least(1 h, 10 s x 2^n) x (0.5 .. 1), at most 12 attempts. uncertain: the server may have taken the message;
-- sending it again under the same Message-ID and provider key is safe while the provider remembers the key (24 hours).
--
-- Reads:  outbox_keys, outbox_attempts, installation
-- Raises: 22023
create or replace function maitred_internal.judge_results(
    p_claim maitred_internal.outbox_claims,
    p_results jsonb,
    p_now timestamptz
)
returns maitred_internal.settled_email []
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $function$
declare
    v_bad text;
    v_at_most_once constant boolean := (select i.email_policy = 'at_most_once' from maitred.installation as i);
begin
    select r.item::text into v_bad
    from jsonb_array_elements(p_results) as r (item)
    where jsonb_typeof(r.item) <> 'object'
        or jsonb_typeof(r.item -> 'email_id') is distinct from 'number'
        or coalesce(r.item ->> 'outcome', '') not in ('sent', 'failed', 'dead', 'uncertain', 'released')
    limit 1;
    if found then
        perform maitred_internal.refuse_argument(
            'p_results', v_bad, 'give email_id and an outcome: sent, failed, dead, uncertain or released'
        );
    end if;

    return array(
        select
            row(
                m.email_id, m.booking_id, k.restaurant_id, k.kind, m.attempt, v.outcome,
                left(r.error, 2000), left(r.message_id, 1000),
                case
                    when v.outcome = 'released' then p_now
                    when v.dead_because is null and v.outcome <> 'sent' then maitred_internal.retry_at(m.attempt, p_now)
                end,
                case when v.outcome = 'released' then m.attempt - 1 else m.attempt end,
                v.dead_because
            )::maitred_internal.settled_email
        from unnest(p_claim.email_ids, p_claim.booking_ids, p_claim.attempts) as m (email_id, booking_id, attempt)
        inner join (
            select distinct on (s.email_id) s.*
            from jsonb_to_recordset(p_results) as s (email_id bigint, outcome text, error text, message_id text)
        ) as r on m.email_id = r.email_id
        cross join lateral (
            select o.restaurant_id, o.kind from maitred_internal.outbox_keys as o where o.email_id = m.email_id offset 0
        ) as k
        cross join lateral (
            select
                r.outcome,
                case
                    when r.outcome = 'dead' then 'permanent'
                    when r.outcome = 'uncertain' and (
                        v_at_most_once or maitred_internal.first_tried_at(m.email_id, p_now) < p_now - interval '24 hours'
                    ) then 'uncertain'
                    when r.outcome in ('failed', 'uncertain') and m.attempt >= 12 then 'exhausted'
                end as dead_because
        ) as v
        where not exists (
            select from maitred_internal.outbox_attempts as a
            where a.claim_token = p_claim.claim_token and a.email_id = m.email_id
                and a.recorded_at >= p_claim.claimed_at
        )
    );
end;
$function$;

comment on function maitred_internal.judge_results is
'What each result of a claim leads to: done, again at a time, or dead for a reason. Raises 22023 for a list it cannot read.';
