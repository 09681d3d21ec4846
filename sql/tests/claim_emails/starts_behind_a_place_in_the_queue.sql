begin;

select plan(4);
select maitred_test.open_restaurant();

select maitred_test.book(n.n)
from unnest(array['anna', 'bert', 'carl']) as n (n);
create temporary table claimed as
select c.* from maitred.claim_emails(p_worker => 'w', p_limit => 1) as c;
create temporary table rest as
select n.*
from claimed as c
cross join lateral maitred.claim_emails(
    p_worker => 'w', p_limit => 1, p_after_at => c.available_at, p_after_id => c.email_id
) as n;
select is((select payload ->> 'guest_name' from claimed), 'anna', 'the first');
select is((select payload ->> 'guest_name' from rest), 'bert', 'the one behind it');
select is_empty(
    'select * from maitred.claim_emails(''w'', p_after_at => clock_timestamp(), p_after_id => 0)',
    'none behind the last'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
