create or replace function maitred_internal.queue_of(p_kind text)
returns maitred_internal.email_queue
language sql
immutable
as $function$
-- Where an email waits: reminders and review requests are scheduled; answers to what somebody did go before them.
    select case
        when p_kind in ('reminder_24h', 'reminder_2h', 'review_request') then 'scheduled'::maitred_internal.email_queue
        else 'prompt'::maitred_internal.email_queue
    end
$function$;

comment on function maitred_internal.queue_of is 'The queue of outbox_ready that emails of p_kind wait in, unless they are parked.';
