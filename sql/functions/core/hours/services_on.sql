create or replace function maitred_internal.services_on(p_restaurant_id uuid, p_date date)
returns setof maitred_internal.service
language plpgsql
stable
rows 2
as $function$
-- The services that begin on a local date, as instants: the hours of that date. An end that the clock shows twice is
-- its first pass, as with local_instant.
begin
    return query
    select
        h.service_period_id, h.name, maitred_internal.instant_of_local(r.timezone, h.opens),
        maitred_internal.instant_of_local(r.timezone, h.closes), h.paced
    from maitred.restaurants as r
    cross join unnest(maitred_internal.hours_of_days(r.id, p_date, false)) as h
    where r.id = p_restaurant_id;
end;
$function$;

comment on function maitred_internal.services_on is
'The services that begin on a local date as [opens_at, closes_at), nulls for one that says closed. service_period_id is null on a date with exceptions. paced: the period limits arrivals or covers.';
