begin;

select plan(9);
select maitred_test.open_restaurant();
select maitred_test.open_restaurant('other');

select maitred_test.book('guest' || n) from generate_series(1, 200) as n;
select is(
    (select count(distinct b.reference)::int from maitred.bookings as b), 200, 'each booking is called something else'
);
select is_empty(
    $$select b.reference from maitred.bookings as b where b.reference !~ '^[2346789CDFHJKMNPQRTVWX5]{6}$'$$,
    'by six letters and digits, without vowels'
);
select ok(
    (
        select count(distinct s.symbol) > 20
        from maitred.bookings as b, regexp_split_to_table(b.reference, '') as s (symbol)
    ),
    'by all of them'
);

-- The same seed: the same draws.
select setseed(0.25);
select maitred_test.book('anna');
select setseed(0.25);
select maitred_test.book('ben');
select isnt(
    maitred_test.reference('ben'), maitred_test.reference('anna'), 'what another booking is called is drawn again'
);
select is(length(maitred_test.reference('ben')), 6, 'with six characters');
select setseed(0.25);
select maitred_test.book('far', p_restaurant => 'other');
select is(
    maitred_test.reference('far'), maitred_test.reference('anna'), 'bookings of two restaurants may be called the same'
);

select setseed(0.75);
create temporary table drawn as
select n, maitred_internal.draw_reference(6) as reference from generate_series(1, 6) as n;
update maitred.bookings as b
set reference = d.reference
from drawn as d
where b.id = maitred_test.booking('guest' || d.n);
select setseed(0.75);
select maitred_test.book('carl');
select is(length(maitred_test.reference('carl')), 7, 'after six draws in vain it has a character more');

select lives_ok(
    $$select maitred.modify_booking(maitred_test.booking('carl'), p_notes => 'x', p_party_size => 3)$$, 'an edit'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
