begin;
select plan(8);

select maitred_test.open_restaurant();
select throws_ok($$ select * from maitred.find_available_slots(maitred_test.id('restaurant'), null, 2) $$, '22023');
select throws_ok(
    $$ select * from maitred.find_available_slots(maitred_test.id('restaurant'), '2031-06-07', 0) $$, '22023'
);
select throws_ok(
    $$ select * from maitred.find_available_slots(maitred_test.id('restaurant'), '2031-06-07', 21) $$, '22023'
);
select
    throws_ok(
        $$ select * from maitred.find_available_slots(maitred_test.id('restaurant'), '2031-06-07', null) $$, '22023'
    );
select
    throws_ok(
        $$ select * from maitred.find_available_slots(maitred_test.id('restaurant'), '2031-06-07', 2, '0 s') $$, '22023'
    );
select throws_ok($$ select * from maitred.find_available_slots(null, '2031-06-07', 2) $$, '22023');
select throws_ok($$ select * from maitred.find_available_slots(gen_random_uuid(), '2031-06-07', 2) $$, 'MD105');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
