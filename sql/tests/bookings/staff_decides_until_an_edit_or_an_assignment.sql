begin;
select plan(19);

select maitred_test.open_restaurant();
select maitred_test.book('anna');
select maitred_test.hold('anna', '{T3}', 'hans');
select maitred_test.propose('anna', '{T4}', 'olga');
select ok(
    (select b.staff_decides from maitred.bookings as b where b.id = maitred_test.booking('anna')),
    'made where the restaurant assigns by hand'
);

-- Whether staff still decide after a change, which is made, and taken back.
create function pg_temp.after(p_change text)
returns boolean
language plpgsql
as $$
declare
    v_before constant timestamptz := (
        select j.run_at from maitred_internal.assignment_jobs as j where j.booking_id = maitred_test.booking('anna')
    );
    v_decides boolean;
begin
    execute replace(p_change, ':anna', quote_literal(maitred_test.booking('anna')));
    select b.staff_decides into v_decides from maitred.bookings as b where b.id = maitred_test.booking('anna');
    if v_decides and v_before is distinct from (
        select j.run_at from maitred_internal.assignment_jobs as j where j.booking_id = maitred_test.booking('anna')
    ) then
        v_decides := null; -- then a job looks for a table all the same
    end if;
    set constraints all immediate;
    set constraints all deferred;
    raise exception using errcode = 'MDTST', message = coalesce(v_decides::text, '');
exception
    when sqlstate 'MDTST' then
        return nullif(sqlerrm, '');
end;
$$;

select is(pg_temp.after(c.change), true, c.what || ' leaves it to staff')
from (
    values
    ('a corrected phone number', 'select maitred.modify_booking(:anna, p_guest_phone => ''+33 1 23 45 67 89'')'),
    ('another name', 'select maitred.modify_booking(:anna, p_guest_name => ''Anne'')'),
    ('another address', 'select maitred.modify_booking(:anna, p_guest_email => ''anne@example.org'')'),
    ('no address', 'select maitred.modify_booking(:anna, p_guest_email => '''')'),
    ('a note', 'select maitred.modify_booking(:anna, p_notes => ''a dog'')'),
    ('another language', 'select maitred.modify_booking(:anna, p_locale => ''fr'')'),
    ('the party that it is', 'select maitred.modify_booking(:anna, p_party_size => 2, p_notes => ''a dog'')'),
    ('the end of a hold', 'select maitred.release_table_hold(maitred_test.hold_of(''anna'', ''hans''))')
) as c (what, change);
select is(pg_temp.after(c.change), false, c.what || ' ends it')
from (
    values
    ('another party', 'select maitred.modify_booking(:anna, p_party_size => 1)'),
    ('another start', 'select maitred.modify_booking(:anna, p_start_at => maitred_test.at(''20:00''))'),
    ('another end', 'select maitred.modify_booking(:anna, p_end_at => maitred_test.at(''20:00''))'),
    ('an edit in one call', 'select maitred.modify_booking(:anna, p_party_size => 1, p_if_unavailable => ''refuse'')'),
    ('an assignment', 'select maitred_test.assign(''anna'', ''{T1}'')'),
    (
        'the assignment of a hold',
        'select maitred.assign_tables_to_booking_from_hold_v3(maitred_test.hold_of(''anna'', ''hans''))'
    ),
    (
        'a session that is confirmed',
        'select maitred.confirm_manual_assignment(
            maitred_test.session_of(''anna'', ''olga''), maitred_test.id(''olga'')
        )'
    ),
    ('a reassignment', 'select maitred.reassign_tables_atomic(:anna, maitred_test.tables(''{T1}''))'),
    (
        'the planner, when staff ask it',
        'select maitred.release_table_hold(maitred_test.hold_of(''anna'', ''hans''));
        select maitred.cancel_manual_assignment(maitred_test.session_of(''anna'', ''olga''), maitred_test.id(''olga''));
        select maitred.auto_assign_booking(:anna, p_bypass_feature_flag => true)'
    )
) as c (what, change);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
