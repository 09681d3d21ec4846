-- Of a change and of what becomes of it, whoever carries it out; reminders are another matter.
begin;

select plan(24);
select maitred_test.open_restaurant();
update maitred.restaurants set send_reminder_24h = true;

create function pg_temp.take(p_name text, p_source text, p_notify boolean default null) returns boolean
language plpgsql as $$
declare
    v_booking maitred.bookings := maitred.create_booking(
        maitred_test.id('restaurant'), 2, maitred_test.at('19:00'), p_name, p_name || '@example.org',
        p_source => p_source,
        p_notify => p_notify
    );
begin
    insert into maitred_test.names (name, id) values (p_name, v_booking.id);
    return v_booking.notify;
end
$$;

select is(pg_temp.take('guest', 'guest'), true, 'guests who book are told');
select is(pg_temp.take('ops', 'ops'), true, 'and those for whom staff book');
select is(pg_temp.take('walk_in', 'walk_in'), false, 'who walks in knows');
select is(pg_temp.take('import', 'import'), false, 'and who was told by another system');
select is(pg_temp.take('told', 'import', true), true, 'unless the call says so');
select is(pg_temp.take('untold', 'guest', false), false, 'or that nobody is to be told');
select is(maitred_test.mails_of('ops'), 'booking_requested', 'told: the request has come in');
select is(maitred_test.mails_of('untold') || maitred_test.mails_of('import'), '', 'not told: it has not');

select maitred_test.assign('ops', '{T1}');
select maitred_test.assign('told', '{T2}');
select maitred_test.assign('untold', '{T3}');
select maitred_test.assign('import', '{T4}');
select maitred_test.assign('walk_in', '{T7}');
select is(maitred_test.mails_of('ops'), 'booking_requested booking_confirmed reminder_24h', 'told: there is a table');
select is(
    maitred_test.mails_of('told'), 'booking_requested booking_confirmed reminder_24h', 'who imports may have it told'
);
select is(maitred_test.mails_of('untold'), 'reminder_24h', 'not told, but reminded');
select is(maitred_test.mails_of('import'), 'reminder_24h', 'an import likewise');
select is(maitred_test.mails_of('walk_in'), '', 'a walk-in is not reminded of where it sits');

select maitred.unassign_tables_atomic(maitred_test.booking('untold'));
select maitred_test.assign('untold', '{T3}');
select is(maitred_test.mails_of('untold'), 'reminder_24h', 'another table later is nothing to tell either');

select maitred.mark_no_show(maitred_test.booking('untold'));
select maitred_test.assign('untold', '{T3}');
select is(maitred_test.mails_of('untold'), 'reminder_24h', 'nor that the guests came after all');
select maitred.mark_no_show(maitred_test.booking('untold'), p_notify => true);
select maitred_test.assign('untold', '{T3}');
select is(
    maitred_test.mails_of('untold'), 'reminder_24h booking_confirmed', 'unless the later call says that it is'
);

select maitred.seat_booking(maitred_test.booking('ops'), p_notify => false);
select is(
    (select b.notify from maitred.undo_seating(maitred_test.booking('ops')) as b), false,
    'what is not said stays as it was'
);
select is(
    (select b.notify from maitred.seat_booking(maitred_test.booking('ops'), p_notify => true) as b), true, 'seating'
);
select is(
    (select b.notify from maitred.undo_seating(maitred_test.booking('ops'), p_notify => false) as b), false, 'undoing'
);
select maitred.seat_booking(maitred_test.booking('ops'));
select is(
    (select b.notify from maitred.complete_booking(maitred_test.booking('ops'), p_notify => true) as b), true, 'leaving'
);

update maitred.restaurants set auto_assign_on_booking = true;
select pg_temp.take('later', 'ops', false);
select maitred.run_assignment_job();
select is(maitred_test.status_of('later'), 'confirmed', 'a job carries it out');
select is(maitred_test.mails_of('later'), 'reminder_24h', 'as silently');
select maitred_test.book('quiet', 4);
select maitred.auto_assign_booking(maitred_test.booking('quiet'), true, 'none');
select is(
    (select b.notify from maitred.bookings as b where b.id = maitred_test.booking('quiet')), false,
    'an assignment without an email is nothing to be told of later'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
