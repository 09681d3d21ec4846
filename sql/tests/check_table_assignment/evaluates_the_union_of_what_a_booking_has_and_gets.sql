begin;

select plan(6);
select maitred_test.open_restaurant();

select maitred_test.seat('anna', '{T1}');
select is(
    (
        select count(*)::int
        from maitred.check_table_assignment(maitred_test.booking('anna'), maitred_test.tables('{T2}'))
    ),
    0, 'a neighbour of the table it has'
);
select is(
    (
        select string_agg(c.rule, ' ')
        from maitred.check_table_assignment(maitred_test.booking('anna'), maitred_test.tables('{T3}')) as c
    ),
    'connected', 'and one that is none'
);
select is_empty(
    'select * from maitred.check_table_assignment(maitred_test.booking(''anna''), maitred_test.tables(''{T1}''))',
    'the table it has, again'
);
create temporary table before as select maitred_test.everything() as was;
select count(*) from maitred.check_table_assignment(maitred_test.booking('anna'), maitred_test.tables('{T6}'));
select is(maitred_test.everything(), (select b.was from before as b), 'checking changes nothing');
select is(
    (
        select p.provolatile
        from pg_catalog.pg_proc as p
        where p.proname = 'check_table_assignment'
    ),
    's', 'it is stable'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
