begin;

select plan(6);
select maitred_test.open_restaurant();
select maitred_test.open_restaurant('other');
select maitred_test.book('anna');
select maitred_test.book('otto', p_restaurant => 'other');
select maitred_test.hold('anna', '{T1}');
select maitred_test.hold('otto', '{other.T1}');
select maitred_test.run_out(b.name) from (values ('anna'), ('otto')) as b (name);

select is(
    maitred.expire_holds_and_sessions(p_restaurant_id => maitred_test.id('other')), 1, 'the hold of that restaurant'
);
select is(maitred_test.hold_of('otto'), null, 'is gone');
select isnt(maitred_test.hold_of('anna'), null, 'and no other');
select is(maitred.expire_holds_and_sessions(), 1, 'without a name, every one');
select throws_ok(
    $$ select maitred.expire_holds_and_sessions(p_restaurant_id => maitred_test.id('nobody')) $$, 'MD105', null,
    'an unknown restaurant'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
