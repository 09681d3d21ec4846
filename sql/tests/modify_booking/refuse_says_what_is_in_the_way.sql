begin;

select plan(7);
select maitred_test.open_restaurant();
select maitred_test.seat('anna', '{T1}');

create function pg_temp.refused(p_party_size int, p_start_at timestamptz)
returns jsonb
language sql
as $$
    select maitred_test.refusal(format(
        'select maitred.modify_booking(%L, p_party_size => %L, p_start_at => %L, p_if_unavailable => %L)',
        maitred_test.booking('anna'), p_party_size, p_start_at, 'refuse'
    ));
$$;

create temporary table huge as select pg_temp.refused(20, maitred_test.at('19:00')) as said;
select is(
    (select h.said ->> 'message' from huge as h), 'the planner knows no table or combination for 20 guests',
    'a party that never fits'
);
select is(
    (select h.said #> '{detail,reasons}' from huge as h), '{"options": 0, "tables": 0, "rules": []}', 'in numbers'
);
select alike(
    (select h.said ->> 'hint' from huge as h), 'No time within an hour fits either: %',
    'no times are promised that are not in DETAIL'
);

insert into maitred.service_periods (restaurant_id, name, weekday, opens, closes, max_arriving_parties)
values (maitred_test.id('restaurant'), 'dinner', 6, '12:00', '23:00', 1);
select maitred_test.seat('bert', '{T2}', 2, maitred_test.at('20:00'));
create temporary table paced as select pg_temp.refused(2, maitred_test.at('20:00')) as said;
select alike(
    (select p.said ->> 'message' from paced as p),
    'no table can be given to 2 guests from 2031-06-07 20:00:00 % (pacing)',
    'tables are free, but the service takes no more'
);
select is((select p.said #> '{detail,reasons,rules}' from paced as p), '["pacing"]', 'the rule is in DETAIL');
select alike(
    (select p.said ->> 'hint' from paced as p), 'Offer the guest one of the times in DETAIL%',
    'other times are offered'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
