begin;

select plan(7);
select maitred_test.open_restaurant();

insert into maitred_test.names (name, id)
select 'anna', b.id
from maitred.create_booking(
    p_restaurant_id => maitred_test.id('restaurant'), p_party_size => 2, p_start_at => maitred_test.at('19:00'),
    p_guest_name => 'Anna', p_guest_email => null
) as b;
select maitred.modify_booking(maitred_test.booking('anna'), p_start_at => maitred_test.at('20:00'));
select is(maitred_test.mails_of('anna'), '', 'nobody to tell');
select maitred.modify_booking(maitred_test.booking('anna'), p_guest_phone => '12');
select is(maitred_test.mails_of('anna'), '', 'nor after another contact field');
select maitred.modify_booking(maitred_test.booking('anna'), p_guest_email => 'anna@example.org');
select is(maitred_test.mails_of('anna'), 'modification_pending', 'the address is told what is pending');
select is_empty('select * from maitred.find_assignment_drift()', 'an open cycle with an address has its email');
select maitred.modify_booking(maitred_test.booking('anna'), p_guest_email => '');
select maitred.modify_booking(maitred_test.booking('anna'), p_guest_email => 'ben@example.org');
select is(maitred_test.mails_of('anna'), 'modification_pending', 'once per cycle');
select maitred_test.assign('anna', '{T1}');
select
    maitred.modify_booking(maitred_test.booking('anna'), p_guest_email => '', p_start_at => maitred_test.at('20:30'));
select maitred.modify_booking(maitred_test.booking('anna'), p_guest_email => 'anna@example.org', p_party_size => 3);
select is(
    maitred_test.mails_of('anna'), 'modification_pending modification_confirmed modification_pending',
    'also with another change in an open cycle'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
