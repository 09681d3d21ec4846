begin;

select plan(14);
select maitred_test.open_restaurant();

select maitred_test.seat('anna', '{T1}');
select maitred_test.hold('anna', '{T2}', 'cid');
select maitred_test.propose('anna', '{T3}', 'ann');
select maitred_test.propose('anna', '{T1,T7}', 'bob');

select is(
    (
        select row(b.status, b.pending_ref, b.start_at, b.end_at, b.version)::text
        from maitred.modify_booking(
            p_booking_id => maitred_test.booking('anna'), p_start_at => maitred_test.at('20:00'),
            p_if_unavailable => 'refuse'
        ) as b
    ),
    row('confirmed', null, maitred_test.at('20:00'), maitred_test.at('22:00'), 2)::text,
    'confirmed at the new time, without a cycle'
);
select isnt(maitred_test.tables_of('anna'), '', 'it has a table');
select is(
    (
        select array_agg(distinct l.during)
        from maitred.allocations as l
    ),
    array[tstzrange(maitred_test.at('20:00'), maitred_test.at('22:00'))], 'no row of the old window anywhere'
);
select is(
    maitred_test.mails_of('anna'), 'booking_requested booking_confirmed modification_confirmed',
    'one modification_confirmed and no modification_pending email'
);
select is(maitred_test.jobs_of('anna'), '', 'no job');
select is_empty('select * from maitred.table_holds', 'its holds are over');
select is(
    maitred_test.session_status('anna', 'ann') || ' ' || maitred_test.session_status('anna', 'bob'),
    'CANCELLED CANCELLED', 'and so are its sessions, holding or not'
);

select maitred.block_tables(
    p_restaurant_id => maitred_test.id('restaurant'),
    p_table_ids => array(
        select t.id from maitred.table_inventory as t
        where t.restaurant_id = maitred_test.id('restaurant')
    ),
    p_start_at => maitred_test.at('12:00'), p_end_at => maitred_test.at('18:00')
);
create temporary table before as select maitred_test.everything() as was;
create temporary table refusal as
select
    maitred_test.refusal(format(
        'select maitred.modify_booking(p_booking_id => %L, p_start_at => %L, p_if_unavailable => %L)',
        maitred_test.booking('anna'), maitred_test.at('13:00'), 'refuse'
    )) as said;
select is((select r.said ->> 'sqlstate' from refusal as r), 'MD205', 'nothing fits: MD205');
select is(maitred_test.everything(), (select b.was from before as b), 'and nothing changed');
select is(
    (select r.said -> 'detail' ->> 'booking_id' from refusal as r), maitred_test.booking('anna')::text,
    'the error names the booking'
);
select alike(
    (select r.said ->> 'message' from refusal as r),
    'no table is free for % guests from 2031-06-07 13:00:00 (Europe/Paris) to 2031-06-07 %',
    'and the window on the clock of the restaurant'
);

select maitred_test.book('ben', 4, maitred_test.at('20:00'));
select is(
    (
        select b.status::text
        from maitred.modify_booking(
            p_booking_id => maitred_test.booking('ben'), p_party_size => 6, p_if_unavailable => 'refuse'
        ) as b
    ),
    'confirmed', 'a booking that had no table gets one'
);
select is(maitred_test.mails_of('ben'), 'booking_requested modification_confirmed', 'with one email');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
