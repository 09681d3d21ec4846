create or replace function maitred_internal.plan_candidates(
    p_restaurant maitred.restaurants,
    p_from timestamptz,
    p_until timestamptz,
    p_now timestamptz,
    p_zero timestamptz,
    p_cell interval
)
returns table (n int, booking_id uuid, party_size int, cells int4range, cells_now int4range, table_ids uuid [])
language sql
stable
rows 200
as $function$
-- The bookings that a plan may seat or move, numbered by end.
--
-- Not: those that have started, that staff chose the tables of or holds tables for, that sit where the rules would
-- not let them sit again, that the restaurant is closed for, those that share a cell with a neighbour at their table,
-- and those whose rows are inconsistent.
--
-- cells are what a booking would take at another place, by the buffer as it is now; cells_now are what is taken for it
-- where it is, by the buffer of the day when it was placed.
    with services as materialized (
        select s.opens_at, s.closes_at
        from generate_series(
            (p_from at time zone p_restaurant.timezone)::date - 1, (p_until at time zone p_restaurant.timezone)::date,
            interval '1 day'
        ) as d (day)
        cross join lateral maitred_internal.services_on(p_restaurant.id, d.day::date) as s
    ),
    placed as materialized (
        select * from maitred_internal.plan_placed(p_restaurant, p_now, p_zero, p_cell)
    ),
    found as (
        select
            b.id, b.party_size, b.created_at,
            maitred_internal.cells_of(
                tstzrange(b.start_at, b.end_at + p_restaurant.buffer_after), p_zero, p_cell
            ) as cells,
            k.cells as cells_now, coalesce(k.table_ids, '{}') as table_ids
        from maitred.bookings as b
        left join placed as k on k.booking_id = b.id
        where b.restaurant_id = p_restaurant.id and b.start_at >= p_from and b.start_at < p_until and b.start_at > p_now
            and b.status in ('pending', 'pending_allocation', 'confirmed')
            and exists (select from services as s where s.opens_at <= b.start_at and b.start_at < s.closes_at)
            and not exists (
                select from maitred.table_holds as h
                where h.restaurant_id = b.restaurant_id and h.booking_id = b.id and h.expires_at > p_now
            )
            and not exists (
                select from maitred.booking_table_assignments as a
                where a.restaurant_id = b.restaurant_id and a.booking_id = b.id and a.pinned
            )
            and (k.kept @> tstzrange(b.start_at, b.end_at) or k.booking_id is null)
            and coalesce(k.table_ids, '{}') = array(
                select a.table_id from maitred.booking_table_assignments as a
                where a.restaurant_id = b.restaurant_id and a.booking_id = b.id
                order by a.table_id
            )
    )

    select
        row_number() over (order by upper(f.cells), lower(f.cells), f.party_size, f.created_at, f.id)::int,
        f.id, f.party_size, f.cells, coalesce(f.cells_now, f.cells), f.table_ids
    from found as f
    where exists (
        select from maitred_internal.table_options as o
        where o.restaurant_id = p_restaurant.id and o.parties @> f.party_size
            and (o.table_ids = f.table_ids or f.table_ids = '{}')
            and not (p_restaurant.block_spare_seats and o.capacity - f.party_size > p_restaurant.max_spare_seats)
    )
$function$;

comment on function maitred_internal.plan_candidates is
'Movable and waiting bookings that start in [p_from, p_until), with the cells that each needs elsewhere, the tables it has and the cells that it has there; numbered by end, of those alike the earlier made first.';
