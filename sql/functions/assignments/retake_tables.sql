-- Gives a locked booking's tables back and takes them again for another window, at once. During is never updated:
-- the rows are deleted and inserted under the tables' locks.
--
-- More time is taken with the buffer as it is now. A stay that ends no later takes none: each table keeps at most what
-- was taken of it, under whatever buffer that was.
--
-- Locks:  tables by id
-- Writes: through release_tables and place_tables
-- Calls:  lock_standing, end_claims, release_tables, place_tables, record_events
-- Raises: MD201
create or replace function maitred_internal.retake_tables(
    p_old maitred.bookings,
    p_new maitred.bookings,
    p_buffer interval,
    p_actor uuid,
    p_now timestamptz
)
returns void
language plpgsql
volatile
as $function$
declare
    v_standing maitred_internal.standing;
    v_events maitred_internal.event [];
    v_buffers interval [];
    v_placed uuid [] := array[]::uuid [];
    v_part record;
    v_pinned constant boolean := exists (
        select from maitred.booking_table_assignments as a
        where a.restaurant_id = p_old.restaurant_id and a.booking_id = p_old.id and a.pinned
    );
begin
    -- LOCK
    v_standing := maitred_internal.lock_standing(p_old, '{}', p_actor, true);
    v_buffers := array(
        select case
            when p_new.end_at > p_old.end_at then p_buffer
            else greatest(least(p_buffer, upper(l.during) - p_new.end_at), interval '0')
        end
        from unnest(v_standing.has) with ordinality as h (table_id, n)
        left join maitred.allocations as l
            on l.restaurant_id = p_old.restaurant_id and l.booking_id = p_old.id and l.table_id = h.table_id
        order by h.n
    );

    v_events := maitred_internal.end_claims(p_old, null, 'booking modified', p_now);
    perform maitred_internal.release_tables(p_old, v_standing.has, false, p_actor, 'booking modified');
    for v_part in
        select w.buffer, array_agg(w.table_id order by w.table_id) as table_ids
        from unnest(v_standing.has, v_buffers) as w (table_id, buffer)
        group by w.buffer
    loop
        v_events := v_events || maitred_internal.place_tables(
            p_new, v_part.buffer, v_placed, v_part.table_ids, '{}', p_actor, v_pinned, p_now,
            p_unnamed => true
        );
        v_placed := v_placed || v_part.table_ids;
    end loop;
    perform maitred_internal.record_events(p_new.restaurant_id, p_new.id, v_events);
end;
$function$;

comment on function maitred_internal.retake_tables is
'Moves the window of a locked booking''s tables from p_old''s to p_new''s; MD201, without naming it, when another booking, hold or block is in the way, never of a window that ends no later.';
