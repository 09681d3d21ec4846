create or replace function maitred_internal.lock_repaired(p_restaurant_id uuid, p_repair_id uuid)
returns void
language plpgsql
volatile
as $function$
-- Locks the bookings and tables whose rows a repair changed.
--
-- Locks:  bookings by id -> tables by id (all for no key update)
begin
    perform
    from maitred.bookings as b
    where b.restaurant_id = p_restaurant_id
        and b.id in (
            select coalesce(d.data ->> 'booking_id', case r.relation when 'bookings' then d.data ->> 'id' end)::uuid
            from maitred.repair_log as r
            cross join lateral (values (r.before), (r.after)) as d (data)
            where r.restaurant_id = p_restaurant_id and r.repair_id = p_repair_id
        )
    order by b.id
    for no key update;

    perform maitred_internal.lock_tables(p_restaurant_id, array(
        select distinct (d.data ->> 'table_id')::uuid
        from maitred.repair_log as r
        cross join lateral (values (r.before), (r.after)) as d (data)
        where r.restaurant_id = p_restaurant_id and r.repair_id = p_repair_id and d.data ? 'table_id'
    ));
end;
$function$;

comment on function maitred_internal.lock_repaired is
'Locks what a repair changed in its restaurant, bookings first, then tables.';
