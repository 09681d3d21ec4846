begin;

select plan(4);
select maitred_test.open_restaurant();

update maitred.restaurants
set suppress_emails = true;
select maitred_test.book('anna');
update maitred.restaurants
set suppress_emails = false;
update maitred.installation
set suppress_emails = true;
select maitred_test.book('bert');
select results_eq(
    'select outcome::text from maitred_internal.outbox_attempts', 'values (''suppressed''), (''suppressed'')',
    'restaurant or installation: both are suppressed'
);
select is((select count(*)::int from maitred_internal.outbox_contents), 2, 'their content is kept');
select is_empty('select * from maitred.claim_emails(''w'')', 'nobody is given them');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
