create or replace function maitred_internal.plan_placed(
    p_restaurant maitred.restaurants,
    p_now timestamptz,
    p_zero timestamptz,
    p_cell interval
)
returns table (booking_id uuid, table_ids uuid [], kept tstzrange, cells int4range)
language sql
stable
rows 200
as $function$
-- What is taken for the bookings around a plan, where they sit: stored time, under the buffer of the day of the taking.
--
-- A booking has the same cells at all of its tables, also where one was added under another buffer. One that shares a
-- cell with a neighbour at its table is left out: in cells, one of the two could not be there.
    with taken as materialized (
        select
            l.id, l.table_id, l.booking_id, l.during,
            maitred_internal.cells_of(
                tstzrange(min(lower(l.during)) over of_booking, max(upper(l.during)) over of_booking), p_zero, p_cell
            ) as cells
        from maitred.allocations as l
        where l.restaurant_id = p_restaurant.id and l.during && tstzrange(p_zero, p_zero + 62 * p_cell)
            and (l.kind <> 'hold' or l.expires_at > p_now)
        window of_booking as (partition by l.booking_id, case when l.booking_id is null then l.id end)
    )

    select
        t.booking_id, array_agg(t.table_id order by t.table_id), range_intersect_agg(t.during), t.cells
    from taken as t
    where t.booking_id is not null and t.booking_id not in (
        select mine.booking_id
        from taken as mine
        inner join taken as theirs on theirs.table_id = mine.table_id and theirs.cells && mine.cells
        where mine.booking_id is not null and theirs.id <> mine.id
    )
    group by t.booking_id, t.cells
$function$;

comment on function maitred_internal.plan_placed is
'The tables of each booking with allocations in the cells of a plan, the time that all of them are kept for it, and the cells that this touches; without bookings that share a cell with another taking.';
