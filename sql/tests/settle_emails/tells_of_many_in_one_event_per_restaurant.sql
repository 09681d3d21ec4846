begin;

select plan(3);
select maitred_test.open_restaurant();

select maitred_test.book(n.n)
from unnest(array['anna', 'bert']) as n (n);
select maitred.watch_events();
select is(
    (
        select maitred.settle_emails(
            max(c.claim_token), jsonb_agg(jsonb_build_object('email_id', c.email_id, 'outcome', 'sent'))
        )
        from maitred.claim_emails(p_worker => 'w') as c
    ),
    2, 'both are taken'
);
select is(
    (
        select jsonb_agg(jsonb_build_array(e.booking_id, e.payload -> 'email_ids'))
        from maitred.observability_events as e
        where e.name = 'email.sent' and e.restaurant_id = maitred_test.id('restaurant')
    ),
    (
        select jsonb_build_array(jsonb_build_array(null, jsonb_agg(k.email_id order by k.email_id)))
        from maitred_internal.outbox_keys as k
    ),
    'one event, of no booking, names both'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
