create or replace function maitred_internal.prune_blocks(p_before timestamptz, p_restaurant_id uuid)
returns bigint
language sql
volatile
as $function$
-- Deletes blocks that are over, each under the lock of its table. Tables that somebody has locked keep theirs until the
-- next time.
--
-- Locks:  tables (for no key update, skip locked)
-- Writes: table_blocks, allocations (by cascade)
    with blocks as (
        delete from maitred.table_blocks as k
        using (
            select t.restaurant_id, t.id
            from maitred.table_inventory as t
            where (p_restaurant_id is null or t.restaurant_id = p_restaurant_id)
                and exists (
                    select from maitred.table_blocks as o
                    where o.restaurant_id = t.restaurant_id and o.table_id = t.id and o.end_at < p_before
                )
            for no key update skip locked
        ) as t
        where k.restaurant_id = t.restaurant_id and k.table_id = t.id and k.end_at < p_before
        returning 1
    )
    select count(*) from blocks
$function$;

comment on function maitred_internal.prune_blocks is
'Deletes blocks that ended before p_before, of a restaurant or (null) of all, and returns how many.';
