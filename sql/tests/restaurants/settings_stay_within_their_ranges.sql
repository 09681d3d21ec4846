begin;

select plan(38);
select maitred_test.open_restaurant();

select
    is(
        maitred_test.refusal(
            format('update maitred.restaurants set %s where id = %L', c.change, maitred_test.id('restaurant'))
        )
        ->> 'sqlstate',
        c.state, c.change
    )
from (
    values
    ('timezone = ''Europe/Atlantis''', '22023'), ('timezone = ''CEST''', '22023'), ('timezone = ''+02''', '22023'),
    ('timezone = ''localtime''', '22023'), ('timezone = ''posixrules''', '22023'),
    ('timezone = ''posix/Europe/Paris''', '22023'), ('timezone = ''right/Europe/Paris''', '22023'),
    ('timezone = ''Asia/Kolkata''', null),
    ('hold_ttl = ''29 s''', '23514'), ('hold_ttl = ''601 s''', '23514'), ('hold_ttl = ''30 s''', null),
    ('hold_ttl = ''600 s''', null), ('buffer_after = ''-1 min''', '23514'), ('buffer_after = ''5 hours''', '23514'),
    ('hold_ttl = ''2 mons -60 days 60 s''', '23514'), ('buffer_after = ''-2 mons 60 days''', '23514'),
    ('buffer_after = ''12000 mons -360000 days''', '23514'), ('buffer_after = ''1 day -20 hours''', '23514'),
    ('recheck_waiting = ''59 s''', '23514'), ('recheck_waiting = ''61 min''', '23514'),
    ('recheck_waiting = ''2 mons -60 days 5 min''', '23514'), ('recheck_waiting = ''1 min''', null),
    ('max_combined_tables = 0', '23514'), ('max_combined_tables = 6', '23514'), ('max_spare_seats = -1', '23514'),
    ('min_party_size = 0', '23514'), ('max_party_size = 0', '23514'), ('email = E''a@b\nc''', '23514'),
    ('name = ''''', '23514'),
    ('name = E''Chez\u0085Nous''', '23514'), ('name = ''=?UTF-8?Q?x=0ABcc:x?=''', '23514'),
    ('name = ''Chez Nous = là?''', null), ('default_locale = ''english''', '23514')
) as c (change, state);
select is(
    maitred_test.refusal($$insert into maitred.restaurants (name, timezone) values ('x', 'Mars/Phobos')$$) -> 'detail',
    '{"code": "invalid_argument", "argument": "timezone", "value": "Mars/Phobos",
        "must": "be an IANA name such as Europe/Paris (pg_timezone_names without localtime, posix/... and right/...)"}',
    'an unknown time zone is named, with the way out'
);
select throws_ok(
    format(
        'insert into maitred.turn_times (restaurant_id, max_party, duration) values (%L, 20, %L)',
        maitred_test.id('restaurant'), t.duration
    ),
    '23514', null, 'a turn time of ' || t.duration
)
from unnest(array['-2 mons 60 days 90 minutes', '1 mon -29 days']) as t (duration);
insert into maitred.restaurants (id, name, timezone)
values (maitred_test.id('plain'), 'plain', 'Europe/Paris');
select is(
    (
        select to_jsonb(r) - 'id' - 'name' - 'timezone'
        from maitred.restaurants as r
        where r.id = maitred_test.id('plain')
    ),
    '{"hold_ttl": "00:03:00", "buffer_after": "00:00:00", "recheck_waiting": "00:05:00",
        "max_combined_tables": 3, "max_spare_seats": 4,
        "block_spare_seats": false, "min_party_size": 1, "max_party_size": 20, "require_adjacency": true,
        "auto_assign_on_booking": true, "manual_sessions_enabled": true, "suppress_emails": false, "email": null,
        "default_locale": "en", "send_reminder_24h": false, "send_reminder_2h": false, "send_review_request": false}',
    'the defaults'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
