-- What errors say goes into logs, and create, modify and cancel may be called for guests. So no error has anything of a
-- person in it, and those three say nothing of bookings that are not theirs.
begin;

select plan(8);
select maitred_test.open_restaurant();
select maitred_test.open_restaurant('other');

-- Whatever anybody knows about a person has this in it.
create temporary table mark as select 'zqx' as word;
grant select on mark to public;

select maitred_test.seat('anna', '{T1,T2}', 4);
select maitred_test.seat('next', '{T2}', 2, maitred_test.at('21:00'));
select maitred_test.seat('heldup', '{T8}', 2);
select maitred_test.seat('blocked', '{T7}', 2);
select maitred_test.book('held', 2, maitred_test.at('21:00'));
select maitred_test.hold('held', '{T8}', 'hans');
select maitred.block_tables(
    maitred_test.id('restaurant'), maitred_test.tables('{T7}'), maitred_test.at('21:00'), maitred_test.at('22:00'),
    'zqx falls ill', maitred_test.id('boss')
);
select maitred.seat_booking(maitred_test.booking(n.name)) from unnest('{anna,heldup,blocked}'::text []) as n (name);
select maitred_test.book('ben');
select maitred_test.book('late', 2, maitred_test.at('13:00'));
select maitred_test.hold('late', '{T3}', 'hans');
select maitred_test.run_out('late');
select maitred_test.book('ended');
select maitred.cancel_booking(maitred_test.booking('ended'));
select maitred_test.book('crowd', 8);
select maitred_test.seat('full', '{T6}', 8);
select maitred_test.seat('keyed', '{T3}');
select maitred_test.assign('keyed', '{T3}', 'zqx key', 'hans');
select maitred_test.book('far', p_restaurant => 'other');
select maitred_test.propose('ben', '{T4}', 'hans');
select maitred_test.book('often', 4);
select maitred_test.hold('often', '{T5}', 'hans') from generate_series(1, 5);
select maitred.release_table_hold(h.id)
from maitred.table_holds as h
where h.booking_id = maitred_test.booking('often');
select maitred_test.seat('broken', '{T4}', 2, maitred_test.at('12:00'));
update maitred.booking_table_assignments
set start_at = start_at - interval '1 minute'
where booking_id = maitred_test.booking('broken');
update maitred.restaurants set manual_sessions_enabled = false where id = maitred_test.id('other');
insert into maitred.service_exceptions (restaurant_id, service_date) values (
    maitred_test.id('restaurant'), '2031-12-24'
);

select b.id
from maitred.create_booking(
    maitred_test.id('restaurant'), 2, maitred_test.at('12:00'), 'x', null, p_idempotency_key => 'zqx order 17'
) as b;
update maitred.bookings as b
set
    guest_name = 'zqx ' || b.guest_name,
    guest_email = format('zqx%s@zqx.example', left(md5(b.id::text), 8)) || left(b.guest_email, 0),
    guest_phone = '+49 zqx',
    notes = 'zqx is allergic to nuts';

-- What is refused: a template, in which $ is the id of the booking that the call is about.
create temporary table calls (n int generated always as identity, about text, call text);
insert into calls (about, call) values
(null, 'create_booking($H, 2, $19, repeat(''zqx'', 100), null)'),
(null, 'create_booking($H, 2, $19, ''x'', ''zqx'')'),
(null, 'create_booking($H, 2, $19, ''x'', null, p_guest_phone => repeat(''zqx'', 20))'),
(null, 'create_booking($H, 2, $19, ''x'', null, p_notes => repeat(''zqx'', 2000))'),
(null, 'create_booking($H, 200, $19, ''x'', null)'),
(null, 'create_booking($H, 2, $19, ''x'', null, $19)'),
(null, 'create_booking($H, 2, ''2001-01-01 12:00Z'', ''x'', null)'),
(null, 'create_booking($H, 2, $19, ''x'', null, p_if_unavailable => ''never'')'),
(null, 'create_booking(''00000000-0000-0000-0000-000000000000'', 2, $19, ''zqx'', null)'),
(null, 'create_booking($H, 2, $19, ''x'', null, p_idempotency_key => ''zqx order 17'')'),
(null, 'create_booking($H, 8, $19, ''zqx'', ''zqx@zqx.example'', p_if_unavailable => ''refuse'')'),
(null, 'create_booking($H, 2, ''2031-12-24 19:00+01'', ''zqx'', null)'),
('ben', 'modify_booking($, p_guest_name => repeat(''zqx'', 100))'),
('ben', 'modify_booking($, p_guest_email => ''zqx'')'),
('ben', 'modify_booking($, p_guest_phone => repeat(''zqx'', 20))'),
('ben', 'modify_booking($, p_notes => repeat(''zqx'', 2000))'),
('ben', 'modify_booking($, p_expected_version => 7)'),
('ben', 'modify_booking($, 8, p_if_unavailable => ''refuse'')'),
('ben', 'modify_booking($, p_start_at => ''2031-12-24 19:00+01'')'),
('ben', 'modify_booking($, p_restaurant_id => $O)'),
('ended', 'modify_booking($, 3)'),
('anna', 'modify_booking($, 3)'),
('anna', 'modify_booking($, p_end_at => $19 + interval ''3 hours'')'),
('heldup', 'modify_booking($, p_end_at => $19 + interval ''3 hours'')'),
('blocked', 'modify_booking($, p_end_at => $19 + interval ''3 hours'')'),
('anna', 'cancel_booking($)'),
('ben', 'cancel_booking($, p_reason => repeat(''zqx'', 400))'),
('ben', 'cancel_booking($, p_restaurant_id => $O)'),
('ben', 'seat_booking($)'),
('ended', 'complete_booking($)'),
('ended', 'mark_no_show($)'),
('ended', 'undo_seating($)'),
('ben', 'assign_tables_atomic_v2($, array[$H])'),
('ben', 'assign_tables_atomic_v2($, array[$T1])'),
('held', 'assign_tables_atomic_v2($, array[$T8])'),
('held', 'assign_tables_atomic_v2($, array[$T7])'),
('ben', 'assign_tables_atomic_v2($, array[$T1, $T1])'),
('ben', 'assign_tables_atomic_v2($, array[$T4], p_start_at => $19)'),
('crowd', 'assign_tables_atomic_v2($, array[$T3])'),
('ended', 'assign_tables_atomic_v2($, array[$T3])'),
('keyed', 'assign_tables_atomic_v2($, array[$T4], ''zqx key'')'),
('broken', 'assign_tables_atomic_v2($, array[$T4])'),
('ben', 'reassign_tables_atomic($, array[$T1])'),
('anna', 'unassign_tables_atomic($)'),
('anna', format('swap_tables_atomic($, %L)', maitred_test.booking('ben'))),
('ben', 'create_table_hold_v2($, array[$T1])'),
('often', 'create_table_hold_v2($, array[$T3], maitred_test.id(''hans''))'),
('ben', 'extend_table_hold($H)'),
('late', format('extend_table_hold(%L)', maitred_test.hold_of('late', 'hans'))),
('late', format('assign_tables_to_booking_from_hold_v3(%L)', maitred_test.hold_of('late', 'hans'))),
('late', format(
    'assign_tables_to_booking_from_hold_v3(%L, p_assigned_by => maitred_test.id(''ida''))',
    maitred_test.hold_of('held', 'hans')
)),
('ben', 'confirm_manual_assignment($H, $H)'),
('ben', format('confirm_manual_assignment(%L, $H)', maitred_test.session_of('ben', 'hans'))),
('far', 'propose_manual_assignment($, array[$H], $H)'),
(null, 'block_tables($H, array[$T1], $19, $19 + interval ''1 hour'')'),
(null, 'block_tables($H, array[$T1], $19, $19 + interval ''1 hour'', repeat(''zqx'', 2000))'),
(null, 'local_instant($H, ''2031-03-30 02:30'')'),
(null, 'settle_emails(1, ''{"zqx": 1}'')');

create temporary table answers as
select
    c.n,
    c.about,
    c.call,
    maitred_test.refusal('select * from maitred.' || regexp_replace(
        replace(replace(replace(replace(
            c.call, '$H', quote_literal(maitred_test.id('restaurant')) || '::uuid'
        ), '$O', quote_literal(maitred_test.id('other'))), '$19', format('timestamptz %L', maitred_test.at('19:00'))),
        '($,', format('(%L,', maitred_test.booking(c.about))),
        '\$(T[0-9])', 'maitred_test.id(''\1'')', 'g'
    )) as said
from calls as c
order by c.n;
-- The id where it stands alone.
update answers as a
set said = maitred_test.refusal(
    'select * from maitred.' || replace(a.call, '($)', format('(%L)', maitred_test.booking(a.about)))
)
where a.call like '%($)%';

select is_empty('select a.call from answers as a where a.said is null', 'each of these calls is refused');
select set_eq(
    $$select distinct a.said ->> 'sqlstate' from answers as a$$,
    'select e.sqlstate from maitred.error_catalogue as e',
    'and together they meet every error there is, and no other'
);
select is_empty(
    $$select a.call, a.said from answers as a, mark as m
    where a.said::text ilike '%' || m.word || '%' and a.call !~ '^(assign|reassign)[a-z_0-9]*\(.*zqx key'$$,
    'none has anything of a person in it'
);
select is_empty(
    $$select a.call, a.said, b.reference
    from answers as a
    inner join maitred.bookings as b on b.id is distinct from maitred_test.booking(a.about)
    where a.call ~ '^(create|modify|cancel)_booking' and (
        a.said::text like '%' || b.id || '%' or a.said::text like '%' || b.reference || '%'
    )$$,
    'create, modify and cancel tell nothing of other bookings, not even which they are'
);
select is_empty(
    $$select a.call, a.said from answers as a
    inner join maitred.bookings as b on b.id = maitred_test.booking(a.about)
    where a.call ~ '^(modify|cancel|seat|complete|mark_no_show|undo)_'
        and a.said ->> 'sqlstate' in ('MD204', 'MD401') and strpos(a.said ->> 'message', b.reference) = 0$$,
    'they call the booking that they are about by its reference'
);
select is(
    (select a.said ->> 'message' from answers as a where a.call = 'assign_tables_atomic_v2($, array[$T1])'),
    format('T1 is taken by %s, party of 4, until 21:00', maitred_test.reference('anna')),
    'to staff what takes a table is a reference and a party, on the clock of the restaurant'
);
select is_empty(
    $$select a.call, a.said from answers as a where a.said ->> 'message' ~ '[0-9]{2}:[0-9]{2}(:[0-9]{2})?([+]00|Z)'
        and a.said ->> 'sqlstate' <> '22023'$$,
    'no message has a time in UTC'
);
update maitred.booking_table_assignments
set start_at = start_at + interval '1 minute'
where booking_id = maitred_test.booking('broken');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
