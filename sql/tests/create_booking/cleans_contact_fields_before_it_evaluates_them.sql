-- What people type and exports hold: spaces around an address, a name over two lines, the marks of a copied cell.
begin;
select plan(12);

select maitred_test.open_restaurant();
create temporary table written (what text, booking maitred.bookings) on commit drop;

insert into written
select c.what, b
from (
    values
    ('spaces and a tab around', E'  Ada Berg\t', E'\tada@example.org ', '+49 30  1234'),
    ('a line break in it', E'Ada\r\nBerg', E'ada@example.org\n', E'+49 30\n1234'),
    ('no-break spaces', U&'\00A0Ada\00A0Berg\3000', U&'ada@example.org\00A0', U&'+49\00A030\20091234'),
    ('nothing that has a width', U&'\FEFFAda\200B Berg', U&'\200Bada@example.org\2060', U&'+49 30 1234\FEFF')
) as c (what, name, email, phone)
cross join lateral maitred.create_booking(
    p_restaurant_id => maitred_test.id('restaurant'), p_party_size => 2, p_start_at => maitred_test.at('19:00'),
    p_guest_name => c.name, p_guest_email => c.email, p_guest_phone => c.phone
) as b;
select is(
    ((w.booking).guest_name || '|' || (w.booking).guest_email || '|' || (w.booking).guest_phone),
    'Ada Berg|ada@example.org|+49 30 1234', w.what
)
from written as w;

-- The same dirt again is the same request.
select is(
    (select count(distinct b.id) from unnest(array['Ada Berg', E'Ada\n Berg ']) as n (name)
    cross join lateral maitred.create_booking(
        p_restaurant_id => maitred_test.id('restaurant'), p_party_size => 2, p_start_at => maitred_test.at('19:00'),
        p_guest_name => n.name, p_guest_email => null, p_idempotency_key => 'k'
    ) as b),
    1::bigint, 'a retry that was cleaned before it was sent is the same request'
);

select is(
    (maitred.modify_booking(
        (select (w.booking).id from written as w where w.what = 'a line break in it'),
        p_guest_name => E' Ben\tBo ', p_guest_email => E' ben@example.org\n'
    )).guest_name::text,
    'Ben Bo', 'an edit cleans too'
);
select is(b.guest_email::text, 'ben@example.org', 'the address as well')
from maitred.bookings as b where b.guest_name = 'Ben Bo';
select is(
    (maitred.modify_booking(b.id, p_guest_email => U&' \00A0', p_guest_phone => E'\t')).guest_email::text,
    null, 'nothing but space is no address'
)
from maitred.bookings as b where b.guest_name = 'Ben Bo';
select is(b.guest_phone::text, null, 'and no phone number')
from maitred.bookings as b where b.guest_name = 'Ben Bo';

select is(
    (maitred.create_booking(
        p_restaurant_id => maitred_test.id('restaurant'), p_party_size => 2, p_start_at => maitred_test.at('19:00'),
        p_guest_name => U&'\0645\06CC\200C\062E\0648\0627\0647\0645', p_guest_email => ' ',
        p_notes => E'gluten\n\tnuts'
    )).guest_name::text,
    U&'\0645\06CC\200C\062E\0648\0627\0647\0645', 'what joins letters stays'
);
select throws_ok(
    format(
        'select maitred.create_booking(%L, 2, %L, %L, %L)', maitred_test.id('restaurant'), maitred_test.at('19:00'),
        'Ada',
        'ada berg@example.org'
    ),
    '22023', null, 'a space within an address is not guessed away'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
