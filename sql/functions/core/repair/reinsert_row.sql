create or replace function maitred_internal.reinsert_row(p_entry maitred.repair_log)
returns boolean
language plpgsql
volatile
as $function$
-- Writes a row again that a repair deleted, if nothing has taken its place.
--
-- Writes: allocations, booking_table_assignments, table_holds, manual_assignment_sessions, table_blocks,
--         booking_assignment_idempotency, booking_creation_idempotency, assignment_jobs
begin
    case p_entry.relation
        when 'allocations' then
            insert into maitred.allocations overriding system value
            select r.* from jsonb_populate_record(null::maitred.allocations, p_entry.before) as r
            on conflict do nothing;
        when 'booking_table_assignments' then
            insert into maitred.booking_table_assignments
            select r.* from jsonb_populate_record(null::maitred.booking_table_assignments, p_entry.before) as r
            on conflict do nothing;
        when 'table_holds' then
            insert into maitred.table_holds
            select r.* from jsonb_populate_record(null::maitred.table_holds, p_entry.before) as r
            on conflict do nothing;
        when 'manual_assignment_sessions' then
            insert into maitred.manual_assignment_sessions
            select r.* from jsonb_populate_record(null::maitred.manual_assignment_sessions, p_entry.before) as r
            on conflict do nothing;
        when 'table_blocks' then
            insert into maitred.table_blocks
            select r.* from jsonb_populate_record(null::maitred.table_blocks, p_entry.before) as r
            on conflict do nothing;
        when 'booking_assignment_idempotency' then
            insert into maitred_internal.booking_assignment_idempotency
            select r.*
            from jsonb_populate_record(null::maitred_internal.booking_assignment_idempotency, p_entry.before) as r
            on conflict do nothing;
        when 'booking_creation_idempotency' then
            insert into maitred_internal.booking_creation_idempotency
            select r.*
            from jsonb_populate_record(null::maitred_internal.booking_creation_idempotency, p_entry.before) as r
            on conflict do nothing;
        when 'assignment_jobs' then
            insert into maitred_internal.assignment_jobs
            select r.* from jsonb_populate_record(null::maitred_internal.assignment_jobs, p_entry.before) as r
            on conflict do nothing;
    end case;
    return found;
end;
$function$;

comment on function maitred_internal.reinsert_row is
'Undoes a deletion of a repair; false when another row stands there now.';
