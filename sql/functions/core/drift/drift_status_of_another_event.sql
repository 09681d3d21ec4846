create or replace function maitred_internal.drift_status_of_another_event(p_scope maitred_internal.drift_scope)
returns table (restaurant_id uuid, booking_id uuid, table_id uuid, row_ref text, detail jsonb)
language plpgsql
stable
as $function$
-- The last event about a booking's status tells of another one than it has.
-- Where it comes from and what it does: maitred.drift_catalogue.
#variable_conflict use_column
declare
    -- Nothing is told of a booking before there is one: older months need not be opened.
    v_since constant timestamptz := coalesce(
        (
            select min(b.created_at) - interval '1 day' from maitred.bookings as b
            where b.restaurant_id = p_scope.restaurant_id and b.id = any(p_scope.booking_ids)
        ),
        '-infinity'
    );
begin
    return query
    select
        b.restaurant_id, b.id, null::uuid, format('bookings:%s', b.id),
        jsonb_build_object(
            'status', b.status, 'told', e.payload -> 'to', 'event_id', e.id, 'told_at', e.occurred_at
        )
    from maitred.observability_events as e
    inner join maitred.bookings as b on b.restaurant_id = e.restaurant_id and b.id = e.booking_id
    where (p_scope.restaurant_id is null or e.restaurant_id = p_scope.restaurant_id)
        and (p_scope.booking_ids is null or e.booking_id = any(p_scope.booking_ids))
        and (p_scope.booking_ids is null or b.id = any(p_scope.booking_ids))
        and e.name = 'booking.status_changed'
        and e.occurred_at >= v_since
        and e.payload ->> 'to' <> b.status::text
        and not exists (
            -- Ids are drawn under the booking's lock, so that they are in order whatever the clock did.
            select from maitred.observability_events as l
            where l.restaurant_id = e.restaurant_id and l.booking_id = e.booking_id and l.id > e.id
                and l.name = 'booking.status_changed'
                and l.occurred_at >= v_since
                and (p_scope.booking_ids is null or l.booking_id = any(p_scope.booking_ids))
        );
end;
$function$;

comment on function maitred_internal.drift_status_of_another_event is
'Bookings whose latest booking.status_changed, if there is one, tells of another status than they have.';
