-- However often an edit is sent: one modification_pending email and one job per cycle.
begin;

select plan(7);
select maitred_test.open_restaurant();

select maitred_test.seat('anna', '{T1}');
select maitred.modify_booking(p_booking_id => maitred_test.booking('anna'), p_start_at => maitred_test.at('20:00'));
create temporary table first as
select b.* from maitred.bookings as b where b.id = maitred_test.booking('anna');
create temporary table before as select maitred_test.everything() as was;

select is(
    (
        select to_jsonb(b)
        from maitred.modify_booking(
            p_booking_id => maitred_test.booking('anna'), p_start_at => '2031-06-07 18:00:00.000+00'
        ) as b
    ),
    (select to_jsonb(f) from first as f),
    'the same edit, written in another way: the same booking'
);
select is(maitred_test.everything(), (select b.was from before as b), 'and no row changed');

select maitred.modify_booking(p_booking_id => maitred_test.booking('anna'), p_start_at => maitred_test.at('20:30'));
select maitred.modify_booking(p_booking_id => maitred_test.booking('anna'), p_party_size => 4);
select is(
    (
        select row(b.status, b.pending_ref, b.version)::text
        from maitred.bookings as b
        where b.id = maitred_test.booking('anna')
    ),
    (select row(f.status, f.pending_ref, 4)::text from first as f),
    'other edits raise the version and stay in the cycle'
);
select is(maitred_test.jobs_of('anna'), 'modified 0 t', 'still one job');
select is(
    maitred_test.mails_of('anna'),
    'booking_requested booking_confirmed modification_pending',
    'still one modification_pending email'
);
select is(
    (
        select count(*)::int
        from maitred.observability_events as e
        where e.name = 'booking.modification.pending'
    ),
    3, 'an event for each edit that changed something'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
