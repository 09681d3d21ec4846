begin;

select plan(4);
select maitred_test.open_house();

select maitred.arm_email_doorbell('1 minute');
create temporary table armed as select d.last_value from maitred_internal.outbox_doorbell as d;
select maitred.arm_email_doorbell('1 second');
select
    is(
        (select d.last_value from maitred_internal.outbox_doorbell as d),
        (select a.last_value from armed as a),
        'the later time stays'
    );
select lives_ok('select maitred_test.book(''anna'')', 'an email that is written then rings');
select throws_ok('select maitred.arm_email_doorbell(''1 hour'')', '22023', null, 'no longer than a minute');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
