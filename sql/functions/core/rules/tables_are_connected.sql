create or replace function maitred_internal.tables_are_connected(p_restaurant_id uuid, p_table_ids uuid [])
returns boolean
language plpgsql
stable
as $function$
-- Says whether one can walk from any of the tables to any other over adjacencies among them alone. Two separate pairs
-- are not connected.
begin
    return (
        with recursive reached (id) as (
            select p_table_ids[array_lower(p_table_ids, 1)]
            union
            select case when a.table_a = r.id then a.table_b else a.table_a end
            from reached as r
            inner join maitred.table_adjacencies as a
                on a.restaurant_id = p_restaurant_id and r.id in (a.table_a, a.table_b)
            -- A filter, no condition of an index: that would be planned again for each array.
            where (a.table_a = any(p_table_ids) and a.table_b = any(p_table_ids)) is true
        )

        select count(*) = (select count(distinct t.id) from unnest(p_table_ids) as t (id)) from reached
    );
end;
$function$;

comment on function maitred_internal.tables_are_connected is
'True when the tables form one connected group by maitred.table_adjacencies.';
