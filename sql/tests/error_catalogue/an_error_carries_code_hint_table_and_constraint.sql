begin;

select plan(4);
select maitred_test.open_restaurant();

select maitred_test.seat('anna', '{T1}');
select maitred_test.book('ben');
create temporary table seen (sqlstate text, detail jsonb, hint text, schema text, relation text, name text);
do $$
declare
    v_state text; v_detail text; v_hint text; v_schema text; v_table text; v_constraint text;
begin
    perform maitred_test.assign('ben', '{T1}');
exception
    when others then
        get stacked diagnostics v_state = returned_sqlstate, v_detail = pg_exception_detail, v_hint = pg_exception_hint,
            v_schema = schema_name, v_table = table_name, v_constraint = constraint_name;
        insert into seen values (v_state, v_detail::jsonb, v_hint, v_schema, v_table, v_constraint);
end
$$;
select is(
    (select row(s.sqlstate, s.detail ->> 'code', s.schema, s.relation, s.name)::text from seen as s),
    '(MD201,table_overlap,maitred,allocations,allocations_no_overlap)', 'the constraint behind it is named'
);
select is(
    (select s.hint from seen as s), (select e.hint from maitred.error_catalogue as e where e.sqlstate = 'MD201'),
    'the hint is that of the catalogue'
);
select is(
    maitred_test.refusal($$select maitred_internal.raise_error('no_such_code', 'x')$$) ->> 'sqlstate', 'P0002',
    'a code that is not in the catalogue cannot be raised'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
