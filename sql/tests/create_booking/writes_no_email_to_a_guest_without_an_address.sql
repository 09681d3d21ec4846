begin;

select plan(4);
select maitred_test.open_restaurant();

insert into maitred_test.names (name, id)
select
    v.name,
    b.id
from (values ('null', null), ('empty', '')) as v (name, email),
    maitred.create_booking(
        p_restaurant_id => maitred_test.id('restaurant'), p_party_size => 2, p_start_at => maitred_test.at('19:00'),
        p_guest_name => v.name, p_guest_email => v.email
    ) as b;

select is(maitred_test.mails_of('null'), '', 'null: no email');
select is(maitred_test.mails_of('empty'), '', 'empty text: no email');
select is(
    (
        select b.guest_email from maitred.bookings as b
        where b.id = maitred_test.booking('empty')
    ),
    null,
    'an empty address is stored as none'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
