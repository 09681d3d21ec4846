begin;

select plan(4);
select maitred_test.open_restaurant();

select maitred_test.book('anna');
select maitred.modify_booking(
    p_booking_id => maitred_test.booking('anna'), p_guest_phone => '12', p_notes => 'birthday'
);

select is(
    (
        select row(b.guest_name, b.guest_email, b.guest_phone, b.notes, b.version)::text
        from maitred.modify_booking(
            p_booking_id => maitred_test.booking('anna'), p_guest_email => '', p_guest_phone => '', p_notes => ''
        ) as b
    ),
    '(anna,,,,3)',
    'email, phone and notes are null, the name stays'
);
select is(
    maitred_test.refusal(format(
        'select maitred.modify_booking(p_booking_id => %L, p_guest_name => %L)', maitred_test.booking('anna'), ''
    )) #>> '{detail,argument}',
    'p_guest_name',
    'a name cannot be cleared'
);
select is(
    (
        select b.version
        from maitred.modify_booking(p_booking_id => maitred_test.booking('anna'), p_guest_email => '') as b
    ),
    3,
    'clearing what is empty changes nothing'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
