-- Each of these is refused, and nothing is written.
begin;

select plan(40);
select maitred_test.open_restaurant();

create function pg_temp.refused(p_changed jsonb) returns jsonb language sql as $$
    select maitred_test.refusal(format(
        'select maitred.create_booking(%s)',
        string_agg(format('%I => %L', a.key, a.value), ', ')
    ))
    from jsonb_each_text(jsonb_build_object(
        'p_restaurant_id', maitred_test.id('restaurant'), 'p_party_size', 2, 'p_start_at', maitred_test.at('19:00'),
        'p_guest_name', 'x', 'p_guest_email', 'x@example.org'
    ) || p_changed) as a
$$;
create temporary table before as select maitred_test.everything() as was;

select
    is(
        array[pg_temp.refused(c.changed) ->> 'sqlstate', pg_temp.refused(c.changed) #>> '{detail,argument}'],
        array['22023', object_keys.key],
        c.what
    )
from (
    values
    ('{"p_restaurant_id": null}'::jsonb, 'a null restaurant'),
    ('{"p_start_at": null}', 'a null start'),
    ('{"p_start_at": "infinity"}', 'an infinite start'),
    ('{"p_start_at": "-infinity"}', 'a start infinitely long ago'),
    ('{"p_start_at": "294276-12-31 23:00+00"}', 'a start at the end of time'),
    ('{"p_end_at": "infinity"}', 'an infinite end'),
    ('{"p_end_at": "2031-06-07 16:00+00"}', 'an end before the start'),
    ('{"p_end_at": "2031-06-07 17:00+00"}', 'an end at the start'),
    ('{"p_end_at": "2031-06-08 17:01+00"}', 'longer than a day'),
    ('{"p_guest_name": null}', 'a null name'),
    ('{"p_guest_name": ""}', 'an empty name'),
    ('{"p_guest_name": "   "}', 'a name of spaces'),
    (jsonb_build_object('p_guest_name', U&'\00A0 \3000\200B'), 'a name of other spaces'),
    (jsonb_build_object('p_guest_name', repeat('x', 10240)), 'a name of 10 kB'),
    (jsonb_build_object('p_guest_name', E'Anna\x1b[2J'), 'a name that a terminal would obey'),
    (jsonb_build_object('p_guest_name', U&'Anna\202E'), 'a name that turns text around'),
    ('{"p_guest_name": "=?utf-8?q?=0ABcc:?="}', 'a name that mail software would decode'),
    (jsonb_build_object('p_guest_email', E'a@example.org\nBcc: all@example.org'), 'an address with a line break'),
    ('{"p_guest_email": "a@b, c@d"}', 'two addresses'),
    ('{"p_guest_email": "anna"}', 'no address'),
    ('{"p_guest_email": "=?x?=@example.org"}', 'an address that mail software would decode'),
    (jsonb_build_object('p_guest_email', repeat('x', 65) || '@example.org'), 'a local part of 65 bytes'),
    (jsonb_build_object('p_guest_email', 'x@' || repeat('y', 253)), 'an address of 255 bytes'),
    (jsonb_build_object('p_guest_phone', repeat('1', 51)), 'a phone number of 51 characters'),
    (jsonb_build_object('p_guest_phone', U&'1\009B2'), 'a phone number with a control'),
    (jsonb_build_object('p_notes', repeat('n', 4001)), 'notes of 4001 characters'),
    (jsonb_build_object('p_notes', E'gluten\x1b]0;'), 'notes that a terminal would obey'),
    ('{"p_guest_email": "anna@example.org."}', 'a name in DNS with a dot at its end'),
    ('{"p_guest_email": "anna@[192.0.2.1]"}', 'an address literal'),
    (jsonb_build_object('p_guest_email', 'x@' || repeat('y', 64) || '.org'), 'a label of 64 characters'),
    ('{"p_locale": "English"}', 'no language tag'),
    (jsonb_build_object('p_locale', 'en' || repeat('-abcdefgh', 10000)), 'a language tag of 90 kB'),
    ('{"p_source": null}', 'a null source'),
    ('{"p_source": "web"}', 'an unknown source')
) as c (changed, what)
cross join lateral (select k.key from jsonb_object_keys(c.changed) as k (key)) as object_keys;

select throws_ok(
    $$select maitred.create_booking(p_restaurant_id => gen_random_uuid(), p_party_size => 2,
        p_start_at => maitred_test.at('19:00'), p_guest_name => 'x', p_guest_email => null)$$,
    'MD105', null, 'an unknown restaurant'
);
select cmp_ok(
    length(pg_temp.refused(jsonb_build_object('p_guest_name', repeat('x', 10240))) ->> 'message'), '<', 300,
    'a long value is not repeated in full'
);
select is(maitred_test.everything(), (select b.was from before as b), 'nothing was written');
select throws_ok($$select '  '::maitred.guest_name$$, '23514', null, 'nor can a name of spaces be stored');
select is(
    pg_temp.refused('{"p_guest_name": "Zoë ☕ 李", "p_locale": "de-CH", "p_guest_email": "zoë@exämple.org"}'), null,
    'names and addresses in any script are taken'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
