create or replace function maitred.explain_unassigned_booking(p_booking_id uuid)
returns table (table_ids uuid [], rule text, blocked_by text, blocker_id uuid, detail jsonb)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
set datestyle = 'ISO, YMD'
set intervalstyle = 'postgres'
rows 50
as $function$
-- Tells for every option with enough seats what is against it for a booking: a rule, or what has a table of it.
--
-- Raises: 22023 MD101
#variable_conflict use_column
begin
    return query
    select o.* from maitred_internal.blocked_options(
        maitred_internal.find_booking(p_booking_id), clock_timestamp()
    ) as o;
end;
$function$;

comment on function maitred.explain_unassigned_booking is
'Tells for every table and combination with enough seats what is against it for a booking.

Returns: a row for each thing against it: the rule, and for rule free what has the table (blocked_by: assignment, hold
    or block) and its id; rule null: nothing is against it.
Errors: 22023 invalid_argument; MD101 booking_not_found.

Options around a smaller one that fits are left out.';

grant execute on function maitred.explain_unassigned_booking(uuid) to maitred_staff;
