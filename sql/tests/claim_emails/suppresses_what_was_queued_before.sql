begin;

select plan(6);
select maitred_test.open_restaurant();
select maitred_test.open_restaurant('other');

select maitred_test.book('anna');
select maitred_test.book('bert', 2, maitred_test.at('19:00'), null, 'other');
update maitred.restaurants set suppress_emails = true where id = maitred_test.id('restaurant');
select results_eq(
    'select payload ->> ''guest_name'' from maitred.claim_emails(''w'')', 'values (''bert'')',
    'a restaurant that suppresses by now sends nothing of what waits, another does'
);
select results_eq(
    'select state, kind from maitred.list_emails(p_state => ''suppressed'')',
    'values (''suppressed'', ''booking_requested'')', 'its email is suppressed'
);
select is((select count(*)::int from maitred_internal.outbox_ready), 0, 'and gone from the queue');

select maitred_test.book('carl', 2, maitred_test.at('19:00'), null, 'other');
update maitred.installation set suppress_emails = true;
select is_empty('select * from maitred.claim_emails(''w'')', 'nor does an installation that suppresses');
select is(
    (select count(*)::int from maitred_internal.outbox_attempts where outcome = 'suppressed'),
    2, 'which is recorded'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
