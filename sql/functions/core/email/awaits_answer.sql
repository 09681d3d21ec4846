create or replace function maitred_internal.awaits_answer(p_booking maitred.bookings)
returns boolean
language plpgsql
stable
as $function$
-- Whether the last that a guest heard, or was about to hear, is that an edit is being looked into.
begin
    return coalesce((
        select a.kind = 'modification_pending'
        from maitred_internal.answers_to(p_booking.restaurant_id, p_booking.id) as a
        where a.state <> 'gone'
            or a.kind = 'modification_pending' and a.cycle = p_booking.pending_ref::text
        order by a.email_id desc
        limit 1
    ), false);
end;
$function$;

comment on function maitred_internal.awaits_answer is
'True when the last email to the guest that was sent, or may still be, is modification_pending; that of the open cycle counts also when it was taken back.';
