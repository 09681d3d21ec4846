create or replace function maitred_internal.shift_tables(
    p_booking maitred.bookings,
    p_has uuid [],
    p_kept uuid [],
    p_buffer interval,
    p_actor uuid,
    p_pinned boolean,
    p_now timestamptz
)
returns maitred_internal.event []
language plpgsql
volatile
as $function$
-- Gives a locked booking's tables back, all locked too, and takes some of them again at once for the window that it has
-- now. During is never updated: the rows are deleted and inserted. Returns what happened.
--
-- Writes: through release_tables and place_tables
-- Raises: MD201
declare
    v_table_ids uuid [];
    v_buffers interval [];
    v_part record;
    v_placed maitred_internal.holdings;
    v_events maitred_internal.event [];
begin
    v_placed.has := array[]::uuid [];
    -- Read before the rows go.
    select array_agg(k.table_id), array_agg(k.buffer) into v_table_ids, v_buffers
    from maitred_internal.buffers_kept(p_booking, p_buffer) as k;

    v_events := maitred_internal.release_tables(p_booking, p_has, false, p_actor, 'booking modified');
    for v_part in
        select w.buffer, array_agg(w.table_id order by w.table_id) as table_ids
        from unnest(v_table_ids, v_buffers) as w (table_id, buffer)
        where w.table_id = any(p_kept)
        group by w.buffer
    loop
        v_events := v_events || maitred_internal.place_tables(
            p_booking, v_part.buffer, v_placed, maitred_internal.table_change(
                v_part.table_ids, p_actor, p_now, p_pinned => p_pinned, p_unnamed => true
            )
        );
        v_placed.has := v_placed.has || v_part.table_ids;
    end loop;
    return v_events;
end;
$function$;

comment on function maitred_internal.shift_tables is
'Releases p_has, the tables of a booking, and gives it p_kept of them for its present window, with buffers_kept; MD201, without naming it, when another booking, hold or block is in the way, never of a window inside the old one.';
