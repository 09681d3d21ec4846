create or replace function maitred.undo_repair(p_repair_id uuid)
returns int
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
set datestyle = 'ISO, YMD'
set intervalstyle = 'postgres'
as $function$
-- Takes a repair back: every row is again as it was, contradictions included, or nothing is changed.
--
-- The guards would refuse what they exist to refuse; triggers and foreign keys are off for as long as the rows are
-- written. Uniqueness and overlaps are still guarded.
--
-- Locks:  bookings by id -> tables by id -> allocations, repair_log
-- Writes: what the repair changed
-- Raises: 22023 MD204 42501
declare
    v_guards constant text := current_setting('session_replication_role');
    v_restaurant_id constant uuid := (
        select r.restaurant_id from maitred.repair_log as r where r.repair_id = p_repair_id limit 1
    );
    v_entry maitred.repair_log;
    v_done boolean;
    v_rows int := 0;
begin
    if v_restaurant_id is null then
        perform maitred_internal.refuse_argument(
            'p_repair_id', p_repair_id::text, 'be the id of a repair in maitred.repair_log'
        );
    end if;

    perform maitred_internal.lock_repaired(v_restaurant_id, p_repair_id);
    perform maitred_internal.disable_guards();
    for v_entry in
        select r.* from maitred.repair_log as r
        where r.restaurant_id = v_restaurant_id and r.repair_id = p_repair_id and r.undone_at is null
        order by r.id desc
        for update
    loop
        v_done := case v_entry.action
            when 'update' then maitred_internal.restore_row(v_entry)
            when 'delete' then maitred_internal.reinsert_row(v_entry)
            else maitred_internal.delete_row(v_entry)
        end;
        if not v_done then
            perform maitred_internal.raise_error(
                'version_conflict',
                format('%s is not as repair %s left it', v_entry.row_ref, p_repair_id),
                jsonb_build_object('repair_id', p_repair_id, 'row_ref', v_entry.row_ref, 'action', v_entry.action),
                'Nothing was undone. Compare the row with its entry in maitred.repair_log and settle it by hand.'
            );
        end if;
        v_rows := v_rows + 1;
    end loop;

    if v_guards <> current_setting('session_replication_role') then
        perform set_config('session_replication_role', v_guards, true);
    end if;
    perform maitred_internal.log_undo(p_repair_id);
    return v_rows;
end;
$function$;

comment on function maitred.undo_repair is
'Puts every row that a repair changed back as it was.

Returns: how many rows; 0 when it was undone already.
Errors: 22023 invalid_argument; MD204 one of the rows was changed since, or its time is taken; nothing is changed;
    42501 maitred_owner may not set session_replication_role.

Events and freed time stay.';

grant execute on function maitred.undo_repair(uuid) to maitred_doctor;
