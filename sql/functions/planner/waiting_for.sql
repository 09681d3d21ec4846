-- The bookings that wait and could sit at a table in the time that was freed there.
create or replace function maitred_internal.waiting_for(p_freed maitred_internal.freed_time)
returns uuid []
language sql
stable
as $function$
    select coalesce(array_agg(b.id order by b.created_at, b.id), '{}')
    from maitred_internal.assignment_jobs as j
    inner join maitred.bookings as b on b.restaurant_id = j.restaurant_id and b.id = j.booking_id
    where j.restaurant_id = p_freed.restaurant_id
        and tstzrange(b.start_at, b.end_at) && p_freed.during
        and (p_freed.left_over is null or b.id = any(p_freed.left_over))
        and exists (
            select from maitred_internal.table_options as o
            where o.restaurant_id = p_freed.restaurant_id
                and p_freed.table_id = any(o.table_ids)
                and o.parties @> b.party_size
        )
$function$;

comment on function maitred_internal.waiting_for is
'Bookings with a job, due or not, that overlap the freed time and fit an option with that table; oldest first.';
