begin;

select plan(6);
select maitred_test.open_restaurant();

select throws_ok('select maitred.take_email_token(null, 1)', '22023', null, 'no server');
select throws_ok('select maitred.take_email_token(''x'', 0)', '22023', null, 'no rate');
select throws_ok('select maitred.take_email_token(''x'', 1e-20)', '22023', null, 'a rate whose wait overflows');
select throws_ok('select maitred.pause_email_transport('''', ''1 s'')', '22023', null, 'no name');
select throws_ok('select maitred.pause_email_transport(''x'', ''2 days'')', '22023', null, 'too long');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
