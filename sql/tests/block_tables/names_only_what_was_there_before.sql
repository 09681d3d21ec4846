begin;

select plan(2);
select maitred_test.open_restaurant();
select maitred_test.seat('anna', '{T2}');

select is(
    maitred_test.refusal(format(
        'select maitred.block_tables(%L, %L, %L, %L)', maitred_test.id('restaurant'), maitred_test.tables('{T1,T2,T3}'),
        maitred_test.at('12:00'), maitred_test.at('23:00')
    )) #> '{detail,taken}' @> jsonb_build_array(jsonb_build_object(
        'table', 'T2', 'blocked_by', 'assignment', 'blocker_id', maitred_test.booking('anna')
    ))
    and jsonb_array_length(maitred_test.refusal(format(
        'select maitred.block_tables(%L, %L, %L, %L)', maitred_test.id('restaurant'), maitred_test.tables('{T1,T2,T3}'),
        maitred_test.at('12:00'), maitred_test.at('23:00')
    )) #> '{detail,taken}') = 1,
    true,
    'the refusal lists the booking in the way, and not the blocks that the call itself had made'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
