begin;

select plan(11);
select maitred_test.open_restaurant();

select maitred_test.book('anna');
select maitred_test.hold('anna', '{T1}', 'ann');
create temporary table hold as select maitred_test.hold_of('anna', 'ann') as id;
select is(
    maitred_test.refusal(format('select maitred.extend_table_hold(%L, %L)', c.id, c.ttl)) ->> 'sqlstate',
    c.state,
    c.what
)
from (
    values
    (null, '10 s', '22023', 'a null id'),
    ((select h.id from hold as h), '0 s', '22023', 'no time'),
    ((select h.id from hold as h), '-10 s', '22023', 'less than no time'),
    ((select h.id from hold as h), '601 s', '22023', 'more than ten minutes'),
    (gen_random_uuid(), '10 s', 'MD103', 'an unknown hold'),
    ((select h.id from hold as h), '600 s', null, 'ten minutes are allowed')
) as c (id, ttl, state, what);
select maitred_test.run_out('anna');
select is(
    maitred_test.refusal(format('select maitred.extend_table_hold(%L)', (select h.id from hold as h)))
    #- '{detail,expires_at}' -> 'detail',
    (select jsonb_build_object('code', 'hold_expired', 'hold_id', h.id) from hold as h), 'over: MD402'
);
select matches(
    maitred_test.refusal(format('select maitred.extend_table_hold(%L)', (select h.id from hold as h))) ->> 'message',
    ' expired at \d{4}-\d\d-\d\d \d\d:\d\d:\d\d \(Europe/Paris\)$', 'on the clock of the restaurant'
);
select ok(not maitred.release_table_hold((select h.id from hold as h)), 'released');
select throws_ok(
    format('select maitred.extend_table_hold(%L)', (select h.id from hold as h)), 'MD103', null, 'gone: MD103'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
