begin;

select plan(5);
select maitred_test.open_restaurant();

select maitred_test.seat('anna', '{T1}');
select maitred_test.propose('anna', '{T2}', 'ann');
create temporary table before as
select b.* from maitred.bookings as b where b.id = maitred_test.booking('anna');
create temporary table world as select maitred_test.everything() - 'bookings' as was;

create temporary table changed as
select b.*
from maitred.modify_booking(
    p_booking_id => maitred_test.booking('anna'), p_guest_name => 'Anna B', p_guest_email => 'b@example.org',
    p_guest_phone => '12', p_notes => 'birthday', p_locale => 'fr', p_party_size => 2,
    p_start_at => maitred_test.at('19:00'), p_end_at => maitred_test.at('21:00')
) as b;

select is(
    (select to_jsonb(c) - 'updated_at' from changed as c),
    (
        select to_jsonb(b) - 'updated_at' || jsonb_build_object(
            'guest_name', 'Anna B', 'guest_email', 'b@example.org', 'guest_phone', '12', 'notes', 'birthday',
            'locale', 'fr', 'version', 2
        )
        from before as b
    ),
    'the given fields and the version change'
);
select is(
    (select to_jsonb(b) from maitred.bookings as b where b.id = maitred_test.booking('anna')),
    (select to_jsonb(c) from changed as c),
    'the row returned is the row stored'
);
select cmp_ok(
    (select c.updated_at from changed as c), '>', (select b.updated_at from before as b), 'updated_at moves on'
);
select is(
    maitred_test.everything() - 'bookings', (select w.was from world as w),
    'tables, holds, sessions, jobs, emails and events stay as they are'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
