begin;
select plan(9);

select maitred_test.open_restaurant();
select maitred_test.book('anna');

select ok(
    r.r ->> 'sqlstate' = '22023' and r.r #>> '{detail,argument}' = c.argument and not r.r::text ~ 'Rosebud',
    c.argument || ': ' || (r.r ->> 'message')
)
from (
    values
    ('p_guest_name', 'Rosebud =?utf-8'), ('p_guest_email', 'rosebud@Rosebud,'), ('p_guest_phone', repeat('Rosebud', 8)),
    ('p_notes', 'Rosebud' || repeat('x', 4000))
) as c (argument, value)
cross join lateral maitred_test.refusal(format(
    'select maitred.modify_booking(p_booking_id => %L, %I => %L)', maitred_test.booking('anna'), c.argument, c.value
)) as r (r);
select ok(
    r.r ->> 'sqlstate' = '22023' and not r.r::text ~ 'Rosebud', 'p_reason: ' || (r.r ->> 'message')
)
from unnest(array[
    format('select maitred.cancel_booking(%L, %L)', maitred_test.booking('anna'), 'Rosebud' || repeat('x', 1000)),
    format(
        'select maitred.block_tables(%L, %L, %L, %L, %L)', maitred_test.id('restaurant'),
        maitred_test.tables(array['T1']),
        maitred_test.at('19:00'), maitred_test.at('20:00'), 'Rosebud' || repeat('x', 1000)
    )
]) as c (call)
cross join lateral maitred_test.refusal(c.call) as r (r);
select ok(
    r.r ->> 'sqlstate' = '22023' and not r.r::text ~ 'Rosebud', 'p_results: ' || (r.r ->> 'message')
)
from maitred_test.refusal(
    'select maitred.settle_emails(1, ''[{"email_id": 1, "outcome": "x", "error": "550 no Rosebud here"}]'')'
) as r (r);

select is(
    maitred_test.refusal(format(
        'select maitred.modify_booking(p_booking_id => %L, p_locale => %L)',
        maitred_test.booking('anna'), repeat('x', 100000000)
    )) #>> '{detail,value}',
    repeat('x', 100) || '...', 'what is impersonal is shortened, however long it is'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
