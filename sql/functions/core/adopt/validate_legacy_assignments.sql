create or replace function maitred_internal.validate_legacy_assignments(p_adopted uuid [])
returns table (
    n bigint,
    restaurant_id uuid,
    booking_id uuid,
    table_id uuid,
    start_at timestamptz,
    end_at timestamptz,
    living boolean,
    reason text
)
language sql
stable
as $function$
-- Which assignments of an older system can be taken over: one row each, with the first reason against it, or none.
--
-- Two bookings that would be at a table at the same time both lose it: choosing between them needs review.
    with row_of as (
        select
            r.n,
            b.restaurant_id,
            (r.data ->> 'booking_id')::uuid as booking_id,
            (r.data ->> 'table_id')::uuid as table_id,
            r.data ->> 'slot_id' as slot_id,
            b.start_at,
            b.end_at,
            b.new_status,
            t.id is not null as known,
            (b.id = any(p_adopted)) is true as new,
            row_number() over (
                partition by r.data ->> 'booking_id', r.data ->> 'table_id'
                order by ((r.data ->> 'start_at')::timestamptz = b.start_at) is true desc, r.data ->> 'assigned_at', r.n
            ) as copy
        from maitred_internal.adoption_rows as r
        left join maitred_internal.legacy_bookings as b
            on b.id = (r.data ->> 'booking_id')::uuid and b.newest and b.possible and b.new_status is not null
        left join maitred.table_inventory as t
            on t.restaurant_id = b.restaurant_id and t.id = (r.data ->> 'table_id')::uuid
        where r.relation = 'booking_table_assignments'
    ),
    good as (
        select r.* from row_of as r where r.known and r.copy = 1 and r.new_status in ('confirmed', 'seated')
    ),
    clash as (
        select g.n, bool_or(g.slot_id = o.slot_id) as same_slot
        from good as g
        inner join good as o
            on o.restaurant_id = g.restaurant_id and o.table_id = g.table_id and o.n <> g.n
            and o.start_at < g.end_at and o.end_at > g.start_at
        group by g.n
    )
    select
        r.n, r.restaurant_id, r.booking_id, r.table_id, r.start_at, r.end_at, r.new_status in ('confirmed', 'seated'),
        case
            when not r.known then 'orphan_assignment'
            when r.copy > 1 then 'duplicate_assignment'
            when r.new_status not in ('confirmed', 'seated', 'completed') then 'no_right_to_tables'
            when c.same_slot then 'duplicate_slot'
            when c.n is not null then 'overlap'
            when r.new and r.new_status <> 'completed' and exists (
                select from maitred.allocations as l
                where l.restaurant_id = r.restaurant_id and l.table_id = r.table_id
                    and l.during && tstzrange(r.start_at, r.end_at)
            ) then 'overlap'
            when not r.new then 'adopted before'
        end
    from row_of as r
    left join clash as c on c.n = r.n
$function$;

comment on function maitred_internal.validate_legacy_assignments is
'Each staged assignment with its booking''s window and the first reason of maitred.adoption_catalogue against it; null: it can be taken over.';
