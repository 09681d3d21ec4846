create or replace function maitred_internal.stage_legacy(p_schema text)
returns table (relation text, rows bigint)
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
set datestyle = 'ISO, YMD'
set intervalstyle = 'postgres'
as $function$
-- Reads the tables of an older system as they are, each row as one object, so that columns it does not have are null.
-- Runs with the rights of the caller.
--
-- Writes: adoption_rows
-- Raises: 22023
#variable_conflict use_column
declare
    v_relation text;
begin
    if p_schema in ('maitred', 'maitred_internal') then
        perform maitred_internal.refuse_argument('p_schema', p_schema, 'be the schema of another system');
    end if;

    delete from maitred_internal.adoption_rows as r;
    foreach v_relation in array array[
        'restaurants', 'zones', 'table_inventory', 'table_adjacencies', 'bookings', 'booking_table_assignments',
        'allocations', 'table_holds', 'booking_assignment_idempotency'
    ]
    loop
        if to_regclass(format('%I.%I', p_schema, v_relation)) is not null then
            execute format(
                'insert into maitred_internal.adoption_rows (relation, data) select %L, to_jsonb(t) from %I.%I as t',
                v_relation, p_schema, v_relation
            );
        elsif v_relation in ('restaurants', 'table_inventory', 'bookings', 'booking_table_assignments') then
            perform maitred_internal.refuse_argument(
                'p_schema', p_schema, format('have a table %s', v_relation)
            );
        end if;
    end loop;

    return query
    select r.relation, count(*) from maitred_internal.adoption_rows as r group by r.relation order by r.relation;
end;
$function$;

comment on function maitred_internal.stage_legacy is
'Copies the rows of an older system''s tables into adoption_rows and counts them; 22023 when it does not look like one.';
