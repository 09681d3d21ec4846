-- A function's literals are read under the caller's standard_conforming_strings: nothing may hang on a bare backslash.
begin;

select plan(9);
select maitred_test.open_restaurant();

create function pg_temp.state(p_name text, p_email text, p_phone text) returns text language sql as $$
    select maitred_test.refusal(format(
        'select maitred.create_booking(maitred_test.id(%L), 2, maitred_test.at(%L), %L, %L, p_guest_phone => %L)',
        'restaurant', '19:00', p_name, p_email, p_phone
    )) ->> 'sqlstate'
$$;
set local standard_conforming_strings = off;
set local client_min_messages = error;

select is(pg_temp.state('Anna', 'anna@example.org', '+33 1 23'), null, 'an ordinary guest is taken');
select is(pg_temp.state('u20 zero', 'u0080@example.org', '1'), null, 'letters of an escape are letters');
select is(pg_temp.state('An' || chr(8238) || 'na', 'anna@example.org', '1'), '22023', 'a name that turns text around');
select is(pg_temp.state(chr(160), 'anna@example.org', '1'), '22023', 'a name of nothing');
select is(pg_temp.state('u00A0', 'anna@example.org', '1'), null, 'and one that looks like its escape');
select is(pg_temp.state('=?x?=', 'anna@example.org', '1'), '22023', 'a name that mail software would decode');
select is(pg_temp.state('Anna', 'an' || chr(133) || '@example.org', '1'), '22023', 'an address with a control');
select is(pg_temp.state('Anna', 'anna@example.org', chr(155) || '1'), '22023', 'a phone number with a C1 control');

reset standard_conforming_strings;
set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
