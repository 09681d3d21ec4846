create or replace function maitred_internal.merge_freed_time(p_restaurant_id uuid, p_now timestamptz)
returns void
language plpgsql
volatile
as $function$
-- Makes one wake-up of many, so that they do not pile up where no worker runs: one for the whole restaurant that spans
-- those that are not over. A worker that has some keeps them. At the stricter isolation levels a row that a
-- worker has consumed since would be a serialization failure: there it is left to another call.
--
-- Locks:  freed_time rows (skip locked)
-- Writes: freed_time
declare
    v_ids bigint [];
begin
    if current_setting('transaction_isolation') <> 'read committed' then
        return;
    end if;

    select array_agg(f.id) into v_ids
    from (
        select o.id from maitred_internal.freed_time as o
        where o.restaurant_id = p_restaurant_id and o.left_over is null
        for update skip locked
    ) as f;
    if cardinality(v_ids) < 50 then
        return;
    end if;
    with merged as (
        delete from maitred_internal.freed_time as f
        where f.restaurant_id = p_restaurant_id and f.id = any(v_ids)
        returning f.during
    )
    insert into maitred_internal.freed_time (restaurant_id, during, freed_at)
    select p_restaurant_id, range_merge(range_agg(m.during)), p_now
    from merged as m
    where upper(m.during) > p_now
    having count(*) > 0;
end;
$function$;

comment on function maitred_internal.merge_freed_time is
'Merges 50 and more wake-ups of a restaurant into one that spans them; fewer, and those in flight, stay.';
