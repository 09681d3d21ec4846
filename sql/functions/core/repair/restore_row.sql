create or replace function maitred_internal.restore_row(p_entry maitred.repair_log)
returns boolean
language plpgsql
volatile
as $function$
-- Gives a row that a repair updated its old values, if it is still as the repair left it.
--
-- Events are not taken back: that a status is what it was before is told by another one. Options that were made again
-- stay, too, and only count as made from another floor again, unless the floor has changed since.
--
-- Writes: bookings, booking_table_assignments, manual_assignment_sessions, option_builds, observability_events
begin
    case p_entry.relation
        when 'bookings' then
            update maitred.bookings as b
            set
                status = o.status,
                pending_ref = o.pending_ref,
                staff_decides = o.staff_decides,
                confirmed_at = o.confirmed_at,
                updated_at = o.updated_at
            from jsonb_populate_record(null::maitred.bookings, p_entry.before) as o
            where b.restaurant_id = o.restaurant_id and b.id = o.id and to_jsonb(b) = p_entry.after;
            if found and p_entry.before -> 'status' <> p_entry.after -> 'status' then
                perform maitred_internal.emit_event(
                    p_entry.restaurant_id, (p_entry.after ->> 'id')::uuid, 'booking.status_changed',
                    jsonb_build_object(
                        'from', p_entry.after -> 'status', 'to', p_entry.before -> 'status', 'reason', 'repair undone'
                    )
                );
                return true;
            end if;
        when 'booking_table_assignments' then
            update maitred.booking_table_assignments as a
            set start_at = o.start_at, end_at = o.end_at, merge_group_id = o.merge_group_id
            from jsonb_populate_record(null::maitred.booking_table_assignments, p_entry.before) as o
            where a.restaurant_id = o.restaurant_id and a.booking_id = o.booking_id and a.table_id = o.table_id
                and to_jsonb(a) = p_entry.after;
        when 'manual_assignment_sessions' then
            update maitred.manual_assignment_sessions as s
            set
                status = o.status,
                hold_id = o.hold_id,
                hold_expires_at = o.hold_expires_at,
                problems = o.problems,
                updated_at = o.updated_at
            from jsonb_populate_record(null::maitred.manual_assignment_sessions, p_entry.before) as o
            where s.restaurant_id = o.restaurant_id and s.id = o.id and to_jsonb(s) = p_entry.after;
        when 'option_builds' then
            update maitred_internal.option_builds as d
            set built_at = o.built_at, floor = o.floor, options = o.options
            from jsonb_populate_record(null::maitred_internal.option_builds, p_entry.before) as o
            where d.restaurant_id = o.restaurant_id and to_jsonb(d) = p_entry.after;
            return true;
    end case;
    return found;
end;
$function$;

comment on function maitred_internal.restore_row is
'Undoes an update of a repair; false when the row was changed since.';
