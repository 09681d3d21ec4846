begin;
select plan(5);

select maitred_test.open_restaurant();
-- Ann has T1 since before there was a buffer; the next party comes when she leaves.
select maitred_test.seat('ann', '{T1}', 2);
select maitred_test.seat('next', '{T1}', 2, maitred_test.at('21:00'));
select is((maitred_test.propose('ann', '{T1,T2}', 'hans')).status::text, 'HELD', 'another table besides');
update maitred.restaurants set buffer_after = '30 min' where id = maitred_test.id('restaurant');
select is(
    (
        select row(s.status, s.problems)::text
        from maitred.confirm_manual_assignment(
            maitred_test.session_of('ann', 'hans'), maitred_test.id('hans')
        ) as s
    ), row('CONFIRMED', '[]')::text, 'the one that it has needs no more time under a longer buffer'
);

-- What is told to be in the way is so at tables that the booking would get.
select maitred_test.seat('eva', '{T3}', 4);
select is(
    (
        select string_agg(p ->> 'table_id', ' ')
        from jsonb_array_elements((maitred_test.propose('ann', '{T1,T2,T3}', 'hans')).problems) as p
        where p ->> 'rule' = 'free'
    ), maitred_test.id('T3')::text, 'a proposal names what is in the way where it has to move'
);
select is(
    (
        select string_agg(distinct q.id #>> '{}', ' ')
        from jsonb_path_query(
            maitred_test.refusal($$ select maitred_test.hold('ann', '{T1,T2,T3}', 'olga') $$),
            'strict $.detail.**.table_id'
        ) as q (id)
    ), maitred_test.id('T3')::text, 'and so does a hold'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
