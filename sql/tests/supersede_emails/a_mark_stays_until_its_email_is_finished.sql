-- What an edit or a cancellation marks in flight is not tried again, and leaves nothing behind.
begin;

select plan(15);
select maitred_test.open_restaurant();

create function pg_temp.marks() returns int language sql as $$
    select count(*)::int from maitred_internal.outbox_superseded
$$;

-- Claims the email of a booking, which is then cancelled.
create function pg_temp.in_hand(p_name text) returns maitred.claimed_email language plpgsql as $$
declare
    v_email maitred.claimed_email;
begin
    perform maitred_test.book(p_name);
    select c.* into v_email from maitred.claim_emails('w') as c;
    perform maitred.cancel_booking(maitred_test.booking(p_name), p_source => 'guest');
    return v_email;
end
$$;

create temporary table anna as select e.* from pg_temp.in_hand('anna') as e;
select is(pg_temp.marks(), 1, 'the one in hand is marked');
select maitred.complete_email(a.email_id, a.claim_token)
from anna as a;
select results_eq('select kind from maitred.claim_emails(''w'')', 'values (''booking_cancelled'')', 'it was sent');
select is(pg_temp.marks(), 0, 'and the mark is gone at the next claim');

create temporary table bert as select e.* from pg_temp.in_hand('bert') as e;
update maitred_internal.outbox_ready set available_at = clock_timestamp() + interval '1 hour';
select is_empty('select * from maitred.claim_emails(''w'')', 'nobody else gets the one in hand');
select is(pg_temp.marks(), 1, 'and its mark stays');
select maitred.fail_email(b.email_id, b.claim_token, '450', false)
from bert as b;
update maitred_internal.outbox_ready set available_at = clock_timestamp() + interval '1 hour' where attempts = 0;
select is_empty('select * from maitred.claim_emails(''w'')', 'one that is to be tried again');
select is(pg_temp.marks(), 1, 'keeps its mark until its time has come');
update maitred_internal.outbox_ready set available_at = clock_timestamp();
select results_eq('select kind from maitred.claim_emails(''w'')', 'values (''booking_cancelled'')', 'and ends then');
select is_empty('select * from maitred.claim_emails(''w'')', 'nothing else is due');
select is(pg_temp.marks(), 0, 'and of the mark nothing is left');

create temporary table carl as select e.* from pg_temp.in_hand('carl') as e;
select maitred.fail_email(c.email_id, c.claim_token, '550', true)
from carl as c;
select is_empty('select * from maitred.claim_emails(''w'') where kind <> ''booking_cancelled''', 'a dead one');
select is(pg_temp.marks(), 1, 'keeps its mark');
select maitred.retry_dead_emails();
select is_empty('select * from maitred.claim_emails(''w'')', 'so that it ends when somebody brings it back');

-- No other email of the booking makes the claim look closer.
select maitred_test.book('dora');
create temporary table dora as
select c.* from maitred.claim_emails('w') as c;
select maitred.modify_booking(maitred_test.booking('dora'), p_guest_email => '');
select maitred.fail_email(d.email_id, d.claim_token, '450', false)
from dora as d;
update maitred_internal.outbox_ready set available_at = clock_timestamp();
select is_empty('select * from maitred.claim_emails(''w'')', 'one that stands alone ends as well');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
