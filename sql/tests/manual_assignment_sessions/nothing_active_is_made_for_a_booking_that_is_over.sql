-- Every function of staff and worker that takes a booking is called for one of each kind that is over: whatever they
-- answer, nothing that lives is left of it.
begin;

select plan(4);
select maitred_test.open_restaurant();

select maitred_test.seat('done', '{T1}');
select maitred.seat_booking(maitred_test.booking('done'));
select maitred.complete_booking(maitred_test.booking('done'));
select maitred_test.book('off');
select maitred.cancel_booking(maitred_test.booking('off'));
select maitred_test.seat('other', '{T2}');

-- Every argument by its type and name, so that a function that comes later is called as well.
create function pg_temp.argument(p_name text, p_booking text) returns text language sql as $$
    select case
        when p_name in ('p_booking_id', 'p_booking_a') then format('%L', maitred_test.booking(p_booking))
        when p_name = 'p_booking_b' then format('%L', maitred_test.booking('other'))
        when p_name = 'p_table_ids' then format('%L', maitred_test.tables('{T2}'))
        when p_name in ('p_user_id', 'p_created_by', 'p_assigned_by', 'p_actor')
            then format('%L', maitred_test.id('ann'))
        when p_name = 'p_party_size' then '2'
        when p_name = 'p_start_at' then format('%L', maitred_test.at('19:00'))
        when p_name = 'p_end_at' then format('%L', maitred_test.at('21:00'))
    end
$$;
create temporary table called as
select
    b.name, p.proname,
    maitred_test.refusal(format(
        'select maitred.%I(%s)', p.proname,
        (
            select string_agg(
                format('%I => (%s)::%s', a.name, pg_temp.argument(a.name, b.name), a.type::regtype), ', '
            )
            from unnest(p.proargnames, p.proargtypes::oid []) as a (name, type)
            where pg_temp.argument(a.name, b.name) is not null
        )
    )) ->> 'sqlstate' as told
from pg_catalog.pg_proc as p,
    (values ('done'), ('off')) as b (name)
where p.pronamespace = 'maitred'::regnamespace and p.proargnames && '{p_booking_id,p_booking_a}';

select cmp_ok(
    (select count(distinct c.proname)::int from called as c), '>=', 15, 'all that take a booking were called'
);
select is_empty(
    $$select * from called as c where c.told not like 'MD%' and c.told <> '22023'$$,
    'each answers or refuses by the catalogue'
);
select is_empty(
    $$
        select n.name, 'hold' from maitred.table_holds as h inner join maitred_test.names as n on n.id = h.booking_id
        union all
        select n.name, 'session' from maitred.manual_assignment_sessions as s
        inner join maitred_test.names as n on n.id = s.booking_id
        where s.status in ('PROPOSED', 'HELD')
        union all
        select n.name, 'job' from maitred_internal.assignment_jobs as j
        inner join maitred_test.names as n on n.id = j.booking_id
        where n.name <> 'other'
        union all
        select n.name, 'time' from maitred.allocations as l inner join maitred_test.names as n on n.id = l.booking_id
        where n.name <> 'other'
    $$,
    'no hold, session, job or time of a booking that is over'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
