-- What a locked booking has: its tables, those of them whose rows contradict each other, the holds that a change
-- of its tables gives up (those of the same user and p_hold_id, or all), and the tables of all its holds, to be locked.
create or replace function maitred_internal.standing_of(
    p_booking maitred.bookings,
    p_actor uuid,
    p_all_claims boolean,
    p_hold_id uuid,
    out has uuid [],
    out broken uuid [],
    out hold_ids uuid [],
    out held uuid []
)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $function$
begin
    select
        coalesce(array_agg(a.table_id order by a.table_id), '{}'),
        coalesce(array_agg(a.table_id order by a.table_id) filter (
            where (a.start_at, a.end_at) is distinct from (p_booking.start_at, p_booking.end_at)
                or l.during is null
                or not l.during @> tstzrange(a.start_at, a.end_at)
        ), '{}'),
        array(
            select h.id from maitred.table_holds as h
            where h.restaurant_id = p_booking.restaurant_id and h.booking_id = p_booking.id
                and (p_all_claims or h.id = p_hold_id or h.created_by is not distinct from p_actor)
        ),
        array(
            select u.id
            from maitred.table_holds as h, unnest(h.table_ids) as u (id)
            where h.restaurant_id = p_booking.restaurant_id and h.booking_id = p_booking.id
        )
    into has, broken, hold_ids, held
    from maitred.booking_table_assignments as a
    left join maitred.allocations as l
        on l.restaurant_id = a.restaurant_id and l.booking_id = a.booking_id and l.table_id = a.table_id
    where a.restaurant_id = p_booking.restaurant_id and a.booking_id = p_booking.id;
end;
$function$;

comment on function maitred_internal.standing_of is
'Tables a booking has, those of them whose assignment has another window or no allocation that contains it, the holds that p_actor''s change gives up (p_hold_id, those of p_actor, with p_all_claims every one), and the tables of every hold.';
