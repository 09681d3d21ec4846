begin;

select plan(16);
select maitred_test.open_restaurant();

create function pg_temp.again(
    p_key text, p_party int default 2, p_restaurant text default 'restaurant',
    p_start timestamptz default maitred_test.at('19:00'), p_email text default 'anna@example.org'
) returns uuid language sql as $$
    select b.id
    from maitred.create_booking(
        p_restaurant_id => maitred_test.id(p_restaurant), p_party_size => p_party, p_start_at => p_start,
        p_guest_name => 'Anna', p_guest_email => p_email, p_idempotency_key => p_key
    ) as b
$$;
select maitred_test.open_restaurant('other');
insert into maitred_test.names (name, id)
select
    'anna',
    pg_temp.again('k1');

create temporary table before as select maitred_test.everything() as was;
select is(pg_temp.again('k1'), maitred_test.booking('anna'), 'the same key: the same booking');
select is(
    pg_temp.again('k1', p_start => '2031-06-07T17:00:00Z'), maitred_test.booking('anna'),
    'the same instant written in another way is the same request'
);
select is(maitred_test.everything(), (select b.was from before as b), 'and nothing was written');
select throws_ok($$select pg_temp.again('k1', p_party => 3)$$, 'MD203', null, 'the same key, another party');
select throws_ok(
    $$select pg_temp.again('k1', p_email => 'ben@example.org')$$, 'MD203', null, 'the same key, another guest'
);
select is(
    maitred_test.refusal($$select pg_temp.again('k1', p_party => 3)$$) -> 'detail',
    jsonb_build_object('code', 'idempotency_key_reused', 'argument', 'p_idempotency_key'),
    'the error says nothing of the other request'
);
select lives_ok(
    $$select pg_temp.again('nobody', p_email => null), pg_temp.again('nobody', p_email => '')$$,
    'an empty address and none are the same request'
);
select isnt(pg_temp.again('k2'), maitred_test.booking('anna'), 'another key: another booking');
select isnt(pg_temp.again('k1', p_restaurant => 'other'), maitred_test.booking('anna'), 'a key is of one restaurant');
select isnt(pg_temp.again(null), pg_temp.again(null), 'no key: a booking each time');

select lives_ok(
    format('select maitred.cancel_booking(p_booking_id => %L)', maitred_test.booking('anna')),
    'the booking is cancelled'
);
select is(pg_temp.again('k1'), maitred_test.booking('anna'), 'the key still gives it back');
select is(maitred_test.status_of('anna'), 'cancelled', 'as it is now');
select throws_ok($$select pg_temp.again('')$$, '22023', null, 'an empty key is none');
select throws_ok($$select pg_temp.again(repeat('k', 201))$$, '22023', null, 'a key has at most 200 characters');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
