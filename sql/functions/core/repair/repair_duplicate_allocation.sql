create or replace function maitred_internal.repair_duplicate_allocation(p_finding maitred_internal.finding)
returns boolean
language plpgsql
volatile
as $function$
-- Keeps one of an owner's allocations at a table: one that contains the assignment's window, else the oldest.
--
-- Writes: allocations, freed_time
declare
    v_ids constant bigint [] := array(
        select i.id::bigint from jsonb_array_elements_text(p_finding.detail -> 'allocation_ids') as i (id)
    );
    v_kept maitred.allocations;
    v_gone maitred.allocations;
    v_repaired boolean := false;
begin
    select k.* into v_kept
    from maitred.allocations as k
    left join maitred.booking_table_assignments as a
        on a.restaurant_id = k.restaurant_id and a.booking_id = k.booking_id and a.table_id = k.table_id
    where k.restaurant_id = p_finding.restaurant_id and k.id = any(v_ids)
    order by coalesce(a.start_at >= lower(k.during) and a.end_at <= upper(k.during), false) desc, k.id
    limit 1;

    for v_gone in
        delete from maitred.allocations as l
        where l.restaurant_id = p_finding.restaurant_id and l.id = any(v_ids) and l.id <> v_kept.id
        returning l.*
    loop
        perform maitred_internal.note_unused_time(v_gone, v_kept.during);
        v_repaired := true;
    end loop;
    return v_repaired;
end;
$function$;

comment on function maitred_internal.repair_duplicate_allocation is
'Deletes all but one of the allocations that a finding lists; true when there were any.';
