-- When an email first went out to a server, as far as is known; p_now when this is its first attempt.
--
-- Reads: outbox_attempts
create or replace function maitred_internal.first_tried_at(p_email_id bigint, p_now timestamptz)
returns timestamptz
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $function$
begin
    return (
        select coalesce(min(a.recorded_at), p_now)
        from maitred_internal.outbox_attempts as a
        where a.email_id = p_email_id and a.outcome in ('failed', 'uncertain', 'lapsed')
    );
end;
$function$;

comment on function maitred_internal.first_tried_at is
'The time of the first attempt that failed or whose end is not known; p_now when there was none.';
