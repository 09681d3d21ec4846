begin;

select plan(7);
select maitred_test.open_restaurant();

select throws_ok('select maitred.settle_emails(1, null)', '22023', null, 'null');
select throws_ok('select maitred.settle_emails(1, ''{}'')', '22023', null, 'an object');
select throws_ok('select maitred.settle_emails(1, ''[[1]]'')', '22023', null, 'a list of lists');
select
    throws_ok(
        'select maitred.settle_emails(1, ''[{"email_id": "1", "outcome": "sent"}]'')', '22023', null, 'text for an id'
    );
select
    throws_ok(
        'select maitred.settle_emails(1, ''[{"email_id": 1.5, "outcome": "sent"}]'')', '22023', null, 'a broken id'
    );
select
    throws_ok(
        'select maitred.settle_emails(1, ''[{"email_id": 1, "outcome": "lost"}]'')', '22023', null, 'an unknown outcome'
    );

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
