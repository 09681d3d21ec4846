create or replace function maitred.check_table_assignment(
    p_booking_id uuid,
    p_table_ids uuid [],
    p_start_at timestamptz default null,
    p_end_at timestamptz default null,
    p_require_adjacency boolean default false,
    p_user_id uuid default null,
    p_restaurant_id uuid default null
)
returns table (rule text, severity text, table_id uuid, message text, detail jsonb)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
set datestyle = 'ISO, YMD'
set intervalstyle = 'postgres'
rows 3
as $function$
-- Tells everything that speaks against a booking at tables, without locks and without changing anything.
--
-- Raises: 22023 MD101 MD102
#variable_conflict use_column
declare
    v_now constant timestamptz := clock_timestamp();
    v_booking maitred.bookings;
begin
    perform maitred_internal.check_ids('p_table_ids', p_table_ids);
    perform maitred_internal.check_expected_window(p_start_at, p_end_at);
    v_booking := maitred_internal.find_booking(p_booking_id, p_restaurant_id);

    return query
    select v.rule, v.severity, v.table_id, v.message, v.detail
    from unnest(maitred_internal.violations_of(
        v_booking, p_table_ids, false, p_require_adjacency, p_start_at, p_end_at, p_user_id, v_now
    )) as v;
end;
$function$;

comment on function maitred.check_table_assignment is
'Evaluates every rule that blocks or warns against tables for a booking, and changes nothing.

p_table_ids: as assign_tables_atomic_v2 would assign them: besides what the booking has, or instead of it.
p_user_id: this user''s own hold for the booking does not count.
Returns: a row per violated rule, severity block or warn; no row: assign accepts.
Errors: 22023 invalid_argument; MD101 booking_not_found; MD102 table_not_found.';

grant execute on function maitred.check_table_assignment(
    uuid, uuid [], timestamptz, timestamptz, boolean, uuid, uuid
) to maitred_staff;
