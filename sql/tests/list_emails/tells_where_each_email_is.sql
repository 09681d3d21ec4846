begin;

select plan(7);
select maitred_test.open_restaurant();

select maitred_test.book(n.n)
from unnest(array['anna', 'bert', 'carl', 'dora']) as n (n);
create temporary table claimed as
select c.* from maitred.claim_emails(p_worker => 'w', p_limit => 3) as c;
select maitred.complete_email(c.email_id, c.claim_token)
from claimed as c
where c.payload ->> 'guest_name' = 'anna';
select maitred.fail_email(c.email_id, c.claim_token, '550', true)
from claimed as c
where c.payload ->> 'guest_name' = 'bert';
select results_eq(
    'select l.recipient, l.state from maitred.list_emails() as l order by l.recipient',
    $$ values
    ('anna@example.org', 'sent'), ('bert@example.org', 'dead'), ('carl@example.org', 'claimed'),
    ('dora@example.org', 'ready')
    $$, 'each is somewhere'
);
select is((select l.error from maitred.list_emails('dead') as l), 'permanent: 550', 'the dead say why');
select results_eq(
    'select maitred.show_email(l.email_id) ->> ''state'' from maitred.list_emails() as l order by l.recipient',
    'values (''sent''), (''dead''), (''claimed''), (''ready'')', 'and one by one'
);
select results_eq(
    'select m.label, m.value from maitred.email_metrics() as m where m.name = ''emails_dead'' order by m.label',
    'values (''exhausted'', 0::numeric), (''permanent'', 1), (''uncertain'', 0)', 'they are counted'
);
select throws_ok('select maitred.show_email(0)', '22023', null, 'an unknown email');
select throws_ok('select maitred.list_emails(p_limit => 0)', '22023', null, 'no limit');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
