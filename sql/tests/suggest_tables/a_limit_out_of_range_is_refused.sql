begin;
select plan(5);

select maitred_test.open_restaurant();
select maitred_test.book('guest');
select throws_ok($$ select * from maitred.suggest_tables(maitred_test.booking('guest'), 0) $$, '22023');
select throws_ok($$ select * from maitred.suggest_tables(maitred_test.booking('guest'), null) $$, '22023');
select throws_ok($$ select * from maitred.suggest_tables(gen_random_uuid()) $$, 'MD101');
select throws_ok($$ select * from maitred.suggest_tables(null) $$, '22023');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
