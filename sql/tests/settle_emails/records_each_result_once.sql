begin;

select plan(8);
select maitred_test.open_restaurant();

select maitred_test.book(n.n)
from unnest(array['anna', 'bert', 'carl', 'dora']) as n (n);
create temporary table claimed as
select c.*, row_number() over (order by c.email_id) as n from maitred.claim_emails(p_worker => 'w') as c;
create temporary table results as
select
    c.claim_token as token,
    jsonb_agg(jsonb_build_object(
        'email_id',
        c.email_id,
        'outcome',
        (array['sent', 'failed', 'dead', 'released'])[c.n],
        'error',
        'x',
        'message_id',
        'm'
    ) order by c.n) as list
from claimed as c
group by c.claim_token;

select is((select maitred.settle_emails(r.token, r.list - 3) from results as r), 3, 'three results are taken');
select is((select maitred.settle_emails(r.token, r.list - 3) from results as r), 0, 'once');
select is((select maitred.settle_emails(r.token, r.list || r.list) from results as r), 1, 'then the one that is left');
select is_empty('select * from maitred_internal.outbox_claims', 'the claim is over');
select results_eq(
    'select a.outcome::text, a.attempt::int from maitred_internal.outbox_attempts as a order by a.email_id',
    'values (''sent'', 1), (''failed'', 1), (''dead'', 1), (''released'', 1)', 'all are logged'
);
select results_eq(
    'select r.attempts::int from maitred_internal.outbox_ready as r order by r.email_id', 'values (1), (0)',
    'failed and released are ready again'
);
select results_eq(
    $$ select e.name from maitred.observability_events as e where e.name like 'email.%' order by e.name $$,
    $$ values ('email.dead'), ('email.failed'), ('email.sent') $$, 'and told'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
