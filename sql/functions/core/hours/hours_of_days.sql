create or replace function maitred_internal.hours_of_days(p_restaurant_id uuid, p_day date, p_and_day_before boolean)
returns maitred_internal.hours []
language plpgsql
stable
as $function$
-- The hours of local dates: the exceptions of a date if it has any, else the periods of its weekday, else, in a
-- restaurant without any periods, the whole day. Hours that close no later than they open end on the next date.
--
-- The one definition of when a restaurant is open. It is asked in every assignment: two small statements for an
-- ordinary week, because starting a large plan costs more than it does; and an array, because a set costs a copy.
declare
    v_first constant date := case when p_and_day_before then p_day - 1 else p_day end;
    v_weekday constant int := extract(isodow from p_day)::int;
    v_first_weekday constant int := extract(isodow from v_first)::int;
    v_hours maitred_internal.hours [];
begin
    v_hours := array(
        select row(
            p.id, p.name, d.day + p.opens,
            d.day + p.closes + case when p.closes <= p.opens then interval '1 day' else interval '0' end,
            coalesce(
                p.max_arriving_parties, p.max_arriving_covers, p.max_covers_present, p.max_online_parties,
                p.max_online_covers
            ) is not null
        )::maitred_internal.hours
        from maitred.service_periods as p
        cross join lateral (values (case p.weekday when v_weekday then p_day else v_first end)) as d (day)
        where p.restaurant_id = p_restaurant_id and p.weekday in (v_weekday, v_first_weekday)
    );

    if cardinality(v_hours) = 0 or exists (
        select from maitred.service_exceptions as e
        where e.restaurant_id = p_restaurant_id and e.service_date between v_first and p_day
    ) then
        v_hours := array(
            select row(
                null, e.name, e.service_date + e.opens,
                e.service_date + e.closes + case when e.closes <= e.opens then interval '1 day' else interval '0' end,
                false
            )::maitred_internal.hours
            from maitred.service_exceptions as e
            where e.restaurant_id = p_restaurant_id and e.service_date between v_first and p_day
            union all
            select coalesce(h.hours, row(null, null, d.day, d.day + 1, false)::maitred_internal.hours)
            from generate_series(v_first, p_day, interval '1 day') as g (at)
            cross join lateral (values (g.at::date)) as d (day)
            left join (select o as hours from unnest(v_hours) as o) as h on (h.hours).opens::date = d.day
            where not exists (
                select from maitred.service_exceptions as e
                where e.restaurant_id = p_restaurant_id and e.service_date = d.day
            )
            and ((h.hours).opens is not null or not exists (
                select from maitred.service_periods as p where p.restaurant_id = p_restaurant_id
            ))
        );
    end if;
    return v_hours;
end;
$function$;

comment on function maitred_internal.hours_of_days is
'The hours that begin on the local date p_day, and if asked on the day before, on the restaurant''s clock; nulls for a date that is closed.';
