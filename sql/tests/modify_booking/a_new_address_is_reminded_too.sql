begin;

select plan(3);
select maitred_test.open_restaurant();
update maitred.restaurants set send_reminder_24h = true where id = maitred_test.id('restaurant');

select maitred_test.seat('anna', '{T1}');
select maitred.modify_booking(p_booking_id => maitred_test.booking('anna'), p_guest_email => 'new@example.org');

create function pg_temp.reminders() returns text language sql as $$
    select string_agg(c.recipient, ' ')
    from maitred_internal.outbox_ready as r
    inner join maitred_internal.outbox_contents as c on r.email_id = c.email_id and r.written_at = c.written_at
    where c.kind = 'reminder_24h'
$$;
select is(pg_temp.reminders(), 'new@example.org', 'the reminder goes to the new address alone');

select maitred.modify_booking(p_booking_id => maitred_test.booking('anna'), p_guest_email => '');
select is(pg_temp.reminders(), null, 'and to nobody when there is none any more');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
