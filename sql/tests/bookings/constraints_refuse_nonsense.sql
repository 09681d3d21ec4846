begin;

select plan(14);
select maitred_test.open_restaurant();

select maitred_test.book('anna');
select maitred_test.seat('ben', '{T2}');
select
    is(
        maitred_test.refusal(
            format('update maitred.bookings set %s where id = maitred_test.booking(''anna'')', c.change)
        )
        ->> 'sqlstate',
        '23514', c.change
    )
from (
    values
    ('party_size = 0'), ('end_at = start_at'), ('end_at = start_at + interval ''25 hours'''), ('guest_name = '''''),
    ('guest_name = E''a\nb'''), ('guest_email = E''a@b\nc'''), ('guest_phone = repeat(''1'', 51)'),
    ('notes = repeat(''n'', 4001)'), ('locale = ''X'''), ('source = ''web'''),
    ('reference = ''7K3M9O'''), ('reference = ''7K3M9''')
) as c (change);
select is(
    maitred_test.refusal(format(
        'update maitred.bookings set pending_ref = gen_random_uuid() where id = %L', maitred_test.booking('ben')
    )) ->> 'sqlstate',
    '23514', 'a modification cycle of a confirmed booking'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
