-- Requests in an older system's ledger, and whether exactly their tables were taken over for their booking.
create or replace view maitred_internal.legacy_keys
with (security_invoker = true) as
select
    k.*,
    b.restaurant_id,
    b.start_at,
    b.end_at,
    b.id is not null
    and cardinality(k.table_ids) > 0
    and length(k.idempotency_key) between 1 and 200
    and not exists (
        select from unnest(k.table_ids) as u (id)
        where not exists (
            select from maitred.booking_table_assignments as a
            where a.restaurant_id = b.restaurant_id and a.booking_id = b.id and a.table_id = u.id
                and a.start_at = b.start_at and a.end_at = b.end_at
        )
    ) as stands
from (
    select
        r as source_row,
        (r.data ->> 'booking_id')::uuid as booking_id,
        r.data ->> 'idempotency_key' as idempotency_key,
        array(
            select distinct u.id::uuid
            from jsonb_array_elements_text(coalesce(nullif(r.data -> 'table_ids', 'null'), '[]')) as u (id)
            order by 1
        ) as table_ids,
        coalesce((r.data ->> 'created_at')::timestamptz, now()) as created_at
    from maitred_internal.adoption_rows as r
    where r.relation = 'booking_assignment_idempotency'
) as k
left join maitred.bookings as b on b.id = k.booking_id and b.status in ('confirmed', 'seated');

comment on view maitred_internal.legacy_keys is
'Staged rows of the ledger; stands: its booking is confirmed or seated and has all its tables for its window.';
