begin;

select plan(3);

select throws_ok(
    'select * from maitred.list_emails(p_state => ''nonsense'')', '22023',
    'p_state is "nonsense", it must be ready, scheduled, claimed, dead, sent, superseded, expired or suppressed',
    'a state that does not exist is refused by name'
);
select is_empty('select * from maitred.list_emails(p_state => ''dead'')', 'one that does exist is not');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
