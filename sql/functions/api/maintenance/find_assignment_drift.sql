create or replace function maitred.find_assignment_drift(p_restaurant_id uuid default null)
returns table (kind text, restaurant_id uuid, booking_id uuid, table_id uuid, row_ref text, detail jsonb)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
set datestyle = 'ISO, YMD'
set intervalstyle = 'postgres'
as $function$
-- Rows that are inconsistent: the one definition of a consistent database. No row: it is one.
--
-- Evaluates stored facts only, by one snapshot; an expired hold is no drift. Each kind is a function of its own. Of one
-- restaurant it evaluates what is not history, so that it costs the same after years; of all it evaluates everything.
--
-- Raises: MD105
#variable_conflict use_column
declare
    v_scope constant maitred_internal.drift_scope := row(
        p_restaurant_id,
        case when p_restaurant_id is not null then maitred_internal.current_bookings(p_restaurant_id) end,
        null::bigint []
    );
begin
    return query
    select d.*
    from maitred.drift_catalogue as k
    cross join lateral maitred_internal.drift_in(k.kind, v_scope) as d
    order by k.repair_order, d.restaurant_id, d.row_ref;

    -- Asked last: rows can outlive their restaurant.
    if not found and p_restaurant_id is not null then
        perform maitred_internal.get_restaurant(p_restaurant_id);
    end if;
end;
$function$;

comment on function maitred.find_assignment_drift is
'Finds rows that are inconsistent.

p_restaurant_id: of one restaurant only, and of its bookings those that are not history: begun in the last 2 days or
    to come, or with a table''s time, a job, a hold or an active session; null: all of all restaurants.
Returns: a row per finding; none: the database is consistent. row_ref names the row as relation:key.
Errors: MD105 restaurant_not_found.

maitred.drift_catalogue tells what each kind means; repair_assignment_drift repairs them.';

grant execute on function maitred.find_assignment_drift(uuid) to maitred_doctor, maitred_staff;
