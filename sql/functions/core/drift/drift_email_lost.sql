create or replace function maitred_internal.drift_email_lost(p_scope maitred_internal.drift_scope)
returns table (restaurant_id uuid, booking_id uuid, table_id uuid, row_ref text, detail jsonb)
language plpgsql
stable
as $function$
-- An email that nobody will send and that has no outcome, or that may be sent twice.
-- Where it comes from and what it does: maitred.drift_catalogue.
--
-- An email is finished once it has a final outcome, and until then in one place. Only bookings whose emails are of use
-- are looked at, so that years of history cost little: the last one, a review request, expires a week after the end.
-- The restaurants are compared last: joined by them too, the planner takes all emails for a few.
#variable_conflict use_column
declare
    -- Outcomes are looked up by email, or, of all restaurants, read as they stand.
    v_email_ids constant bigint [] := case
        when p_scope.restaurant_id is not null then array(
            select k.email_id
            from maitred.bookings as b
            inner join maitred_internal.outbox_keys as k on b.id = k.booking_id
            where b.restaurant_id = p_scope.restaurant_id
                and k.restaurant_id = p_scope.restaurant_id
                and (p_scope.booking_ids is null or b.id = any(p_scope.booking_ids))
                and (p_scope.booking_ids is null or k.booking_id = any(p_scope.booking_ids))
                and b.start_at > now() - interval '9 days'
        )
    end;
begin
    return query
    select
        k.restaurant_id, k.booking_id, null::uuid, format('outbox_keys:%s', k.email_id),
        jsonb_build_object(
            'kind', k.kind, 'email_id', k.email_id, 'written_at', k.written_at,
            'places', array_remove(
                array[
                    case when r.email_id is not null then 'ready' end,
                    case when f.email_id is not null then 'claimed' end,
                    case when d.email_id is not null then 'dead' end,
                    a.outcome::text
                ], null
            )
        )
    from maitred.bookings as b
    inner join maitred_internal.outbox_keys as k on b.id = k.booking_id
    left join maitred_internal.outbox_ready as r
        on k.email_id = r.email_id and k.booking_id = r.booking_id
        and (p_scope.booking_ids is null or r.booking_id = any(p_scope.booking_ids))
    left join maitred_internal.emails_in_flight(p_scope.booking_ids) as f on k.email_id = f.email_id
    left join maitred_internal.outbox_dead as d on k.email_id = d.email_id
    left join maitred_internal.outbox_attempts as a
        on k.email_id = a.email_id and a.outcome in ('sent', 'superseded', 'expired', 'suppressed')
        and (v_email_ids is null or a.email_id = any(v_email_ids))
    where (
        p_scope.restaurant_id is null
        or b.restaurant_id = p_scope.restaurant_id and k.restaurant_id = p_scope.restaurant_id
    )
    and (
        p_scope.booking_ids is null
        or b.id = any(p_scope.booking_ids) and k.booking_id = any(p_scope.booking_ids)
    )
    and b.start_at > now() - interval '9 days'
    and case
        when b.restaurant_id = k.restaurant_id
            then (r.email_id is not null)::int + (f.email_id is not null)::int + (d.email_id is not null)::int
                + (a.email_id is not null)::int <> 1
        else false
    end;
end;
$function$;

comment on function maitred_internal.drift_email_lost is
'Emails of bookings that are not long over which are neither ready, claimed, dead nor finished, or more than one of these.';
