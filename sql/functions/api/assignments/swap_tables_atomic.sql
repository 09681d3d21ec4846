create or replace function maitred.swap_tables_atomic(
    p_booking_a uuid,
    p_booking_b uuid,
    p_assigned_by uuid default null
)
returns table (table_id uuid, start_at timestamptz, end_at timestamptz, merge_group_id uuid)
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
set datestyle = 'ISO, YMD'
set intervalstyle = 'postgres'
rows 4
as $function$
-- Lets two bookings of one restaurant change tables, both or neither.
--
-- Locks:  both bookings by id -> the tables of both by id (all for no key update) -> allocations
-- Writes: booking_table_assignments, allocations, booking_assignment_idempotency, bookings, holds, sessions, events
-- Raises: 22023 MD101 MD201 MD202 MD301 MD401
#variable_conflict use_column
declare
    v_a maitred.bookings;
    v_b maitred.bookings;
begin
    if p_booking_a is null then
        perform maitred_internal.refuse_argument('p_booking_a', null, 'be the id of a booking');
    elsif p_booking_b is null or p_booking_b = p_booking_a then
        perform maitred_internal.refuse_argument(
            'p_booking_b', p_booking_b::text, 'be the id of another booking than p_booking_a'
        );
    end if;

    v_a := maitred_internal.lock_booking(least(p_booking_a, p_booking_b), null);
    v_b := maitred_internal.lock_booking(greatest(p_booking_a, p_booking_b), v_a.restaurant_id);
    perform maitred_internal.swap_locked_tables(v_a, v_b, p_assigned_by, clock_timestamp());

    return query
    select a.table_id, a.start_at, a.end_at, a.merge_group_id
    from maitred.booking_table_assignments as a
    where a.restaurant_id = v_a.restaurant_id and a.booking_id in (v_a.id, v_b.id)
    order by a.table_id;
end;
$function$;

comment on function maitred.swap_tables_atomic is
'Gives two bookings of one restaurant, both confirmed or seated, each other''s tables, both or neither.

Returns: a row per table.
Errors: 22023 invalid_argument; MD101 booking_not_found; MD201 table_overlap; MD202 assignment_duplicate; MD301
    rule_violated; MD401 also a booking without tables.

Rules are those of assign_tables_atomic_v2.';

grant execute on function maitred.swap_tables_atomic(uuid, uuid, uuid) to maitred_staff;
