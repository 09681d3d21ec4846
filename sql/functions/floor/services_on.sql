-- The services of one local date, as instants: its exceptions if it has any, else the periods of its weekday, else,
-- in a house without any periods, the whole day. Ends are exclusive and may lie on the next date.
create or replace function maitred_internal.services_on(p_restaurant_id uuid, p_date date)
returns table (service_period_id uuid, name text, opens_at timestamptz, closes_at timestamptz)
language sql
stable
set search_path = pg_catalog, pg_temp
rows 2
as $function$
    with hours as (
        select null::uuid as id, e.name, e.opens, e.closes, true as is_exception
        from maitred.service_exceptions as e
        where e.restaurant_id = p_restaurant_id and e.service_date = p_date
        union all
        select p.id, p.name, p.opens, p.closes, false
        from maitred.service_periods as p
        where p.restaurant_id = p_restaurant_id and p.weekday = extract(isodow from p_date)
        union all
        select null, null, time '00:00', time '00:00', false
        where not exists (select from maitred.service_periods as p where p.restaurant_id = p_restaurant_id)
    )

    select
        h.id,
        h.name,
        maitred_internal.instant_of_local(r.timezone, p_date + h.opens),
        (p_date + h.closes + case when h.closes <= h.opens then interval '1 day' else interval '0' end)
        at time zone r.timezone
    from hours as h
    inner join maitred.restaurants as r on r.id = p_restaurant_id
    where h.opens is not null
        and h.is_exception = exists (
            select from maitred.service_exceptions as e
            where e.restaurant_id = p_restaurant_id and e.service_date = p_date
        )
$function$;

comment on function maitred_internal.services_on is
'The services of a local date as [opens_at, closes_at); none when closed. service_period_id is null on a date with exceptions.';
