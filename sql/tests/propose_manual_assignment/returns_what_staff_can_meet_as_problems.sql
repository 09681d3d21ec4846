begin;

select plan(9);
select maitred_test.open_restaurant();

select maitred_test.book('anna', 5);
select maitred_test.book('gone');
select maitred.cancel_booking(p_booking_id => maitred_test.booking('gone'));
update maitred.table_inventory set in_service = false where id = maitred_test.id('T7');

select is(s.status || ' ' || maitred_test.rules_of(s.problems), c.said, c.what)
from (
    values
    ('anna', '{T1}', 'PROPOSED enough_seats', 'too few seats'),
    ('anna', '{T1,T3,T8}', 'PROPOSED spare_seats one_zone connected', 'several at once, warnings among them'),
    ('anna', '{T7}', 'PROPOSED in_service enough_seats', 'out of service'),
    ('anna', '{T6}', 'HELD ', 'no problem'),
    ('gone', '{T1}', 'CANCELLED booking_status', 'the booking is over')
) as c (name, tables, said, what)
cross join lateral maitred_test.propose(c.name, c.tables::text [], 'ann') as s;
select maitred_test.book('ben', 1);
update maitred.restaurants set block_spare_seats = false where id = maitred_test.id('restaurant');
select is(
    (select s.status || ' ' || maitred_test.rules_of(s.problems) from maitred_test.propose('ben', '{T8}', 'bob') as s),
    'HELD ',
    'within the restaurant''s limits'
);
update maitred.restaurants set max_spare_seats = 2 where id = maitred_test.id('restaurant');
select is(
    (select s.status || ' ' || maitred_test.rules_of(s.problems) from maitred_test.propose('ben', '{T8}', 'bob') as s),
    'HELD spare_seats', 'a warning is told and blocks nothing'
);
select is(
    (
        select array_agg(k.key order by k.key)
        from maitred.manual_assignment_sessions as s,
            jsonb_object_keys(s.problems -> 0) as k (key)
        where s.created_by = maitred_test.id('bob')
    ),
    array['detail', 'message', 'rule', 'severity', 'table_id'], 'a problem has the columns of check_table_assignment'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
