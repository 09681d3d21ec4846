begin;

select plan(4);
select maitred_test.open_restaurant();

select maitred_test.book('anna');
select is(
    (
        select maitred.complete_email(c.email_id, c.claim_token, 'queued as 7')
        from maitred.claim_emails(p_worker => 'w') as c
    ),
    true, 'it is recorded'
);
select
    is(
        (select a.message_id from maitred_internal.outbox_attempts as a),
        'queued as 7',
        'with the provider''s name for it'
    );
select is(
    (
        select e.payload ->> 'kind'
        from maitred.observability_events as e
        where e.name = 'email.sent' and e.booking_id = maitred_test.booking('anna')
    ),
    'booking_requested', 'and told'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
