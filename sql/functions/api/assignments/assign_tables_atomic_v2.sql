create or replace function maitred.assign_tables_atomic_v2(
    p_booking_id uuid,
    p_table_ids uuid [],
    p_idempotency_key text default null,
    p_require_adjacency boolean default false,
    p_assigned_by uuid default null,
    p_start_at timestamptz default null,
    p_end_at timestamptz default null,
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
-- Puts a booking on tables, or changes nothing.
--
-- Locks:  booking -> tables by id (both for no key update) -> allocations
-- Writes: booking_table_assignments, allocations, booking_assignment_idempotency, bookings, holds, sessions,
--         assignment_jobs, the outbox, observability_events
-- Raises: 22023 MD101 MD102 MD201 MD202 MD203 MD301 MD401
#variable_conflict use_column
declare
    v_table_ids constant uuid [] := maitred_internal.check_ids('p_table_ids', p_table_ids);
    v_booking maitred.bookings;
    v_events maitred_internal.event [];
    v_now timestamptz;
    v_first boolean;
begin
    if p_idempotency_key is not null then
        perform maitred_internal.check_key(p_idempotency_key);
    end if;
    if p_start_at is not null or p_end_at is not null then
        perform maitred_internal.check_expected_window(p_start_at, p_end_at);
    end if;

    v_booking := maitred_internal.lock_booking(p_booking_id, p_restaurant_id);
    v_now := clock_timestamp();

    if p_idempotency_key is null or maitred_internal.reserve_key(
        v_booking, p_idempotency_key, 'assign', v_table_ids, p_start_at, p_end_at, p_require_adjacency, v_now
    ) then
        v_events := maitred_internal.change_tables(v_booking, maitred_internal.table_change(
            v_table_ids, p_assigned_by, v_now,
            p_must_connect => p_require_adjacency, p_expected_start_at => p_start_at, p_expected_end_at => p_end_at
        ));
        v_first := v_booking.status = 'pending';
        v_booking := maitred_internal.derive_status(
            v_booking, v_now, p_assigned_by, p_events => v_events, p_has_tables => true
        );
        -- The usual request, one table for a booking that had none: what was written is known.
        if v_first and cardinality(v_table_ids) = 1 then
            table_id := v_table_ids[1];
            start_at := v_booking.start_at;
            end_at := v_booking.end_at;
            return next;
            return;
        end if;
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

comment on function maitred.assign_tables_atomic_v2 is
'Adds tables to a booking, all or none, and confirms it.

p_idempotency_key: the same key replays the rows while they stand.
p_require_adjacency: true: the tables must be neighbours, also where the restaurant does not ask for it.
p_start_at, p_end_at: both or neither; must be the booking''s window.
Returns: a row per table of p_table_ids, by table_id.
Errors: 22023 invalid_argument; MD101 booking_not_found; MD102 table_not_found; MD201 table_overlap; MD202
    assignment_duplicate; MD203 the key stands for another request, or one in another function; MD301 DETAIL lists all
    blocking rules; MD401 invalid_transition.

Tables that were all chosen automatically, and of which none is named, are replaced if those named satisfy every rule
by themselves. What is named is pinned, also where the booking has it already. Errors come in this order: 22023,
MD101, MD203, MD401, MD102, MD301, MD201.';

grant execute on function maitred.assign_tables_atomic_v2(
    uuid, uuid [], text, boolean, uuid, timestamptz, timestamptz, uuid
) to maitred_staff;
