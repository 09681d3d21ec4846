-- What a comparison takes for a span in range, and an addition for years, or for no time: each through every function
-- that takes an interval.
begin;
select plan(100);

select maitred_test.open_restaurant();
select maitred_test.book('anna');
select maitred_test.book('bert');
select maitred_test.hold('bert', array['T2']);

create temporary table calls (name text primary key, call text not null, fine text not null) on commit drop;
insert into calls values
(
    'find_available_slots',
    'select * from maitred.find_available_slots(maitred_test.id(''restaurant''), ''2031-06-07'', 2, p_step => %L)',
    '1 hour'
),
(
    'suggest_times', 'select * from maitred.suggest_times(
        maitred_test.id(''restaurant''), maitred_test.at(''20:00''), 2, p_within => %L)', '30 minutes'
),
(
    'create_table_hold_v2', 'select maitred.create_table_hold_v2(
        maitred_test.booking(''anna''), maitred_test.tables(array[''T1'']), p_ttl => %L)', '60 s'
),
(
    'extend_table_hold', 'select maitred.extend_table_hold(h.id, p_ttl => %L) from maitred.table_holds as h', '60 s'
),
('claim_emails', 'select * from maitred.claim_emails(''w'', p_lease => %L)', '60 s'),
('extend_email_claim', 'select maitred.extend_email_claim(1, p_lease => %L)', '60 s'),
('pause_email_transport', 'select maitred.pause_email_transport(''smtp.example.org'', p_for => %L)', '60 s'),
('request_email_wakeup', 'select maitred.request_email_wakeup(p_for => %L)', '3 s'),
('list_emails', 'select * from maitred.list_emails(p_since => %L)', '2 days');

select lives_ok(format(c.call, c.fine), c.name || ' takes ' || c.fine) from calls as c order by c.name;

select throws_ok(format(c.call, h.value), '22023', null, c.name || ' refuses ' || h.value)
from calls as c
cross join unnest(array[
    '1 mon', '1 mon -30 days 5 min', '-1 mon 30 days 5 min', '12000 months -360000 days 00:05',
    '-12000 months 360000 days 00:05', '5000000 years -1800000000 days 1 min', '1 day -23:55', '-1 day 24:05',
    '178000000 years', '-5 min'
]) as h (value)
order by c.name, h.value;

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
