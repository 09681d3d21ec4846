begin;

select plan(8);
select maitred_test.open_restaurant();

select
    is(
        maitred_test.refusal(format(
            'select maitred.create_booking(p_restaurant_id => %L, p_party_size => 2, p_start_at => %L,
            p_guest_name => ''x'', p_guest_email => null, p_source => %L)',
            maitred_test.id('restaurant'), clock_timestamp() - c.ago, c.source
        )) #>> '{detail,argument}',
        c.argument,
        format('%s, %s ago', c.source, c.ago)
    )
from (
    values
    ('guest', interval '1 minute', 'p_start_at'), ('ops', '1 minute', 'p_start_at'), ('guest', '-1 minute', null),
    ('walk_in', '14 minutes', null), ('walk_in', '16 minutes', 'p_start_at'), ('import', '1 year', null),
    ('walk_in', '-1 hour', null)
) as c (source, ago, argument);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
