create or replace function maitred_internal.lock_drift(
    p_restaurant_id uuid,
    p_kinds text [],
    out booking_ids uuid [],
    out table_ids uuid []
)
language plpgsql
volatile
as $function$
-- Locks what a repair of one restaurant may change: the bookings that findings name and those that hold a table of a
-- finding, then the tables that those bookings have, hold or are found at. All at once and in the order of their ids.
--
-- Locks:  bookings by id -> tables by id (all for no key update)
declare
    v_findings constant maitred_internal.finding [] := array(
        select f from unnest(p_kinds) as k (kind), maitred_internal.drift_of(k.kind, p_restaurant_id) as f
    );
begin
    booking_ids := array(
        select f.booking_id from unnest(v_findings) as f where f.booking_id is not null
        union
        select i.id::uuid
        from unnest(v_findings) as f, jsonb_array_elements_text(f.detail -> 'booking_ids') as i (id)
        where i.id is not null
        union
        select h.booking_id
        from maitred.table_holds as h
        where h.restaurant_id = p_restaurant_id and h.table_ids && array(select f.table_id from unnest(v_findings) as f)
    );

    -- LOCK
    perform
    from maitred.bookings as b
    where b.restaurant_id = p_restaurant_id and b.id = any(booking_ids)
    order by b.id
    for no key update;

    table_ids := array(
        select f.table_id from unnest(v_findings) as f where f.table_id is not null
        union
        select a.table_id
        from maitred.booking_table_assignments as a
        where a.restaurant_id = p_restaurant_id and a.booking_id = any(booking_ids)
        union
        select l.table_id
        from maitred.allocations as l
        where l.restaurant_id = p_restaurant_id and l.booking_id = any(booking_ids)
        union
        select u.id
        from maitred.table_holds as h, unnest(h.table_ids) as u (id)
        where h.restaurant_id = p_restaurant_id and h.booking_id = any(booking_ids)
    );
    perform maitred_internal.lock_tables(p_restaurant_id, table_ids);
end;
$function$;

comment on function maitred_internal.lock_drift is
'Locks the bookings and tables that findings of these kinds touch, and returns their ids.';
