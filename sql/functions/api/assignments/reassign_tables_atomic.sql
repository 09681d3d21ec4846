create or replace function maitred.reassign_tables_atomic(
    p_booking_id uuid,
    p_table_ids uuid [],
    p_idempotency_key text default null,
    p_require_adjacency boolean default false,
    p_assigned_by uuid default null,
    p_restaurant_id uuid default null
)
returns table (table_id uuid, start_at timestamptz, end_at timestamptz, merge_group_id uuid)
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
set datestyle = 'ISO, YMD'
set intervalstyle = 'postgres'
rows 2
as $function$
-- Makes a booking's tables exactly these: the old ones are freed and the new ones taken in one transaction.
--
-- Locks:  booking -> old and new tables by id (for no key update) -> allocations
-- Writes: booking_table_assignments, allocations, booking_assignment_idempotency, bookings, holds, sessions,
--         assignment_jobs, the outbox, observability_events
-- Raises: 22023 MD101 MD102 MD201 MD202 MD203 MD301 MD401
#variable_conflict use_column
declare
    v_table_ids constant uuid [] := maitred_internal.check_ids('p_table_ids', p_table_ids);
    v_booking maitred.bookings;
    v_events maitred_internal.event [];
    v_now timestamptz;
begin
    perform maitred_internal.check_key(p_idempotency_key);

    v_booking := maitred_internal.lock_booking(p_booking_id, p_restaurant_id);
    v_now := clock_timestamp();

    if maitred_internal.reserve_key(
        v_booking, p_idempotency_key, 'reassign', v_table_ids, null, null, p_require_adjacency, v_now
    ) then
        v_events := maitred_internal.change_tables(v_booking, maitred_internal.table_change(
            v_table_ids, p_assigned_by, v_now, p_replaces => true, p_must_connect => p_require_adjacency
        ));
        v_booking := maitred_internal.derive_status(
            v_booking, v_now, p_assigned_by, p_events => v_events, p_has_tables => true
        );
    end if;

    return query
    select a.table_id, a.start_at, a.end_at, a.merge_group_id
    from maitred.booking_table_assignments as a
    where a.restaurant_id = v_booking.restaurant_id and a.booking_id = v_booking.id
        -- A filter, no condition of the index: that would be planned again for each array.
        and (a.table_id = any(v_table_ids)) is true
    order by a.table_id;
end;
$function$;

comment on function maitred.reassign_tables_atomic is
'Makes the tables of a booking exactly p_table_ids, all or nothing.

p_idempotency_key: as of assign_tables_atomic_v2, except one case: under a key that stands for an assignment of the
    same tables, window and adjacency by another function it is carried out, each time, since the booking may have
    other tables besides those of the key.
p_require_adjacency: as of assign_tables_atomic_v2.
Returns: a row per table.
Errors: 22023 invalid_argument; MD101 booking_not_found; MD102 table_not_found; MD201 table_overlap; MD202
    assignment_duplicate; MD203 idempotency_key_reused; MD301 rule_violated; MD401 invalid_transition.

Rules are those of assign_tables_atomic_v2.';

grant execute on function maitred.reassign_tables_atomic(uuid, uuid [], text, boolean, uuid, uuid)
to maitred_staff;
