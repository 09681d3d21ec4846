begin;

select plan(11);
select maitred_test.open_restaurant();

-- Claims and lets the transport stop on a guest; true: the email is dead.
create function pg_temp.stop_on(p_guest text)
returns boolean
language plpgsql
as $$
declare
    v_email maitred.claimed_email;
begin
    update maitred_internal.outbox_ready set available_at = clock_timestamp();
    select c.* into v_email from maitred.claim_emails('w') as c where c.booking_id = maitred_test.booking(p_guest);
    perform maitred.settle_emails(
        v_email.claim_token,
        jsonb_build_array(jsonb_build_object(
            'email_id', v_email.email_id, 'outcome', 'released', 'error', 'RCPT: 550 5.7.1 not from you'
        ))
    );
    perform maitred.release_email_claim(v_email.claim_token);
    return exists (select from maitred_internal.outbox_dead as d where d.email_id = v_email.email_id);
end;
$$;

select maitred_test.book('anna');
select is(pg_temp.stop_on('anna'), false, 'an email on which the transport stops is not used up');
select results_eq(
    'select attempts::int, available_at > clock_timestamp() + interval ''4 s'' from maitred_internal.outbox_ready',
    'values (0, true)', 'and lets the others go first'
);
select is(pg_temp.stop_on('anna'), false, 'nor the second time');
select is(pg_temp.stop_on('anna'), false, 'nor ever, while nothing else gets through: it may be the transport');

select maitred_test.book('bert');
select
    maitred.settle_emails(
        c.claim_token, jsonb_build_array(jsonb_build_object('email_id', c.email_id, 'outcome', 'sent'))
    )
from maitred.claim_emails('w') as c
where c.booking_id = maitred_test.booking('bert');
select is(pg_temp.stop_on('anna'), true, 'when others do, it is the last time');
select results_eq(
    'select reason, error from maitred_internal.outbox_dead',
    'values (''permanent'', ''RCPT: 550 5.7.1 not from you'')', 'it needs review, with what the server said'
);
select isnt_empty('select * from maitred.observability_events where name = ''email.dead''', 'who is told');

select maitred_test.book('carl');
select is(pg_temp.stop_on('carl'), false, 'another one');
select maitred_test.book('dora');
select
    maitred.settle_emails(
        c.claim_token, jsonb_build_array(jsonb_build_object('email_id', c.email_id, 'outcome', 'sent'))
    )
from maitred.claim_emails('w') as c
where c.booking_id = maitred_test.booking('dora');
select is(pg_temp.stop_on('carl'), false, 'is tried a second time though others got through');
select is(pg_temp.stop_on('carl'), true, 'and the third time is the last');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
