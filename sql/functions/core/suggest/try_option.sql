create or replace function maitred_internal.try_option(
    p_booking maitred.bookings,
    p_table_ids uuid [],
    p_release_all boolean,
    p_actor uuid,
    p_now timestamptz
)
returns void
language plpgsql
volatile
as $function$
-- Makes a locked booking's tables exactly these. A booking that was moved first gives the tables of its old window
-- back, and takes those of them that it keeps for the new one, under the locks of all: what stays takes no more time
-- than it needs, whatever the buffer is now.
--
-- Locks:  tables by id
-- Writes: through shift_tables and change_tables
-- Raises: MD102 MD201 MD301
declare
    v_holdings maitred_internal.holdings := maitred_internal.read_holdings(p_booking, p_actor, p_release_all);
    v_events maitred_internal.event [] := array[]::maitred_internal.event [];
begin
    if cardinality(v_holdings.inconsistent) > 0 then
        -- LOCK
        v_holdings := maitred_internal.lock_holdings(p_booking, p_table_ids, p_actor, p_release_all);
        v_events := maitred_internal.shift_tables(
            p_booking, v_holdings.has, p_table_ids,
            (maitred_internal.get_restaurant(p_booking.restaurant_id)).buffer_after, p_actor, false, p_now
        );
    end if;
    perform maitred_internal.emit_events(
        p_booking.restaurant_id, p_booking.id,
        v_events || maitred_internal.change_tables(p_booking, maitred_internal.table_change(
            p_table_ids, p_actor, p_now, p_replaces => true, p_pinned => false, p_release_all => p_release_all
        ))
    );
end;
$function$;

comment on function maitred_internal.try_option is
'Places a booking on p_table_ids instead of the tables it has, also those of another window; not pinned.';
