-- The service that an instant falls into: today's, or yesterday's that runs past midnight. Nulls when the house is closed.
--
-- Calls: services_on
create or replace function maitred_internal.service_at(
    p_restaurant_id uuid,
    p_at timestamptz,
    out service_period_id uuid,
    out name text,
    out opens_at timestamptz,
    out closes_at timestamptz,
    out paced boolean
)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $function$
#variable_conflict use_column
declare
    v_date constant date := (
        select (p_at at time zone r.timezone)::date from maitred.restaurants as r where r.id = p_restaurant_id
    );
begin
    for v_days_ago in 0..1
    loop
        select s.service_period_id, s.name, s.opens_at, s.closes_at, s.paced
        into service_at.service_period_id, service_at.name, service_at.opens_at, service_at.closes_at, service_at.paced
        from maitred_internal.services_on(p_restaurant_id, v_date - v_days_ago) as s
        where s.opens_at <= p_at and p_at < s.closes_at
        order by s.opens_at desc, s.service_period_id
        limit 1;
        exit when found;
    end loop;
end;
$function$;

comment on function maitred_internal.service_at is
'The service with opens_at <= p_at < closes_at, the latest opened if several; all null when the house is closed then.';
