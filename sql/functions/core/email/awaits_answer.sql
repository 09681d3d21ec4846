create or replace function maitred_internal.awaits_answer(
    p_booking maitred.bookings,
    p_questions text [] default array['modification_pending']
)
returns boolean
language plpgsql
stable
as $function$
-- Whether the last that a guest heard, or is about to hear, is that something is being looked into. What a worker has
-- counts, also where it is not to be tried again.
begin
    return coalesce((
        select a.kind = any(p_questions)
        from maitred_internal.answers_to(p_booking.restaurant_id, p_booking.id) as a
        where a.state in ('told', 'open')
            or a.state = 'marked' and a.kind = any(p_questions)
            or a.kind = 'modification_pending' and a.cycle = p_booking.pending_ref::text
        order by a.email_id desc
        limit 1
    ), false);
end;
$function$;

comment on function maitred_internal.awaits_answer is
'True when the last email to the guest that was sent, or may still be, is one of p_questions, of whatever cycle; that of the open modification cycle counts also when it was taken back.';
