begin;

select plan(5);
select maitred_test.open_restaurant();

create temporary table call as select clock_timestamp() as began;
select maitred.request_email_wakeup('1 minute');
select ok(
    d.last_value between extract(epoch from c.began) * 1000 + 59999
    and extract(epoch from clock_timestamp()) * 1000 + 60001,
    'it is requested for as long as is said, in milliseconds'
)
from maitred_internal.email_wakeup_until as d
cross join call as c;
create temporary table requested as select d.last_value from maitred_internal.email_wakeup_until as d;
select maitred.request_email_wakeup('1 second');
select
    is(
        (select d.last_value from maitred_internal.email_wakeup_until as d),
        (select a.last_value from requested as a),
        'the later time stays'
    );
select lives_ok('select maitred_test.book(''anna'')', 'an email can be written then');
select throws_ok('select maitred.request_email_wakeup(''1 hour'')', '22023', null, 'no longer than a minute');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
