create or replace function maitred_internal.waiting_for(p_freed maitred_internal.freed_time)
returns uuid []
language sql
stable
as $function$
-- The bookings that wait and could be seated since something was freed: with that table, if the freed time overlaps the
-- time that they would take there; in a restaurant with pacing limits, any that overlaps or begins in the same quarter
-- of an hour, since guests who do not come make room in the limits, whatever their table was.
    with here as (
        select
            r.buffer_after,
            p_freed.table_id is null or exists (
                select from maitred.service_periods as s
                where s.restaurant_id = r.id and coalesce(
                    s.max_arriving_parties, s.max_arriving_covers, s.max_covers_present, s.max_online_parties,
                    s.max_online_covers
                ) is not null
            ) as any_table
        from maitred.restaurants as r
        where r.id = p_freed.restaurant_id
    )
    select coalesce(array_agg(b.id order by b.created_at, b.id), '{}')
    from here as h
    -- Bookings last up to 24 hours, and take up to 4 more: so that those of other days are not read.
    inner join maitred.bookings as b
        on b.restaurant_id = p_freed.restaurant_id
            and b.start_at > lower(p_freed.during) - interval '29 hours'
            and b.start_at < upper(p_freed.during) + interval '15 minutes'
    inner join maitred_internal.assignment_jobs as j on j.restaurant_id = b.restaurant_id and j.booking_id = b.id
    where not b.staff_decides
        and b.status in ('pending', 'pending_allocation')
        and (p_freed.left_over is null or b.id = any(p_freed.left_over))
        and case
            when h.any_table then tstzrange(
                b.start_at - interval '15 minutes', b.end_at + h.buffer_after + interval '15 minutes'
            ) && p_freed.during
            else tstzrange(b.start_at, b.end_at + h.buffer_after) && p_freed.during and exists (
                select from maitred_internal.table_options as o
                where o.restaurant_id = p_freed.restaurant_id
                    and p_freed.table_id = any(o.table_ids)
                    and o.parties @> b.party_size
            )
        end
$function$;

comment on function maitred_internal.waiting_for is
'Bookings with a job, due or not, that could use what was freed, oldest first; none for which staff decide.';
