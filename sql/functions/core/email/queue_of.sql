create or replace function maitred_internal.email_lane(p_kind text)
returns smallint
language sql
immutable
as $function$
-- Where an email queues: 1 for scheduled ones, 0 for answers to what somebody did, which go first.
    select (case when p_kind in ('reminder_24h', 'reminder_2h', 'review_request') then 1 else 0 end)::smallint
$function$;

comment on function maitred_internal.email_lane is 'The lane of outbox_ready that emails of p_kind queue in.';
