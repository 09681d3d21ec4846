create or replace function maitred_internal.is_answer(p_kind text)
returns boolean
language sql
immutable
as $function$
-- Whether an email tells a guest what became of the booking: a request, confirmation, modification or cancellation.
-- Others are due by the clock, or are for the restaurant.
    select p_kind not in ('reminder_24h', 'reminder_2h', 'review_request', 'house_attention')
$function$;

comment on function maitred_internal.is_answer is
'False for reminders, review requests and house_attention, true for all other kinds of email.';
