create or replace function maitred_internal.take_time(
    p_restaurant_id uuid,
    p_kind text,
    p_owner_ids uuid [],
    p_table_ids uuid [],
    p_during tstzrange,
    p_expires_at timestamptz,
    p_now timestamptz
)
returns boolean
language plpgsql
volatile
as $function$
-- Takes the time of locked tables for assignments, a hold or blocks, all or nothing. The one place where time is taken.
--
-- ON CONFLICT DO NOTHING waits for a rival and never raises: fewer rows than tables means that one is taken. Only then
-- are expired holds cleared away and the rest tried again, because a search of the exclusion index costs as much as the
-- insertion. The second round meets the rows of the first and leaves them alone. The order of the rows does not matter:
-- any caller that takes time has locked the tables, in their order.
--
-- Writes: allocations
declare
    v_conflicts int := 0;
    v_rows int;
begin
    for v_round in 1..2
    loop
        insert into maitred.allocations (
            restaurant_id, table_id, during, kind, booking_id, hold_id, block_id, expires_at
        )
        select
            p_restaurant_id, w.table_id, p_during, p_kind,
            case p_kind when 'assignment' then w.owner_id end,
            case p_kind when 'hold' then w.owner_id end,
            case p_kind when 'block' then w.owner_id end,
            p_expires_at
        from unnest(p_table_ids, p_owner_ids) as w (table_id, owner_id)
        on conflict on constraint allocations_no_overlap do nothing;
        get diagnostics v_rows = row_count;

        v_conflicts := v_conflicts + v_rows;
        if v_conflicts = cardinality(p_table_ids) then
            return true;
        end if;
        perform maitred_internal.purge_expired_holds(p_restaurant_id, p_table_ids, p_during, p_now);
    end loop;

    delete from maitred.allocations as l
    where l.restaurant_id = p_restaurant_id and l.table_id = any(p_table_ids) and l.during = p_during
        and coalesce(l.booking_id, l.hold_id, l.block_id) = any(p_owner_ids);
    return false;
end;
$function$;

comment on function maitred_internal.take_time is
'Inserts an allocation of p_kind for each table and its owner (same order) and returns true, or false and none when something is in the way.';
