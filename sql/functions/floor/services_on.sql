-- The services that begin on a local date, as instants: the exceptions of the date if it has any, else the periods of its
-- weekday, else, in a house without any periods, the whole day. Ends are exclusive and may lie on the next date; one that
-- the clock shows twice is its first pass, as with local_instant.
--
-- Three small statements and not one large: this runs in every assignment, and starting a large plan costs more.
--
-- Calls: instant_of_local
create or replace function maitred_internal.services_on(p_restaurant_id uuid, p_date date)
returns table (service_period_id uuid, name text, opens_at timestamptz, closes_at timestamptz, paced boolean)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
rows 2
as $function$
#variable_conflict use_column
declare
    v_timezone constant text := (select r.timezone from maitred.restaurants as r where r.id = p_restaurant_id);
    v_midnight constant timestamp := p_date::timestamp;
begin
    return query
    select
        null::uuid,
        e.name,
        maitred_internal.instant_of_local(v_timezone, v_midnight + e.opens),
        maitred_internal.instant_of_local(
            v_timezone, v_midnight + e.closes + case when e.closes <= e.opens then interval '1 day' else interval '0' end
        ),
        false
    from maitred.service_exceptions as e
    where e.restaurant_id = p_restaurant_id and e.service_date = p_date;
    if found then
        return;
    end if;

    return query
    select
        p.id,
        p.name,
        maitred_internal.instant_of_local(v_timezone, v_midnight + p.opens),
        maitred_internal.instant_of_local(
            v_timezone, v_midnight + p.closes + case when p.closes <= p.opens then interval '1 day' else interval '0' end
        ),
        coalesce(
            p.max_arriving_parties, p.max_arriving_covers, p.max_covers_present, p.max_online_parties, p.max_online_covers
        ) is not null
    from maitred.service_periods as p
    where p.restaurant_id = p_restaurant_id and p.weekday = extract(isodow from p_date);

    if not found and not exists (
        select from maitred.service_periods as p where p.restaurant_id = p_restaurant_id
    ) then
        return query
        select
            null::uuid, null::text, maitred_internal.instant_of_local(v_timezone, v_midnight),
            maitred_internal.instant_of_local(v_timezone, v_midnight + interval '1 day'), false;
    end if;
end;
$function$;

comment on function maitred_internal.services_on is
'The services that begin on a local date as [opens_at, closes_at), nulls for one that says closed. service_period_id is null on a date with exceptions. paced: the period limits arrivals or covers.';
