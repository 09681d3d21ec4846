create or replace function maitred_internal.plan_fingerprint(
    p_restaurant_id uuid,
    p_from timestamptz,
    p_until timestamptz
)
returns text
language sql
stable
as $function$
-- A digest of all that a plan reads: bookings, allocations and holds around the service, floor, restaurant and hours.
    select md5(concat_ws(
        '|',
        (
            select string_agg(concat_ws(' ', b.id, b.status, b.version, b.updated_at), ',' order by b.id)
            from maitred.bookings as b
            where b.restaurant_id = p_restaurant_id and b.start_at >= p_from and b.start_at < p_until
        ),
        (
            select string_agg(concat_ws(' ', l.id, l.kind, l.during, l.expires_at), ',' order by l.id)
            from maitred.allocations as l
            where l.restaurant_id = p_restaurant_id
                and l.during && tstzrange(p_from - interval '6 hours', p_until + interval '28 hours')
        ),
        (
            select string_agg(concat_ws(' ', h.id, h.expires_at), ',' order by h.id)
            from maitred.table_holds as h
            inner join maitred.bookings as b on b.restaurant_id = h.restaurant_id and b.id = h.booking_id
            where h.restaurant_id = p_restaurant_id and b.start_at >= p_from and b.start_at < p_until
        ),
        (select o.built_at from maitred_internal.option_builds as o where o.restaurant_id = p_restaurant_id),
        (select r::text from maitred.restaurants as r where r.id = p_restaurant_id),
        (
            select string_agg(s::text, ',' order by s.id)
            from maitred.service_periods as s
            where s.restaurant_id = p_restaurant_id
        ),
        (
            select string_agg(e::text, ',' order by e.id)
            from maitred.service_exceptions as e
            where e.restaurant_id = p_restaurant_id
        ),
        (
            select string_agg(t::text, ',' order by t.id)
            from maitred.turn_times as t
            where t.restaurant_id = p_restaurant_id
        )
    ))
$function$;

comment on function maitred_internal.plan_fingerprint is
'Differs as soon as anything has changed that a plan for bookings starting in [p_from, p_until) was made from.';
