create or replace function maitred_internal.check_tables_exist(
    p_restaurant_id uuid,
    p_table_ids uuid [],
    p_found maitred.table_inventory [],
    p_in_service boolean
)
returns maitred.table_inventory []
language plpgsql
stable
as $function$
-- Refuses tables that are not among the rows found in the restaurant, or, where it matters, not in service. Returns the
-- rows found.
--
-- Raises: MD102
declare
    v_table maitred.table_inventory;
    v_missing uuid [] := p_table_ids;
    v_more text;
begin
    foreach v_table in array coalesce(p_found, '{}')
    loop
        if v_table.in_service or not p_in_service then
            v_missing := array_remove(v_missing, v_table.id);
        end if;
    end loop;
    if cardinality(v_missing) = 0 then
        return p_found;
    end if;

    v_missing := array(select m.id from unnest(v_missing) as m (id) order by m.id);
    v_more := ' and ' || nullif(greatest(cardinality(v_missing) - 20, 0), 0) || ' more';
    perform maitred_internal.raise_error(
        'table_not_found',
        format(
            'no table %s%s%s in restaurant %s',
            array_to_string(v_missing[:20], ', '), v_more, case when p_in_service then ' in service' end,
            p_restaurant_id
        ),
        jsonb_build_object('restaurant_id', p_restaurant_id, 'table_ids', to_jsonb(v_missing)),
        p_table => 'table_inventory'
    );
    return null;
end;
$function$;

comment on function maitred_internal.check_tables_exist is
'p_found; raises MD102 naming every id of p_table_ids that is not in it; p_in_service: or not in service.';
