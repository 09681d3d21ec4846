create or replace function maitred.unblock_tables(p_block_ids uuid [], p_actor uuid default null)
returns setof uuid
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
set datestyle = 'ISO, YMD'
set intervalstyle = 'postgres'
rows 2
as $function$
-- Ends blocks: their tables are free immediately.
--
-- Locks:  tables by id (for no key update) -> allocations
-- Writes: table_blocks, allocations (by cascade), freed_time, observability_events
-- Raises: 22023
declare
    v_restaurant_id uuid;
    v_ended uuid [];
begin
    perform maitred_internal.check_ids('p_block_ids', p_block_ids);

    for v_restaurant_id in
        select distinct b.restaurant_id from maitred.table_blocks as b where b.id = any(p_block_ids) order by 1
    loop
        -- LOCK
        perform maitred_internal.lock_tables(v_restaurant_id, array(
            select b.table_id from maitred.table_blocks as b
            where b.restaurant_id = v_restaurant_id and b.id = any(p_block_ids)
        ));

        perform maitred_internal.note_freed_time(b.restaurant_id, b.table_id, tstzrange(b.start_at, b.end_at))
        from maitred.table_blocks as b
        where b.restaurant_id = v_restaurant_id and b.id = any(p_block_ids);

        with ended as (
            delete from maitred.table_blocks as b
            where b.restaurant_id = v_restaurant_id and b.id = any(p_block_ids)
            returning b.id
        )

        select coalesce(array_agg(e.id order by e.id), '{}') into v_ended from ended as e;
        if cardinality(v_ended) > 0 then
            perform maitred_internal.emit_event(
                v_restaurant_id, null, 'tables.unblocked',
                jsonb_build_object('block_ids', v_ended, 'actor', p_actor)
            );
        end if;
        return query select e.id from unnest(v_ended) as e (id);
    end loop;
end;
$function$;

comment on function maitred.unblock_tables is
'Ends blocks: their tables are free immediately.

Returns: the ids of those ended; a block that is gone already is no error.
Errors: 22023 invalid_argument.';

grant execute on function maitred.unblock_tables(uuid [], uuid) to maitred_manager;
