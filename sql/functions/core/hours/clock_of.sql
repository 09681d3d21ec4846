create or replace function maitred_internal.clock_of(p_restaurant_id uuid, p_at timestamptz)
returns text
language plpgsql
stable
as $function$
-- An instant as the people of a restaurant read it off the wall: for the sentences of errors, which staff see.
begin
    return (
        select format('%s (%s)', to_char(p_at at time zone r.timezone, 'YYYY-MM-DD HH24:MI:SS'), r.timezone)
        from maitred.restaurants as r
        where r.id = p_restaurant_id
    );
end;
$function$;

comment on function maitred_internal.clock_of is
'p_at on the clock of the restaurant, to the second, and its time zone.';
