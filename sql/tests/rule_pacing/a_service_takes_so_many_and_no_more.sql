begin;
select plan(15);

select maitred_test.open_restaurant();
insert into maitred.service_periods (restaurant_id, id, name, weekday, opens, closes)
values (maitred_test.id('restaurant'), maitred_test.id('dinner'), 'dinner', 6, '18:00', '23:00');
create function pg_temp.limit_to(p_limits jsonb)
returns void
language sql
as $$
    update maitred.service_periods as p
    set
        max_arriving_parties = (p_limits ->> 'parties')::int, max_arriving_covers = (p_limits ->> 'covers')::int,
        max_covers_present = (p_limits ->> 'present')::int, max_online_parties = (p_limits ->> 'online_parties')::int,
        max_online_covers = (p_limits ->> 'online_covers')::int
    where p.id = maitred_test.id('dinner');
$$;
create function pg_temp.pacing(p_name text)
returns jsonb
language sql
as $$
    select jsonb_agg(c.detail order by c.detail ->> 'limit')
    from maitred.check_table_assignment(maitred_test.booking(p_name), maitred_test.tables(array['T8'])) as c
    where c.rule = 'pacing';
$$;

select maitred_test.seat('anna', array['T1'], 2, maitred_test.at('19:05'));
select maitred_test.book('bert', 4, maitred_test.at('19:10'));
select maitred_test.book('cleo', 4, maitred_test.at('19:15'));

select is(pg_temp.pacing('bert'), null, 'without limits any number');
select pg_temp.limit_to('{"parties": 1}');
select
    is(
        pg_temp.pacing('bert'),
        '[{"limit": "max_arriving_parties", "allowed": 1, "would_be": 2}]',
        'parties in the same quarter'
    );
select is(pg_temp.pacing('cleo'), null, 'not those of the next one');
select pg_temp.limit_to('{"covers": 5}');
select
    is(pg_temp.pacing('bert'), '[{"limit": "max_arriving_covers", "allowed": 5, "would_be": 6}]', 'covers that arrive');
select pg_temp.limit_to('{"present": 5}');
select
    is(
        pg_temp.pacing('cleo'),
        '[{"limit": "max_covers_present", "allowed": 5, "would_be": 6}]',
        'covers that are present'
    );
select pg_temp.limit_to('{"online_parties": 0, "online_covers": 3}');
select is(pg_temp.pacing('bert'), null, 'what comes from the restaurant itself does not count as online');
update maitred.bookings set source = 'guest' where id = maitred_test.booking('bert');
select is(
    pg_temp.pacing('bert'),
    '[
        {"limit": "max_online_covers", "allowed": 3, "would_be": 4},
        {"limit": "max_online_parties", "allowed": 0, "would_be": 1}
    ]',
    'what comes from a guest does'
);

select pg_temp.limit_to('{"parties": 1}');
select is(
    maitred_test.refusal(format(
        'select * from maitred.assign_tables_atomic_v2(%L, %L)',
        maitred_test.booking('bert'),
        maitred_test.tables(array['T8'])
    )) #>> '{detail,violations,0,rule}',
    'pacing', 'assign refuses'
);
select
    is(
        (maitred.auto_assign_booking(maitred_test.booking('bert'), true)).detail -> 'rules',
        '["pacing"]',
        'the planner too'
    );
select is_empty($$ select * from maitred.suggest_tables(maitred_test.booking('bert')) $$, 'and suggests nothing');
select is_empty(
    $$ select * from maitred.find_available_slots(maitred_test.id('restaurant'), '2031-06-07', 2)
        where start_at = maitred_test.at('19:00') $$,
    'nor is the time offered'
);
select lives_ok(
    $$ select maitred.reassign_tables_atomic(maitred_test.booking('anna'), maitred_test.tables(array['T2'])) $$,
    'who is counted already may change tables'
);
select is_empty(
    format(
        'select * from maitred.reoptimise_service(%L, %L, %L, p_dry_run => false) where booking_id = %L',
        maitred_test.id('restaurant'), maitred_test.at('18:00'), maitred_test.at('23:00'), maitred_test.booking('bert')
    ),
    'and re-optimising seats nobody beyond it'
);
select is(maitred_test.status_of('cleo'), 'confirmed', 'but others');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
