begin;

select plan(6);
select maitred_test.open_restaurant();

select maitred_test.book('anna', 4);
select maitred_test.propose('anna', '{T1,T2}', 'ann');
create temporary table first as
select s.* from maitred.manual_assignment_sessions as s;
update maitred.table_holds set expires_at = clock_timestamp() + interval '5 s';
update maitred.allocations set expires_at = (select h.expires_at from maitred.table_holds as h);
update maitred.manual_assignment_sessions set hold_expires_at = (select h.expires_at from maitred.table_holds as h);

create temporary table again as
select s.* from maitred_test.propose('anna', '{T2,T1}', 'ann') as s;
select is(
    (select row(a.id, a.hold_id, a.status)::text from again as a),
    (select row(f.id, f.hold_id, f.status)::text from first as f),
    'in any order: the same session and hold'
);
select ok(
    (select a.hold_expires_at > clock_timestamp() + interval '175 s' from again as a), 'its time renewed'
);
select results_eq(
    'select h.expires_at, count(l.*)::int from maitred.table_holds as h, maitred.allocations as l
    where l.expires_at = h.expires_at group by 1',
    'select a.hold_expires_at, 2 from again as a', 'in all three places'
);
select is(
    (select count(*)::int from maitred.observability_events as e where e.name = 'hold.created'),
    1,
    'it is not a new hold'
);
select maitred.extend_table_hold((select a.hold_id from again as a), '600 s');
select ok(
    (
        select s.hold_expires_at > clock_timestamp() + interval '595 s'
        from maitred_test.propose('anna', '{T1,T2}', 'ann') as s
    ),
    'a longer hold is not shortened'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
