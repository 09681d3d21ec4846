create or replace function maitred_internal.answers_to(p_restaurant_id uuid, p_booking_id uuid)
returns table (email_id bigint, kind text, cycle text, written_at timestamptz, state text)
language plpgsql
stable
rows 5
as $function$
-- What was written to a guest in answer to what became of the booking, the oldest first, and how far each got: told
-- (sent, or not to be sent at all), open (it may still be sent), marked (a worker has it, and it is not tried again) or
-- gone (taken back, nobody heard it).
--
-- Reads: outbox_keys, outbox_attempts, outbox_superseded
#variable_conflict use_column
begin
    return query
    select
        k.email_id, k.kind::text, k.cycle, k.written_at,
        case
            when a.outcome in ('sent', 'suppressed', 'expired') then 'told'
            when a.outcome = 'superseded' then 'gone'
            when exists (
                select from maitred_internal.outbox_superseded as s where s.email_id = k.email_id
            ) then 'marked'
            else 'open'
        end
    from maitred_internal.outbox_keys as k
    left join lateral (
        select o.outcome
        from maitred_internal.outbox_attempts as o
        where o.email_id = k.email_id
            and o.recorded_at >= k.written_at
            and o.outcome in ('sent', 'suppressed', 'expired', 'superseded')
        limit 1
    ) as a on true
    where k.restaurant_id = p_restaurant_id
        and k.booking_id = p_booking_id
        and maitred_internal.is_answer(k.kind)
    order by k.email_id;
end;
$function$;

comment on function maitred_internal.answers_to is
'The emails about requests, confirmations, modifications and cancellations of a booking by email_id, each with its state: told, open, marked or gone.';
