create or replace function maitred_internal.log_undo(p_repair_id uuid)
returns void
language plpgsql
volatile
as $function$
-- Notes that a repair was undone, and tells of it.
--
-- Writes: repair_log, observability_events
declare
    v_now constant timestamptz := clock_timestamp();
begin
    perform maitred_internal.emit_event(
        r.restaurant_id, null, 'drift.repaired', jsonb_build_object('repair_id', p_repair_id, 'undone', true)
    )
    from (
        select distinct l.restaurant_id from maitred.repair_log as l
        where l.repair_id = p_repair_id and l.undone_at is null
    ) as r;

    update maitred.repair_log as l
    set undone_at = v_now, undone_by = session_user
    where l.repair_id = p_repair_id and l.undone_at is null;
end;
$function$;

comment on function maitred_internal.log_undo is
'Marks the entries of a repair as undone and records drift.repaired with undone: true.';
