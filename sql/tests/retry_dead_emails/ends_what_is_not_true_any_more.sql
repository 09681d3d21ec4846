begin;

select plan(6);
select maitred_test.open_restaurant();

select maitred_test.seat('anna', '{T1}');
select maitred_test.send_emails();
select maitred.modify_booking(maitred_test.booking('anna'), 1);
select maitred.fail_email(c.email_id, c.claim_token, '550 no such user', true) from maitred.claim_emails('w') as c;
select is(maitred_test.send_emails(), 0, 'what says that an edit is looked into is dead');
select maitred_test.assign('anna', '{T1}');
select is(maitred_test.send_emails(), 1, 'how it ended is sent');
select is(maitred.retry_dead_emails(), 0, 'what came before is not brought back');
select is_empty('select * from maitred_internal.outbox_dead', 'nor is it dead any more');
select is(
    (select e.state from maitred.list_emails() as e where e.kind = 'modification_pending'), 'superseded', 'it is over'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
