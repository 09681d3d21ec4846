-- Of one batch some emails end at the claim (not wanted any more, expired, suppressed) and some are given out. Results
-- are recorded one by one, as a worker does; the claim lasts until the last of them, so that nothing is lost.
begin;

select plan(12);
select maitred_test.open_restaurant();
select maitred_test.open_restaurant('other');
update maitred.restaurants set send_reminder_2h = true where id = maitred_test.id('restaurant');

create temporary table given (email_id bigint, token bigint, state text);
create function pg_temp.fail_all_but(p_count int) returns void language sql as $$
    with claimed as materialized (
        select c.* from maitred.claim_emails('w') as c order by c.email_id
    )
    insert into given
    select c.email_id, c.claim_token, case when c.n > p_count then 'in hand' end
    from (select x.*, row_number() over (order by x.email_id) as n from claimed as x) as c
$$;
create function pg_temp.fail_each() returns void language plpgsql as $$
declare
    v_given given;
begin
    for v_given in select g.* from given as g where g.state is null order by g.email_id loop
        update given as g
        set state = maitred.fail_email(g.email_id, g.token, '450 4.2.0 greylisted', false)
        where g.email_id = v_given.email_id;
    end loop;
end;
$$;

-- Reminders: one guest has come, one reminder is late past its use, four leave.
select maitred_test.seat(n.name, array[n.place], n.party)
from (
    values
    ('anna', 'T1', 2), ('bert', 'T2', 2), ('carl', 'T3', 2), ('dora', 'T4', 2), ('emil', 'T5', 5), ('fritz', 'T6', 5)
) as n (name, place, party);
select maitred_test.send_emails();
select maitred.seat_booking(maitred_test.booking('anna'));
update maitred_internal.outbox_contents set expires_at = clock_timestamp()
where booking_id = maitred_test.booking('bert') and kind = 'reminder_2h';
update maitred_internal.outbox_ready set available_at = clock_timestamp();
select pg_temp.fail_all_but(100);
select results_eq(
    'select e.state from maitred.list_emails() as e where e.kind = ''reminder_2h'' and e.state <> ''claimed''
    order by 1',
    $$ values ('expired'), ('superseded') $$, 'two end at the claim'
);
select is_empty(
    'select a.email_id from maitred_internal.outbox_attempts as a
    where a.claim_token in (select g.token from given as g)',
    'under tokens of their own'
);
select pg_temp.fail_each();
select results_eq(
    'select g.state, count(*)::int from given as g group by 1', $$ values ('ready', 4) $$, 'four results are taken'
);
select is_empty('select * from maitred_internal.outbox_claims', 'with the last one the claim is over');
select is((select count(*)::int from maitred_internal.outbox_ready), 4, 'all four are tried again');

-- Answers: one restaurant suppresses its emails, one is late past its use, three leave, and the worker is killed
-- half-way.
delete from given;
select maitred_test.book(n.name, 2, maitred_test.at('19:00'), null, n.restaurant)
from (
    values ('gus', 'other'), ('hal', 'restaurant'), ('ida', 'restaurant'), ('joe', 'restaurant')
) as n (name, restaurant);
select maitred_test.book('kim', 2, clock_timestamp() - interval '3 days');
update maitred.restaurants set suppress_emails = true where id = maitred_test.id('other');
select pg_temp.fail_all_but(1);
select results_eq(
    'select a.outcome::text, count(*)::int from maitred_internal.outbox_attempts as a
    where a.outcome in (''expired'', ''suppressed'') group by 1 order by 1',
    $$ values ('expired', 2), ('suppressed', 1) $$, 'two more end at the claim'
);
select is((select count(*)::int from given), 3, 'three are given out');
select pg_temp.fail_each();
select results_eq(
    'select cardinality(c.email_ids) from maitred_internal.outbox_claims as c', 'values (3)',
    'with one result the claim goes on'
);
update maitred_internal.outbox_claims set expires_at = clock_timestamp();
select results_eq(
    'select c.email_id from maitred.claim_emails(''w'') as c order by 1',
    'select g.email_id from given as g where g.state = ''in hand'' order by 1', 'what was in hand comes back'
);
select is(maitred.release_email_claim((select max(c.claim_token) from maitred_internal.outbox_claims as c)), 2, 'both');
select is_empty(
    'select g.email_id from given as g
    where g.email_id not in (select r.email_id from maitred_internal.outbox_ready as r)',
    'none is lost'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
