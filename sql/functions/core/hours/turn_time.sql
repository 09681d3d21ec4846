create or replace function maitred_internal.turn_time(p_restaurant_id uuid, p_service_period_id uuid, p_party_size int)
returns interval
language plpgsql
stable
as $function$
-- How long a party stays: the smallest row that is large enough, of the service period first, then of the restaurant. A
-- party above all rows stays as long as the largest one says.
begin
    return (
        select coalesce(
            (
                select t.duration
                from maitred.turn_times as t
                where t.restaurant_id = p_restaurant_id
                    and (t.service_period_id = p_service_period_id or t.service_period_id is null)
                    and t.max_party >= p_party_size
                order by t.service_period_id nulls last, t.max_party
                limit 1
            ),
            (
                select t.duration
                from maitred.turn_times as t
                where t.restaurant_id = p_restaurant_id
                    and (t.service_period_id = p_service_period_id or t.service_period_id is null)
                order by t.max_party desc, t.service_period_id nulls last
                limit 1
            ),
            interval '90 minutes'
        )
    );
end;
$function$;

comment on function maitred_internal.turn_time is
'The turn time of a party of p_party_size in that service period, above the largest row as of that row; 90 minutes when neither the period nor the restaurant has one.';
