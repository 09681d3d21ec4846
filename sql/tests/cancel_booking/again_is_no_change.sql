begin;

select plan(3);
select maitred_test.open_restaurant();

select maitred_test.seat('anna', '{T1}');
create temporary table first as
select b.* from maitred.cancel_booking(p_booking_id => maitred_test.booking('anna'), p_reason => 'ill') as b;
create temporary table before as select maitred_test.everything() as was;

select is(
    (
        select to_jsonb(b)
        from maitred.cancel_booking(
            p_booking_id => maitred_test.booking('anna'), p_reason => 'late', p_source => 'ops'
        ) as b
    ),
    (select to_jsonb(f) from first as f),
    'the same booking comes back'
);
select is(maitred_test.everything(), (select b.was from before as b), 'no row changed');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
