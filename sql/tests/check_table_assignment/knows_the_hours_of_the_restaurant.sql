begin;

select plan(8);
select maitred_test.open_restaurant();

insert into maitred.service_periods (restaurant_id, name, weekday, opens, closes)
values (maitred_test.id('restaurant'), 'dinner', 6, '18:00', '22:00');
select maitred_test.book('inside', 2, maitred_test.at('20:00'), maitred_test.at('22:00'));
select maitred_test.book('late', 2, maitred_test.at('21:00'), maitred_test.at('22:01'));
select maitred_test.book('early', 2, maitred_test.at('18:00'), maitred_test.at('19:00'));
create function pg_temp.said(p_name text) returns text language sql as $$
    select coalesce(string_agg(c.rule || ':' || c.severity, ' '), '')
    from maitred.check_table_assignment(maitred_test.booking(p_name), maitred_test.tables('{T1}')) as c
$$;

select is(pg_temp.said('inside'), '', 'it may end when the service ends');
select is(pg_temp.said('late'), 'service_overrun:warn', 'ending after it is a warning');
select is(
    (
        select c.detail
        from maitred.check_table_assignment(maitred_test.booking('late'), maitred_test.tables('{T1}')) as c
    ),
    '{"end_at": "2031-06-07T20:01:00+00:00", "closes_at": "2031-06-07T20:00:00+00:00"}', 'with both ends'
);
select is(maitred_test.assign('late', '{T1}'), 'T1', 'and tables can be assigned');
update maitred.service_periods set opens = '18:30';
select is(pg_temp.said('early'), 'inside_service:block', 'hours that were changed since shut a booking out');
select throws_ok($$select maitred_test.assign('early', '{T2}')$$, 'MD301', null, 'and nothing can be assigned');
insert into maitred.service_exceptions (restaurant_id, service_date, opens, closes)
values (maitred_test.id('restaurant'), '2031-06-07', '12:00', '23:00');
select is(pg_temp.said('early'), '', 'unless the date has other hours');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
