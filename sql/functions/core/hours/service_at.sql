create or replace function maitred_internal.service_at(p_restaurant maitred.restaurants, p_at timestamptz)
returns maitred_internal.service
language plpgsql
stable
as $function$
-- The service that an instant falls into: today's, or yesterday's that runs past midnight. Nulls when it is closed.
--
-- It is one of those that services_on gives for the two dates, found without turning each of them into instants.
declare
    v_timezone constant text := p_restaurant.timezone;
    v_hours maitred_internal.hours;
    v_opens_at timestamptz;
    v_closes_at timestamptz;
    v_service maitred_internal.service;
begin
    foreach v_hours in array maitred_internal.hours_of_days(p_restaurant.id, (p_at at time zone v_timezone)::date, true)
    loop
        -- AT TIME ZONE gives the last pass: hours that are over then are over.
        if p_at < v_hours.closes at time zone v_timezone then
            v_opens_at := maitred_internal.instant_of_local(v_timezone, v_hours.opens);
            v_closes_at := maitred_internal.instant_of_local(v_timezone, v_hours.closes);
            if v_opens_at <= p_at and p_at < v_closes_at and (
                v_service.opens_at is null
                or (v_opens_at, v_service.service_period_id) > (v_service.opens_at, v_hours.service_period_id)
            ) then
                v_service := row(
                    v_hours.service_period_id, v_hours.name, v_opens_at, v_closes_at, v_hours.paced
                );
            end if;
        end if;
    end loop;
    return v_service;
end;
$function$;

comment on function maitred_internal.service_at is
'The service with opens_at <= p_at < closes_at, the latest opened if several; all null when the restaurant is closed then.';
