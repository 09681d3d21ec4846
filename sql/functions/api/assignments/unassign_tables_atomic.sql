create or replace function maitred.unassign_tables_atomic(
    p_booking_id uuid,
    p_table_ids uuid [] default null,
    p_assigned_by uuid default null,
    p_restaurant_id uuid default null
)
returns table (table_id uuid)
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
set datestyle = 'ISO, YMD'
set intervalstyle = 'postgres'
rows 2
as $function$
-- Takes a booking off tables: some, or all that it has.
--
-- Locks:  booking -> tables by id (both for no key update) -> allocations
-- Writes: booking_table_assignments, allocations, booking_assignment_idempotency, bookings, holds, sessions, events
-- Raises: 22023 MD101 MD401
#variable_conflict use_column
declare
    v_booking maitred.bookings;
    v_holdings maitred_internal.holdings;
    v_released uuid [];
    v_now timestamptz;
begin
    if p_table_ids is not null then
        perform maitred_internal.check_ids('p_table_ids', p_table_ids);
    end if;

    v_booking := maitred_internal.lock_booking(p_booking_id, p_restaurant_id);
    v_now := clock_timestamp();
    v_holdings := maitred_internal.read_holdings(v_booking, p_assigned_by, true);
    v_released := array(
        select h.id from unnest(v_holdings.has) as h (id)
        where p_table_ids is null or h.id = any(p_table_ids)
        order by h.id
    );
    if cardinality(v_released) = 0 then
        return;
    end if;

    perform maitred_internal.lock_tables(v_booking.restaurant_id, v_holdings.has || v_holdings.held);

    if v_booking.status = 'completed'
        or v_booking.status = 'seated' and cardinality(v_released) = cardinality(v_holdings.has)
    then
        perform maitred_internal.raise_error(
            'invalid_transition',
            format('booking %s is %s, it keeps its last table', v_booking.reference, v_booking.status),
            maitred_internal.booking_detail(v_booking) || jsonb_build_object('from', v_booking.status)
        );
    end if;

    perform maitred_internal.derive_status(
        v_booking, v_now, p_assigned_by,
        p_events => maitred_internal.release_tables(v_booking, v_released, false, p_assigned_by, 'unassigned')
    );

    return query select r.id from unnest(v_released) as r (id);
end;
$function$;

comment on function maitred.unassign_tables_atomic is
'Releases tables of a booking.

p_table_ids: null: all of them.
Returns: the tables that were released; none is no error.
Errors: 22023 invalid_argument; MD101 booking_not_found; MD401 a seated booking keeps its last table, a completed one
    all.

A confirmed booking that loses its last table is pending again. Idempotency keys of the released tables are free
again.';

grant execute on function maitred.unassign_tables_atomic(uuid, uuid [], uuid, uuid) to maitred_staff;
