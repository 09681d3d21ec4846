create or replace function maitred_internal.delete_row(p_entry maitred.repair_log)
returns boolean
language plpgsql
volatile
as $function$
-- Deletes a row that a repair wrote, if it is still as the repair left it. An email goes only as long as no worker has
-- taken it. An event stays, and another one tells the contrary.
--
-- Writes: allocations, booking_table_assignments, assignment_jobs, outbox_keys, outbox_contents,
--         outbox_ready, option_builds, observability_events, freed_time
begin
    case p_entry.relation
        when 'allocations' then
            perform maitred_internal.note_freed_time(l.restaurant_id, l.table_id, l.during)
            from maitred.allocations as l
            where l.restaurant_id = p_entry.restaurant_id and l.id = (p_entry.after ->> 'id')::bigint
                and to_jsonb(l) = p_entry.after;
            delete from maitred.allocations as l
            where l.restaurant_id = p_entry.restaurant_id and l.id = (p_entry.after ->> 'id')::bigint
                and to_jsonb(l) = p_entry.after;
        when 'booking_table_assignments' then
            delete from maitred.booking_table_assignments as a
            where a.restaurant_id = p_entry.restaurant_id
                and a.booking_id = (p_entry.after ->> 'booking_id')::uuid
                and a.table_id = (p_entry.after ->> 'table_id')::uuid
                and to_jsonb(a) = p_entry.after;
        when 'assignment_jobs' then
            delete from maitred_internal.assignment_jobs as j
            where j.restaurant_id = p_entry.restaurant_id
                and j.booking_id = (p_entry.after ->> 'booking_id')::uuid
                and to_jsonb(j) = p_entry.after;
        when 'outbox_ready' then
            delete from maitred_internal.outbox_ready as r
            where r.booking_id = (p_entry.after ->> 'booking_id')::uuid and to_jsonb(r) = p_entry.after;
        when 'outbox_keys' then
            delete from maitred_internal.outbox_ready as r
            where r.booking_id = (p_entry.after ->> 'booking_id')::uuid
                and r.email_id = (p_entry.after ->> 'email_id')::bigint
                and r.attempts = 0;
            if not found then
                return false;
            end if;
            delete from maitred_internal.outbox_contents as c
            where c.email_id = (p_entry.after ->> 'email_id')::bigint
                and c.written_at = (p_entry.after ->> 'written_at')::timestamptz;
            delete from maitred_internal.outbox_keys as k where k.email_id = (p_entry.after ->> 'email_id')::bigint;
        when 'option_builds' then
            delete from maitred_internal.option_builds as d
            where d.restaurant_id = p_entry.restaurant_id and to_jsonb(d) = p_entry.after;
            return true;
        when 'observability_events' then
            perform maitred_internal.emit_event(
                p_entry.restaurant_id, (p_entry.after ->> 'booking_id')::uuid, p_entry.after ->> 'name',
                jsonb_build_object(
                    'from', p_entry.after #> '{payload,to}', 'to', p_entry.after #> '{payload,from}',
                    'reason', 'repair undone'
                )
            );
            return true;
    end case;
    return found;
end;
$function$;

comment on function maitred_internal.delete_row is
'Undoes an insertion of a repair; false when the row was changed, used or sent since.';
