begin;

select plan(9);
select maitred_test.open_restaurant();

select maitred_test.seat('taken', '{T3}');
select maitred_test.book('anna', 4);
select maitred_test.book('ben', 4);
select maitred_test.propose('anna', '{T2,T1}', 'ann');
select maitred_test.propose('ben', '{T3}', 'bob');
select maitred_test.propose('ben', '{T8}', 'cid');
select maitred.cancel_manual_assignment(maitred_test.session_of('ben', 'cid'), maitred_test.id('cid'));

select results_eq(
    $$select b.status, b.table_names, b.user_id, b.guest_name::text, b.party_size, b.start_at, b.booking_status::text
    from maitred.manual_assignment_board as b order by b.guest_name$$,
    $$values
    ('HELD', array['T1', 'T2'], maitred_test.id('ann'), 'anna', 4, maitred_test.at('19:00'), 'pending'),
    ('PROPOSED', array['T3'], maitred_test.id('bob'), 'ben', 4, maitred_test.at('19:00'), 'pending')$$,
    'active sessions, with tables by name, booking and member of staff'
);
select results_eq(
    'select b.seconds_left between 178 and 180 from maitred.manual_assignment_board as b order by b.guest_name',
    'values (true), (null)', 'seconds left while it is held'
);
select is(
    (select maitred_test.rules_of(b.problems) from maitred.manual_assignment_board as b where b.guest_name = 'ben'),
    'free',
    'problems'
);
select maitred_test.run_out('anna');
select results_eq(
    $$select b.status, b.seconds_left from maitred.manual_assignment_board as b where b.guest_name = 'anna'$$,
    $$values ('EXPIRED', 0)$$, 'EXPIRED as soon as its time is over, with no sweeper ever run'
);
select is(maitred_test.session_status('anna', 'ann'), 'HELD', 'though nothing has touched it');
set local timezone = 'Pacific/Kiritimati';
select is(
    (select b.status from maitred.manual_assignment_board as b where b.guest_name = 'anna'),
    'EXPIRED',
    'in every time zone'
);
set local role maitred_reader;
select is((select count(*)::int from maitred.manual_assignment_board), 2, 'whoever reads maitred reads it');
reset role;
set local role maitred_guest;
select throws_ok('select * from maitred.manual_assignment_board', '42501', null, 'a guest does not');
reset role;

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
