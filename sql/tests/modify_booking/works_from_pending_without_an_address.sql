begin;

select plan(4);
select maitred_test.open_restaurant();

insert into maitred_test.names (name, id)
select 'anna', b.id
from maitred.create_booking(
    p_restaurant_id => maitred_test.id('restaurant'), p_party_size => 2, p_start_at => maitred_test.at('19:00'),
    p_guest_name => 'Anna', p_guest_email => null
) as b;
select isnt(
    (
        select b.pending_ref
        from maitred.modify_booking(p_booking_id => maitred_test.booking('anna'), p_party_size => 3) as b
    ),
    null, 'a booking that never had a table opens a cycle too'
);
select is(maitred_test.mails_of('anna'), '', 'nobody can be mailed');
select is(maitred_test.jobs_of('anna'), 'modified 0 t', 'a job is required');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
