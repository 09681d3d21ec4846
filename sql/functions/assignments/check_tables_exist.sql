-- Refuses tables that are not among the rows found in the restaurant, or, where it matters, not in service.
--
-- Raises: MD102
create or replace function maitred_internal.check_tables_exist(
    p_restaurant_id uuid,
    p_table_ids uuid [],
    p_found maitred.table_inventory [],
    p_in_service boolean
)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $function$
declare
    v_missing constant uuid [] := array(
        select w.id
        from unnest(p_table_ids) as w (id)
        where not exists (
            select from unnest(p_found) as f where f.id = w.id and (f.in_service or not p_in_service)
        )
        order by w.id
    );
begin
    if cardinality(v_missing) > 0 then
        perform maitred_internal.raise_error(
            'table_not_found',
            format(
                'no table %s%s in restaurant %s',
                array_to_string(v_missing, ', '), case when p_in_service then ' in service' end, p_restaurant_id
            ),
            jsonb_build_object('restaurant_id', p_restaurant_id, 'table_ids', to_jsonb(v_missing)),
            p_table => 'table_inventory'
        );
    end if;
end;
$function$;

comment on function maitred_internal.check_tables_exist is
'Raises MD102 naming every id of p_table_ids that is not in p_found; p_in_service: or not in service.';
