begin;

select plan(4);
select maitred_test.open_restaurant();

select maitred_test.book('anna');
update maitred.bookings
set guest_email = null;
select is(
    (select maitred_internal.queue_email(b, 'booking_confirmed') from maitred.bookings as b), null,
    'a guest without address gets nothing'
);
select isnt(
    (select maitred_internal.queue_email(b, 'house_attention', '{"reason": "no table"}') from maitred.bookings as b),
    null,
    'the restaurant gets its own'
);
select is(
    (
        select row(c.recipient::text, c.payload ->> 'reason')::text
        from maitred_internal.outbox_contents as c
        where c.kind = 'house_attention'
    ),
    '(restaurant@example.org,"no table")', 'at its address, with the details'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
