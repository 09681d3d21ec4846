-- Allocations of an older system: which are of an assignment, which are maintenance.
create or replace view maitred_internal.legacy_allocations
with (security_invoker = true) as
select
    m.*,
    m.is_maintenance and m.is_table as is_block,
    t.id is not null and not isempty(m.during)
    and coalesce(lower(m.during) > '-infinity' and upper(m.during) < 'infinity', false) as known
from (
    select
        r as source_row,
        (r.data ->> 'id')::uuid as id,
        (r.data ->> 'restaurant_id')::uuid as restaurant_id,
        (r.data ->> 'resource_id')::uuid as table_id,
        (r.data ->> 'window')::tstzrange as during,
        coalesce(r.data ->> 'resource_type', 'table') = 'table' as is_table,
        coalesce((r.data ->> 'is_maintenance')::boolean, false) as is_maintenance,
        a.booking is not null as is_of_an_assignment
    from maitred_internal.adoption_rows as r
    left join (
        select distinct
            s.data ->> 'booking_id' as booking,
            s.data ->> 'table_id' as seat
        from maitred_internal.adoption_rows as s
        where s.relation = 'booking_table_assignments'
    ) as a on a.booking = r.data ->> 'booking_id' and a.seat = r.data ->> 'resource_id'
    where r.relation = 'allocations'
) as m
left join maitred.table_inventory as t on t.restaurant_id = m.restaurant_id and t.id = m.table_id;

comment on view maitred_internal.legacy_allocations is
'Staged rows of allocations: is_block (maintenance of a table), known (of a table taken over, with two ends), is_of_an_assignment.';
