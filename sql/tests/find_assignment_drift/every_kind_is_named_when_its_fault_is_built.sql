begin;

select plan(41);
select maitred_test.open_restaurant();
select maitred_test.seat('ann', '{T1}');
select maitred_test.seat('bob', '{T3,T4}', 7);
select maitred_test.book('cid');
select maitred_test.seat('dan', '{T5}', 5);
select maitred.modify_booking(maitred_test.booking('dan'), p_party_size => 6);
select maitred.assign_tables_atomic_v2(maitred_test.booking('ann'), maitred_test.tables('{T2}'), 'key');
select maitred.propose_manual_assignment(
    maitred_test.booking('cid'), maitred_test.tables('{T8}'), maitred_test.id('user')
);
select maitred.block_tables(
    maitred_test.id('restaurant'), maitred_test.tables('{T7}'), maitred_test.at('18:00'), maitred_test.at('20:00')
);
set constraints all immediate;
set constraints all deferred;
alter table maitred.booking_table_assignments drop constraint booking_table_assignments_pkey cascade;
alter table maitred.allocations drop constraint allocations_no_overlap;
drop index maitred.allocations_once_an_assignment, maitred.allocations_once_a_block;

-- The kinds that are found once a fault is built; the fault is taken back.
create function maitred_test.kinds_after(p_fault text)
returns text
language plpgsql
as $function$
declare
    v_kinds text;
begin
    set session_replication_role = replica;
    execute p_fault;
    select string_agg(distinct f.kind, ' ' order by f.kind) into v_kinds from maitred.find_assignment_drift() as f;
    raise exception using errcode = 'MDTST', message = coalesce(v_kinds, '');
exception
    when sqlstate 'MDTST' then
        get stacked diagnostics v_kinds = message_text;
        return v_kinds;
end;
$function$;

select is_empty('select * from maitred.find_assignment_drift()', 'a sane restaurant has no drift');
select
    is(maitred_test.kinds_after(f.fault), f.kinds, f.kinds)
from (
    values
    (
        'insert into maitred.booking_table_assignments select * from maitred.booking_table_assignments
        where booking_id = maitred_test.booking(''ann'') limit 1',
        'duplicate_assignment'
    ),
    (
        'insert into maitred.allocations (restaurant_id, table_id, during, kind, booking_id)
        select restaurant_id, table_id, tstzrange(upper(during), upper(during) + ''1 hour''), kind, booking_id
        from maitred.allocations where booking_id = maitred_test.booking(''ann'') limit 1',
        'allocation_not_covering duplicate_allocation'
    ),
    (
        'insert into maitred.allocations (restaurant_id, table_id, during, kind, block_id)
        select restaurant_id, maitred_test.id(''T1''), tstzrange(start_at, end_at), ''block'', id
        from maitred.table_blocks',
        'allocation_without_owner overlapping_allocations'
    ),
    (
        'update maitred_internal.assignment_jobs set booking_id = maitred_test.id(''nobody'')
        where booking_id = maitred_test.booking(''dan'')',
        'job_missing row_without_booking'
    ),
    (
        'update maitred.table_blocks set table_id = maitred_test.id(''nowhere'')',
        'allocation_without_owner row_without_table'
    ),
    ('delete from maitred.table_holds', 'allocation_without_owner session_without_hold'),
    (
        'update maitred.manual_assignment_sessions set hold_expires_at = hold_expires_at + interval ''1 minute''',
        'session_without_hold'
    ),
    (
        'update maitred.manual_assignment_sessions set proposed_tables = ''[]''',
        'session_without_hold'
    ),
    ('delete from maitred.allocations where kind = ''hold''', 'hold_without_allocation'),
    (
        'update maitred.allocations set expires_at = expires_at - interval ''1 minute'' where kind = ''hold''',
        'hold_without_allocation'
    ),
    (
        'update maitred.bookings set status = ''pending'' where id = maitred_test.booking(''bob'')',
        'job_missing status_of_another_event tables_without_right'
    ),
    (
        'update maitred.bookings set status = ''cancelled'' where id = maitred_test.booking(''bob'')',
        'status_of_another_event tables_without_right'
    ),
    (
        'update maitred.bookings set status = ''cancelled'', end_at = end_at - interval ''1 minute''
        where id = maitred_test.booking(''bob'')',
        'status_of_another_event tables_without_right'
    ),
    (
        'update maitred.bookings set status = ''completed'' where id = maitred_test.booking(''bob'')',
        'allocation_of_ended_booking status_of_another_event'
    ),
    (
        'update maitred.bookings set status = ''cancelled'' where id = maitred_test.booking(''cid'')',
        'allocation_of_ended_booking job_unexpected session_of_ended_booking'
    ),
    (
        'delete from maitred.booking_table_assignments
        where booking_id = maitred_test.booking(''bob'') and table_id = maitred_test.id(''T3'')',
        'allocation_without_owner merge_group_inconsistent'
    ),
    (
        'update maitred.bookings set end_at = end_at - interval ''1 minute'' where id = maitred_test.booking(''bob'')',
        'assignment_window_differs'
    ),
    (
        'update maitred.allocations set during = tstzrange(lower(during) + ''1 minute'', upper(during))
        where kind = ''block''',
        'allocation_not_covering'
    ),
    (
        'delete from maitred.allocations where booking_id = maitred_test.booking(''bob'')',
        'assignment_without_allocation'
    ),
    ('delete from maitred.allocations where kind = ''block''', 'block_without_allocation'),
    (
        'delete from maitred.booking_table_assignments where table_id = maitred_test.id(''T2'');
        delete from maitred.allocations where table_id = maitred_test.id(''T2'')',
        'ledger_without_assignment merge_group_inconsistent'
    ),
    (
        'update maitred.bookings set status = ''confirmed'', pending_ref = null
        where id = maitred_test.booking(''dan'')',
        'booking_without_tables job_unexpected status_of_another_event'
    ),
    (
        'delete from maitred_internal.assignment_jobs; delete from maitred_internal.outbox_keys',
        'email_missing job_missing'
    ),
    ('delete from maitred_internal.outbox_ready', 'email_lost'),
    (
        'with gone as (delete from maitred_internal.outbox_ready returning email_id)
        insert into maitred_internal.outbox_attempts (email_id, attempt, outcome, recorded_at, claim_token)
        select email_id, 0, ''superseded'', clock_timestamp(), 0 from gone',
        'email_missing'
    ),
    (
        'insert into maitred_internal.outbox_dead
        select email_id, 1, ''permanent'', null, now() from maitred_internal.outbox_ready',
        'email_lost'
    ),
    (
        'insert into maitred_internal.outbox_attempts (email_id, attempt, outcome, recorded_at, claim_token)
        select email_id, 1, ''sent'', now(), 0 from maitred_internal.outbox_ready',
        'email_lost'
    ),
    (
        'with given as (select * from maitred.claim_emails(''w''))
        insert into maitred_internal.outbox_ready
        select ''prompt'', now(), email_id, written_at, booking_id, 0 from given',
        'email_lost'
    ),
    (
        'delete from maitred_internal.assignment_jobs where booking_id = maitred_test.booking(''cid'')',
        'job_missing'
    ),
    (
        'update maitred.bookings set status = ''pending_allocation'' where id = maitred_test.booking(''dan'');
        delete from maitred_internal.assignment_jobs where booking_id = maitred_test.booking(''dan'')',
        'job_missing status_of_another_event'
    ),
    (
        'update maitred.allocations set during = tstzrange(lower(during), upper(during) + ''7 days'')
        where booking_id = maitred_test.booking(''ann'')',
        'allocation_too_long'
    ),
    (
        'update maitred.allocations set during = tstzrange(lower(during) - interval ''2 days'', upper(during))
        where kind <> ''assignment''',
        'allocation_too_long'
    ),
    (
        'update maitred.table_holds set start_at = start_at + ''5 days'', end_at = end_at + ''5 days'';
        update maitred.allocations set during = tstzrange(lower(during) + ''5 days'', upper(during) + ''5 days'')
        where kind = ''hold''',
        'hold_of_another_window'
    ),
    (
        'update maitred.manual_assignment_sessions set status = ''PROPOSED'', hold_id = null, hold_expires_at = null;
        delete from maitred.allocations where kind = ''hold'';
        delete from maitred.table_holds;
        update maitred.bookings set status = ''cancelled'' where id = maitred_test.booking(''cid'')',
        'job_unexpected session_of_ended_booking'
    ),
    (
        'insert into maitred.table_inventory (restaurant_id, zone_id, name, capacity)
        select restaurant_id, zone_id, ''T9'', 8 from maitred.table_inventory where name = ''T1''',
        'options_outdated'
    ),
    (
        'delete from maitred.table_adjacencies where maitred_test.id(''T7'') in (table_a, table_b)',
        'options_outdated'
    ),
    ('update maitred.restaurants set max_combined_tables = 2', 'options_outdated'),
    ('delete from maitred_internal.table_options where cardinality(table_ids) = 3', 'options_outdated'),
    ('delete from maitred_internal.option_builds', 'options_outdated'),
    (
        'update maitred.bookings set status = ''seated'' where id = maitred_test.booking(''ann'')',
        'status_of_another_event'
    )
) as f (fault, kinds);

set constraints all immediate;
select * from finish();
rollback;
