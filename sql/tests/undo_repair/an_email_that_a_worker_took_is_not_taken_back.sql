begin;

select plan(7);
select maitred_test.open_restaurant();
select maitred_test.seat('ann', '{T1}');
select maitred.modify_booking(maitred_test.booking('ann'), p_start_at => maitred_test.at('20:00'));
set constraints all immediate;
set constraints all deferred;
set session_replication_role = replica;
delete from maitred_internal.outbox_ready;
delete from maitred_internal.outbox_keys;
set session_replication_role = origin;
create temporary table repaired on commit drop as
select * from maitred_test.repair();
select results_eq(
    'select r.kind, r.after ->> ''kind'' from repaired as r where r.action = ''insert''',
    $$ values ('email_missing', 'modification_pending') $$, 'a repair writes the email that an edit required'
);

savepoint repaired;
select maitred.undo_repair(r.repair_id) from repaired as r limit 1;
select is_empty(
    $$
    select k.email_id from maitred_internal.outbox_keys as k
    union all
    select r.email_id from maitred_internal.outbox_ready as r
    union all
    select c.email_id from maitred_internal.outbox_contents as c where c.kind = 'modification_pending'
        and c.email_id = (select (r.after ->> 'email_id')::bigint from repaired as r where r.action = 'insert')
    $$,
    'which goes without a trace when it is undone'
);
rollback to repaired;

create temporary table claimed on commit drop as
select * from maitred.claim_emails('worker');
create temporary table before on commit drop as
select maitred_test.everything() as rows;
select is(
    maitred_test.refusal(format('select maitred.undo_repair(%L)', (select distinct r.repair_id from repaired as r)))
    #>> '{detail,row_ref}',
    (select r.row_ref from repaired as r where r.action = 'insert'), 'one that a worker has in hand does not'
);
select maitred.fail_email(c.email_id, c.claim_token, '450 later', false) from claimed as c;
select throws_ok(
    format('select maitred.undo_repair(%L)', (select distinct r.repair_id from repaired as r)), 'MD204', null,
    'nor one that was offered to a server once'
);
select is(
    (select count(*)::int from maitred.repair_log as l where l.undone_at is not null), 0, 'nothing was undone'
);
update maitred_internal.outbox_ready set available_at = clock_timestamp();
select results_eq(
    'select c.kind, c.attempt from maitred.claim_emails(''worker'') as c', $$ values ('modification_pending', 2) $$,
    'the guest is told'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
