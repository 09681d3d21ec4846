create or replace function maitred_internal.repair_block(
    p_finding maitred_internal.finding,
    p_block_id uuid,
    p_now timestamptz
)
returns boolean
language plpgsql
volatile
as $function$
-- Takes a block's time at its table, if nothing is in the way.
--
-- Writes: allocations
declare
    v_block maitred.table_blocks;
begin
    select k.* into v_block
    from maitred.table_blocks as k
    where k.restaurant_id = p_finding.restaurant_id and k.id = p_block_id;

    -- One that was pruned meanwhile is all nulls, and so without a table.
    return maitred_internal.retake_time(
        v_block.restaurant_id, v_block.table_id, tstzrange(v_block.start_at, v_block.end_at), null, v_block.id, p_now
    );
end;
$function$;

comment on function maitred_internal.repair_block is
'Makes the allocation of a block contain its window; false when the table is taken then.';
