create or replace function maitred_internal.drift_email_missing(p_scope maitred_internal.drift_scope)
returns table (restaurant_id uuid, booking_id uuid, table_id uuid, row_ref text, detail jsonb)
language plpgsql
stable
as $function$
-- A booking is in a status that its guest should have been told of, and the last email written about it is another one;
-- or the one of an open cycle was taken back. Who was told that an edit is being looked into hears how it ended,
-- also when the booking is not to be spoken of.
-- Where it comes from and what it does: maitred.drift_catalogue.
--
-- Only bookings that are not over for a day: what is written about others is not sent any more. Those that came from
-- another system were told by it, except edits made here. The emails of each are looked up: offset 0 keeps the planner
-- from joining all that were ever written.
#variable_conflict use_column
begin
    return query
    select
        r.restaurant_id, r.id, null::uuid, format('bookings:%s', r.id),
        jsonb_build_object('kind', r.kinds[1], 'status', r.status, 'pending_ref', r.pending_ref)
        || case when s.email_id is null then '{}' else jsonb_build_object('superseded', s.email_id) end
    from (
        select
            b.restaurant_id, b.id, b.status, b.pending_ref, b.notify, maitred_internal.required_emails(b) as kinds,
            b as booking
        from maitred.bookings as b
        where (p_scope.restaurant_id is null or b.restaurant_id = p_scope.restaurant_id)
            and (p_scope.booking_ids is null or b.id = any(p_scope.booking_ids))
            and b.start_at > now() - interval '2 days'
            and b.end_at > now() - interval '1 day'
            and (b.source <> 'import' or b.pending_ref is not null)
        offset 0
    ) as r
    left join lateral (
        select k.email_id
        from maitred_internal.outbox_keys as k
        where r.pending_ref is not null
            and k.restaurant_id = r.restaurant_id
            and k.booking_id = r.id
            and k.kind = any(r.kinds)
            and k.cycle = r.pending_ref::text
            and (
                select a.outcome from maitred_internal.outbox_attempts as a
                where a.email_id = k.email_id
                order by a.recorded_at desc, a.claim_token desc
                limit 1
            ) = 'superseded'
        offset 0
    ) as s on true
    left join lateral (
        select k.kind::text
        from maitred_internal.outbox_keys as k
        where k.restaurant_id = r.restaurant_id
            and k.booking_id = r.id
            and maitred_internal.is_answer(k.kind)
            and (r.pending_ref is null or k.cycle = r.pending_ref::text)
        order by k.email_id desc
        limit 1
        offset 0
    ) as l on true
    where r.kinds is not null
        and case
            when s.email_id is not null then r.notify
            when r.notify
                then l.kind is null or l.kind <> all(r.kinds)
            else r.pending_ref is null and l.kind = 'modification_pending' and maitred_internal.awaits_answer(r.booking)
        end;
end;
$function$;

comment on function maitred_internal.drift_email_missing is
'Bookings of guests with an address, who are to be told, whose last email is not of their status or open cycle, or that of the open cycle was superseded; also silent ones whose guest waits to hear how an edit ended.';
