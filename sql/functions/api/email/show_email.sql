create or replace function maitred.show_email(p_email_id bigint)
returns jsonb
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
set datestyle = 'ISO, YMD'
set intervalstyle = 'postgres'
as $function$
-- All that is known of one email.
--
-- Reads:  outbox_contents, outbox_ready, outbox_dead, outbox_attempts
-- Raises: 22023
declare
    v_email jsonb;
begin
    select to_jsonb(c) into v_email from maitred_internal.outbox_contents as c where c.email_id = p_email_id;
    if not found then
        perform maitred_internal.refuse_argument('p_email_id', p_email_id::text, 'be the id of an email');
    end if;

    return v_email || jsonb_build_object(
        'state', coalesce(
            (
                select case when r.available_at <= clock_timestamp() then 'ready' else 'scheduled' end
                from maitred_internal.outbox_ready as r
                where r.booking_id = (v_email ->> 'booking_id')::uuid and r.email_id = p_email_id
            ),
            (select 'dead' from maitred_internal.outbox_dead as d where d.email_id = p_email_id),
            (
                select 'claimed'
                from maitred_internal.emails_in_flight(array[(v_email ->> 'booking_id')::uuid]) as f
                where f.email_id = p_email_id
            ),
            (
                select a.outcome
                from maitred_internal.outbox_attempts as a
                where a.email_id = p_email_id
                order by a.recorded_at desc
                limit 1
            )
        ),
        'attempts', (
            select coalesce(jsonb_agg(to_jsonb(a) - 'email_id' order by a.recorded_at), '[]')
            from maitred_internal.outbox_attempts as a
            where a.email_id = p_email_id
        )
    );
end;
$function$;

comment on function maitred.show_email is
'Shows one email: its content, its state and what became of each attempt.

Returns: one object.
Errors: 22023 also an email that does not exist.';

grant execute on function maitred.show_email(bigint) to maitred_worker, maitred_manager;
