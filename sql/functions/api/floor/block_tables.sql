create or replace function maitred.block_tables(
    p_restaurant_id uuid,
    p_table_ids uuid [],
    p_start_at timestamptz,
    p_end_at timestamptz,
    p_reason text default null,
    p_actor uuid default null
)
returns setof maitred.table_blocks
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
set datestyle = 'ISO, YMD'
set intervalstyle = 'postgres'
rows 2
as $function$
-- Takes tables out of service for a while, all or none.
--
-- Locks:  tables by id (for no key update) -> allocations
-- Writes: table_blocks, allocations, observability_events
-- Raises: 22023 MD102 MD105 MD201
declare
    v_restaurant constant maitred.restaurants := maitred_internal.get_restaurant(p_restaurant_id);
    v_now timestamptz;
    v_found maitred.table_inventory [];
    v_block_ids uuid [];
    v_table_ids uuid [];
begin
    perform maitred_internal.check_ids('p_table_ids', p_table_ids);
    perform maitred_internal.check_instant('p_start_at', p_start_at);
    perform maitred_internal.check_instant('p_end_at', p_end_at);
    perform maitred_internal.check_expected_window(p_start_at, p_end_at);
    perform maitred_internal.check_remark('p_reason', p_reason, 1000);

    -- LOCK
    v_found := maitred_internal.lock_tables(v_restaurant.id, p_table_ids);
    v_now := clock_timestamp();
    perform maitred_internal.check_tables_exist(v_restaurant.id, p_table_ids, v_found, false);

    -- CHANGE
    with made as (
        insert into maitred.table_blocks (restaurant_id, table_id, start_at, end_at, reason, created_by, created_at)
        select v_restaurant.id, w.id, p_start_at, p_end_at, p_reason, p_actor, v_now
        from unnest(p_table_ids) as w (id)
        returning id, table_id
    )

    select array_agg(m.id order by m.table_id), array_agg(m.table_id order by m.table_id)
    into v_block_ids, v_table_ids
    from made as m;
    if not maitred_internal.take_time(
        v_restaurant.id, 'block', v_block_ids, v_table_ids, tstzrange(p_start_at, p_end_at), null, v_now
    ) then
        perform maitred_internal.raise_conflict(
            v_restaurant.id, null, v_table_ids, tstzrange(p_start_at, p_end_at), null, v_now
        );
    end if;

    perform maitred_internal.emit_event(
        v_restaurant.id, null, 'tables.blocked',
        jsonb_build_object(
            'table_ids', v_table_ids, 'block_ids', v_block_ids, 'start_at', p_start_at, 'end_at', p_end_at,
            'reason', p_reason, 'actor', p_actor
        )
    );
    return query
    select b.* from maitred.table_blocks as b
    where b.restaurant_id = v_restaurant.id and b.id = any(v_block_ids)
    order by b.table_id;
end;
$function$;

comment on function maitred.block_tables is
'Takes tables out of service for [p_start_at, p_end_at), all or none.

Returns: a row per table: its block.
Errors: 22023 invalid_argument; MD102 table_not_found; MD105 restaurant_not_found; MD201 a table is taken in that
    time: by a booking, hold or block, which is named.';

grant execute on function maitred.block_tables(uuid, uuid [], timestamptz, timestamptz, text, uuid) to maitred_manager;
