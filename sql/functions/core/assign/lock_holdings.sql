create or replace function maitred_internal.lock_holdings(
    p_booking maitred.bookings,
    p_table_ids uuid [],
    p_actor uuid,
    p_release_all boolean,
    p_hold_id uuid default null
)
returns maitred_internal.holdings
language plpgsql
volatile
as $function$
-- Reads what a locked booking has and locks every table that a change can touch: those it has, those of its holds, and
-- those it is to get, all at once.
--
-- Locks:  tables by id (for no key update)
declare
    v_holdings maitred_internal.holdings :=
        maitred_internal.read_holdings(p_booking, p_actor, p_release_all, p_hold_id);
begin
    v_holdings.tables := maitred_internal.lock_tables(
        p_booking.restaurant_id, v_holdings.has || v_holdings.held || p_table_ids
    );
    return v_holdings;
end;
$function$;

comment on function maitred_internal.lock_holdings is
'read_holdings a booking, with the tables it has, holds, and is to get (p_table_ids) locked and read.';
