begin;

select plan(4);
select maitred_test.open_restaurant();

create function pg_temp.seat(p_name text, p_table text) returns void language sql as $$
    insert into maitred_test.names (name, id)
    select p_name, b.id
    from maitred.create_booking(
        maitred_test.id('restaurant'), 2, maitred_test.at('19:00'), p_name, p_name || '@example.org',
        maitred_test.at('21:00')
    ) as b;
    select maitred_test.assign(p_name, array[p_table])
$$;
create function pg_temp.missed() returns text language sql as $$
    select coalesce(string_agg(n.name || ' ' || (d.detail ->> 'kind'), ', ' order by n.name), '')
    from maitred.find_assignment_drift() as d
    inner join maitred_test.names as n on n.id = d.booking_id
    where d.kind = 'email_missing'
$$;

-- An edit waits for an address to be told to, and a silent one takes its place.
select pg_temp.seat('anna', 'T1');
select maitred.modify_booking(maitred_test.booking('anna'), p_party_size => 1);
select maitred.modify_booking(maitred_test.booking('anna'), p_guest_email => '');
select maitred.modify_booking(
    maitred_test.booking('anna'), p_party_size => 2, p_if_unavailable => 'refuse', p_notify => false
);
select maitred.modify_booking(maitred_test.booking('anna'), p_guest_email => 'anna@new.example');
select is(pg_temp.missed(), '', 'nobody waits for the end of what was taken back');

-- The same, when the guest has heard of the edit.
select pg_temp.seat('bert', 'T2');
select maitred.modify_booking(maitred_test.booking('bert'), p_party_size => 1);
select maitred_test.assign('bert', '{T2}');
update maitred.bookings set notify = false where id = maitred_test.booking('bert');
delete from maitred_internal.outbox_ready where booking_id = maitred_test.booking('bert');
insert into maitred_internal.outbox_attempts (email_id, attempt, outcome, recorded_at, claim_token)
select k.email_id, 1, 'sent', clock_timestamp(), nextval('maitred_internal.outbox_claim_tokens')
from maitred_internal.outbox_keys as k
where k.booking_id = maitred_test.booking('bert') and k.kind = 'modification_pending';
delete from maitred_internal.outbox_keys
where booking_id = maitred_test.booking('bert') and kind = 'modification_confirmed';
select is(pg_temp.missed(), 'bert booking_confirmed', 'who was told of an edit waits for its end');
select maitred.repair_assignment_drift('{email_missing}', maitred_test.id('restaurant'), false);
select is(pg_temp.missed(), '', 'which a repair writes');

set constraints all immediate;
select is_empty($$ select * from maitred.find_assignment_drift() where kind <> 'email_lost' $$, 'no drift');
select * from finish();
rollback;
