create or replace function maitred_internal.busy_tables(
    p_booking maitred.bookings,
    p_during tstzrange,
    p_margin interval,
    p_release_all boolean,
    p_actor uuid,
    p_now timestamptz
)
returns table (
    table_id uuid, taken boolean, free_from timestamptz, free_until timestamptz, minutes_taken double precision
)
language sql
stable
rows 40
as $function$
-- How a restaurant's tables stand around a window: taken in it and for how long, or since and until when free.
--
-- The same view of things as find_conflicts: expired holds do not count, nor do a booking's own tables and the holds
-- for it by the same user (p_release_all: by anybody).
    select
        l.table_id,
        bool_or(l.during && p_during),
        max(upper(l.during)) filter (where upper(l.during) <= lower(p_during)),
        min(lower(l.during)) filter (where lower(l.during) >= upper(p_during)),
        sum(
            extract(epoch from least(upper(l.during), upper(p_during)) - greatest(lower(l.during), lower(p_during)))
        ) filter (where l.during && p_during)::double precision / 60
    from maitred.allocations as l
    left join maitred.table_holds as h on h.restaurant_id = l.restaurant_id and h.id = l.hold_id
    where l.restaurant_id = p_booking.restaurant_id
        and l.during && tstzrange(lower(p_during) - p_margin, upper(p_during) + p_margin)
        and l.booking_id is distinct from p_booking.id
        and (
            l.kind <> 'hold'
            or l.expires_at > p_now
            and not (h.booking_id = p_booking.id and (p_release_all or h.created_by is not distinct from p_actor))
        )
    group by l.table_id
$function$;

comment on function maitred_internal.busy_tables is
'Tables with an allocation within p_margin of p_during: whether and for how many minutes of it they are taken, else when the one before ends and the one after begins.';
