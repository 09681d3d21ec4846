create or replace function maitred_internal.rows_to_compare(
    p_restaurant_id uuid,
    p_booking_ids uuid [],
    p_table_ids uuid []
)
returns setof maitred_internal.kept_row
language sql
stable
as $function$
-- Rows as they stand, whole, for comparing before and after a repair: all that belongs to some bookings, and the holds'
-- and blocks' time at some tables.
    select 'bookings', format('bookings:%s', b.id), to_jsonb(b)
    from maitred.bookings as b
    where b.restaurant_id = p_restaurant_id and b.id = any(p_booking_ids)
    union all
    select
        'booking_table_assignments', format('booking_table_assignments:%s/%s', a.booking_id, a.table_id), to_jsonb(a)
    from maitred.booking_table_assignments as a
    where a.restaurant_id = p_restaurant_id and a.booking_id = any(p_booking_ids)
    union all
    select 'allocations', format('allocations:%s', l.id), to_jsonb(l)
    from maitred.allocations as l
    where l.restaurant_id = p_restaurant_id
        and (l.booking_id = any(p_booking_ids) or l.booking_id is null and l.table_id = any(p_table_ids))
    union all
    select 'table_holds', format('table_holds:%s', h.id), to_jsonb(h)
    from maitred.table_holds as h
    where h.restaurant_id = p_restaurant_id and h.booking_id = any(p_booking_ids)
    union all
    select 'manual_assignment_sessions', format('manual_assignment_sessions:%s', s.id), to_jsonb(s)
    from maitred.manual_assignment_sessions as s
    where s.restaurant_id = p_restaurant_id and s.booking_id = any(p_booking_ids)
    union all
    select 'table_blocks', format('table_blocks:%s', k.id), to_jsonb(k)
    from maitred.table_blocks as k
    where k.restaurant_id = p_restaurant_id and k.table_id = any(p_table_ids)
    union all
    select
        'booking_assignment_idempotency',
        format('booking_assignment_idempotency:%s/%s', i.booking_id, i.idempotency_key), to_jsonb(i)
    from maitred_internal.booking_assignment_idempotency as i
    where i.restaurant_id = p_restaurant_id and i.booking_id = any(p_booking_ids)
    union all
    select
        'booking_creation_idempotency', format('booking_creation_idempotency:%s', c.booking_id), to_jsonb(c)
    from maitred_internal.booking_creation_idempotency as c
    where c.restaurant_id = p_restaurant_id and c.booking_id = any(p_booking_ids)
    union all
    select 'assignment_jobs', format('assignment_jobs:%s', j.booking_id), to_jsonb(j)
    from maitred_internal.assignment_jobs as j
    where j.restaurant_id = p_restaurant_id and j.booking_id = any(p_booking_ids)
    union all
    select 'outbox_keys', format('outbox_keys:%s', o.email_id), to_jsonb(o)
    from maitred_internal.outbox_keys as o
    where o.restaurant_id = p_restaurant_id and o.booking_id = any(p_booking_ids)
    union all
    -- Of what waits, only what a repair in this transaction has found again: workers move the rest meanwhile.
    select 'outbox_ready', format('outbox_ready:%s', w.email_id), to_jsonb(w)
    from maitred_internal.outbox_ready as w
    where w.booking_id = any(p_booking_ids)
        and exists (
            select from maitred_internal.outbox_attempts as a
            where a.email_id = w.email_id and a.recorded_at >= now()
                and a.outcome = 'lapsed' and a.error = 'found by a repair'
        )
    union all
    select 'observability_events', format('observability_events:%s', e.booking_id), to_jsonb(e)
    from maitred.observability_events as e
    where e.restaurant_id = p_restaurant_id and e.booking_id = any(p_booking_ids)
        and e.name = 'booking.status_changed' and e.payload ->> 'reason' = 'found by a repair'
    union all
    select 'option_builds', format('option_builds:%s', d.restaurant_id), to_jsonb(d)
    from maitred_internal.option_builds as d
    where d.restaurant_id = p_restaurant_id
$function$;

comment on function maitred_internal.rows_to_compare is
'Every row of the bookings p_booking_ids, and blocks and the time of holds and blocks at p_table_ids, each as one object.';
