begin;
select plan(11);

select maitred_test.open_restaurant();
insert into maitred.turn_times (
    restaurant_id, max_party, duration
) values (maitred_test.id('restaurant'), 20, '1 hour');
create function pg_temp.times(p_within interval, p_limit int default 6)
returns text
language sql
as $$
    select string_agg(to_char(s.start_at at time zone 'Europe/Paris', 'HH24:MI'), ' ' order by s.n)
    from maitred.suggest_times(maitred_test.id('restaurant'), maitred_test.at('19:00'), 10, p_within, p_limit)
        with ordinality as s (start_at, end_at, options, best_table_ids, n);
$$;

select
    is(pg_temp.times('30 minutes'), '19:00 18:45 19:15 18:30 19:30', 'the wished time, then earlier and later in turn');
select maitred_test.seat('ten', array['T2', 'T3', 'T4'], 10, maitred_test.at('19:00'), maitred_test.at('20:00'));
select is(pg_temp.times('30 minutes'), null, 'nothing while the tables are taken');
select is(pg_temp.times('90 minutes'), '18:00 20:00 17:45 20:15 17:30 20:30', 'the times around');
select is(pg_temp.times('90 minutes', 1), '18:00', 'as many as wanted');

select maitred_test.book('other', 10, maitred_test.at('20:00'), maitred_test.at('21:00'));
select is(
    jsonb_path_query_array(maitred_test.refusal(format(
        'select maitred.modify_booking(%L, p_start_at => %L, p_if_unavailable => ''refuse'')',
        maitred_test.booking('other'), maitred_test.at('19:15')
    )) #> '{detail,nearest_times}', '$[*].start_at'),
    '["2031-06-07T18:00:00+00:00", "2031-06-07T18:15:00+00:00"]'::jsonb,
    'an edit that is refused names the nearest times within an hour'
);
select maitred.cancel_booking(maitred_test.booking('other'), p_source => 'ops');
select is(
    (
        select jsonb_array_length(c.payload -> 'nearest_times')
        from maitred_internal.outbox_contents as c
        inner join maitred_internal.outbox_keys as k on k.email_id = c.email_id and k.kind = 'booking_declined'
    ),
    5, 'and so does the email to a guest who is declined'
);

select throws_ok($$ select pg_temp.times('25 hours') $$, '22023');
select throws_ok($$ select pg_temp.times(null) $$, '22023');
select throws_ok($$ select pg_temp.times('1 hour', 0) $$, '22023');
select throws_ok($$ select * from maitred.suggest_times(maitred_test.id('restaurant'), 'infinity', 2) $$, '22023');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
