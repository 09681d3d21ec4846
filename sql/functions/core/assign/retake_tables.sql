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
-- Moves the window of a locked booking's tables. More time is taken with the buffer as it is now; a stay that ends no
-- later takes none (buffers_kept).
--
-- Locks:  tables by id
-- Writes: through shift_tables and end_holds_and_sessions
-- Raises: MD201
declare
    v_holdings maitred_internal.holdings;
    v_events maitred_internal.event [];
    v_pinned constant boolean := exists (
        select from maitred.booking_table_assignments as a
        where a.restaurant_id = p_old.restaurant_id and a.booking_id = p_old.id and a.pinned
    );
begin
    -- LOCK
    v_holdings := maitred_internal.lock_holdings(p_old, '{}', p_actor, true);
    v_events := maitred_internal.end_holds_and_sessions(p_old, null, 'booking modified', p_now);
    v_events := v_events || maitred_internal.shift_tables(
        p_new, v_holdings.has, v_holdings.has, p_buffer, p_actor, v_pinned, p_now
    );
    perform maitred_internal.emit_events(p_new.restaurant_id, p_new.id, v_events);
end;
$function$;

comment on function maitred_internal.retake_tables is
'Moves the window of a locked booking''s tables from p_old''s to p_new''s; MD201, without naming it, when another booking, hold or block is in the way, never of a window that ends no later.';
