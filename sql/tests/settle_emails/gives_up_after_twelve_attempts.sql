begin;

select plan(5);
select maitred_test.open_restaurant();

select maitred_test.book('anna');
update maitred_internal.outbox_ready
set attempts = 10;
select is(
    (
        select maitred.fail_email(c.email_id, c.claim_token, '450', false)
        from maitred.claim_emails(p_worker => 'w') as c
    ),
    'ready', 'the 11th attempt is not the last'
);
select ok(
    (select available_at from maitred_internal.outbox_ready)
    between clock_timestamp() + interval '29 minutes' and clock_timestamp() + interval '1 hour',
    'the next is within the hour'
);
update maitred_internal.outbox_ready
set available_at = clock_timestamp();
select is(
    (
        select maitred.fail_email(c.email_id, c.claim_token, '450', false)
        from maitred.claim_emails(p_worker => 'w') as c
    ),
    'dead', 'the 12th is'
);
select is((select d.reason from maitred_internal.outbox_dead as d), 'exhausted', 'for that reason');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
