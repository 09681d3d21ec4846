create or replace function maitred_internal.shortest_stay(p_restaurant_id uuid, p_service_period_id uuid)
returns interval
language plpgsql
stable
as $function$
-- The shortest time for which a service seats anybody: a gap below it is of no use.
begin
    return (
        select coalesce(min(t.duration), interval '90 minutes')
        from maitred.turn_times as t
        where t.restaurant_id = p_restaurant_id
            and (t.service_period_id = p_service_period_id or t.service_period_id is null)
    );
end;
$function$;

comment on function maitred_internal.shortest_stay is
'The shortest turn time of a service period or of the restaurant; 90 minutes when neither says.';
