begin;

select plan(9);
select maitred_test.open_restaurant();
select maitred_test.seat('ann', '{T3,T4}', 8);
select maitred_test.book('bob', 8);
select maitred.propose_manual_assignment(
    maitred_test.booking('bob'), maitred_test.tables('{T3,T4}'), maitred_test.id('user')
);
select maitred_test.book('cid');
select maitred.create_table_hold_v2(maitred_test.booking('cid'), maitred_test.tables('{T1}'));
create temporary table page on commit drop as
select n.name, maitred.explain_booking(n.id) as told from maitred_test.names as n;

select is(p.told #>> '{booking,guest_name}', p.name, 'the page of ' || p.name) from page as p where p.name = 'ann';
select is(
    (select jsonb_path_query_array(p.told, '$.tables[*].table') from page as p where p.name = 'ann'), '["T3", "T4"]',
    'its tables'
);
select is(
    (select jsonb_path_query_array(p.told, '$.emails[*].kind') from page as p where p.name = 'ann'),
    '["booking_requested", "booking_confirmed"]', 'its emails'
);
select is(
    (select jsonb_path_query_array(p.told, '$.history[*].name') from page as p where p.name = 'ann'),
    '["booking.created", "booking.waits_for_staff", "tables.assigned", "booking.status_changed"]', 'its history'
);
select is(
    (select p.told #>> '{sessions,0,status}' from page as p where p.name = 'bob'), 'PROPOSED', 'sessions'
);
select ok(
    (select jsonb_array_length(p.told -> 'options') between 1 and 3
        and (p.told -> 'options') @? '$[*].blocked_by[*].id' from page as p where p.name = 'bob'),
    'what blocks the options of one that waits'
);
select is((select p.told #>> '{holds,0,tables,0}' from page as p where p.name = 'cid'), 'T1', 'holds');
select throws_ok(
    format('select maitred.explain_booking(%L)', maitred_test.id('nobody')), 'MD101', null, 'an unknown booking'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
