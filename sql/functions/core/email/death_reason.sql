create or replace function maitred_internal.death_reason(
    p_outcome text,
    p_email_id bigint,
    p_attempt int,
    p_now timestamptz
)
returns text
language plpgsql
stable
as $function$
-- Decides whether a result ends an email for now, until somebody reviews it. Null: no.
--
-- uncertain: the server may have taken the message; sending it again under the same Message-ID and provider key is
-- safe while the provider remembers the key (24 hours).
--
-- released with an error: the transport stopped on it. When that happened for the third time, and others got through
-- since the first, it is the email.
--
-- Reads: installation, outbox_attempts
begin
    if p_outcome = 'dead' then
        return 'permanent';
    end if;
    if p_outcome = 'uncertain' and (
        (select i.email_policy = 'at_most_once' from maitred.installation as i)
        or p_now - interval '24 hours' > (
            select min(a.recorded_at)
            from maitred_internal.outbox_attempts as a
            where a.email_id = p_email_id and a.outcome in ('failed', 'uncertain', 'lapsed')
        )
    ) then
        return 'uncertain';
    end if;
    if p_outcome = 'released' and exists (
        select
        from maitred_internal.outbox_attempts as a
        where a.email_id = p_email_id and a.outcome = 'released' and a.error is not null
        having count(*) >= 2 and exists (
            select from maitred_internal.outbox_attempts as s
            where s.outcome = 'sent' and s.recorded_at > min(a.recorded_at)
        )
    ) then
        return 'permanent';
    end if;
    return case when p_outcome in ('failed', 'uncertain') and p_attempt >= 12 then 'exhausted' end;
end;
$function$;

comment on function maitred_internal.death_reason is
'permanent, uncertain or exhausted (12 attempts), when a result means that an email needs review; else null.';
