begin;

select plan(15);
select maitred_test.open_restaurant();
update maitred.restaurants set auto_assign_on_booking = true, max_combined_tables = 1;

create function pg_temp.take(
    p_name text, p_party int, p_start timestamptz default maitred_test.at('19:00'), p_source text default 'ops',
    p_notify boolean default null, p_key text default null
) returns text language plpgsql as $$
declare
    v_booking maitred.bookings := maitred.create_booking(
        maitred_test.id('restaurant'), p_party, p_start, p_name, p_name || '@example.org', p_start + interval '2 hours',
        p_source => p_source, p_notify => p_notify, p_if_unavailable => 'refuse', p_idempotency_key => p_key
    );
begin
    insert into maitred_test.names (name, id) values (p_name, v_booking.id) on conflict (name) do nothing;
    return v_booking.status;
end
$$;

select is(pg_temp.take('anna', 8), 'confirmed', 'confirmed immediately');
select is(maitred_test.tables_of('anna'), 'T6', 'at a table that fits');
select is(
    (
        select a.pinned from maitred.booking_table_assignments as a
        where a.booking_id = maitred_test.booking('anna')
    ),
    false, 'which the planner may change again'
);
select is(maitred_test.mails_of('anna'), 'booking_confirmed', 'the guest is told so, in one email');
select is(maitred_test.jobs_of('anna'), '', 'no job is left to do');
select is(
    maitred_test.events_of('anna'), 'booking.created tables.assigned booking.status_changed', 'and all of it is told'
);
select is(pg_temp.take('ann', 8, maitred_test.at('13:00'), 'walk_in'), 'confirmed', 'a walk-in likewise');
select is(maitred_test.mails_of('ann'), '', 'without an email');

create temporary table before as select maitred_test.everything() as was;
select is(
    (maitred_test.refusal($$select pg_temp.take('ben', 8)$$) #- '{detail,nearest_times}') - 'hint',
    jsonb_build_object(
        'sqlstate', 'MD205',
        'message', 'no table is free for 8 guests from 2031-06-07 19:00:00 (Europe/Paris) '
            'to 2031-06-07 21:00:00 (Europe/Paris)',
        'detail', jsonb_build_object(
            'code', 'no_table_available', 'party_size', 8,
            'start_at', '2031-06-07T17:00:00+00:00', 'end_at', '2031-06-07T19:00:00+00:00',
            'reasons', '{"rules": [], "tables": 1, "options": 1}'::jsonb
        )
    ),
    'none is free: MD205 says what for'
);
select is(maitred_test.everything(), (select b.was from before as b), 'and nothing was written');
select is(
    maitred_test.refusal($$select pg_temp.take('ben', 6, maitred_test.at('20:30'))$$), null, 'another party gets one'
);
select is(
    maitred_test.refusal($$select pg_temp.take('eve', 8, maitred_test.at('20:30'), p_key => 'k')$$)
    #>> '{detail,nearest_times,0,start_at}',
    '2031-06-07T19:00:00+00:00', 'the times that would do are told'
);
select is(
    pg_temp.take('eve', 8, maitred_test.at('21:00'), p_key => 'k'), 'confirmed',
    'a key whose request was refused is free for another'
);
select throws_ok(
    format(
        'select maitred.create_booking(%L, 2, %L, ''x'', null, p_if_unavailable => null)',
        maitred_test.id('restaurant'),
        maitred_test.at('19:00')
    ), '22023', null, 'pending or refuse, nothing else'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
