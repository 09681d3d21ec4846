create or replace function maitred_internal.choice_replaces(
    p_booking maitred.bookings,
    p_restaurant maitred.restaurants,
    p_found maitred.table_inventory [],
    p_has uuid [],
    p_chosen uuid [],
    p_table_ids uuid [],
    p_must_connect boolean
)
returns boolean
language plpgsql
stable
as $function$
-- Whether the tables that staff name take the place of those that a booking has, or come to them. They replace what was
-- chosen automatically, if they are enough by themselves: the planner did not know what staff want. Who names a table
-- that the booking has, wants to keep it.
begin
    if cardinality(p_has) = 0 or cardinality(p_chosen) > 0 or p_has && p_table_ids then
        return false;
    end if;
    return not maitred_internal.violations_block(maitred_internal.evaluate_rules(maitred_internal.make_proposal(
        p_booking, p_restaurant, p_found, p_table_ids, p_must_connect, null, null
    )));
end;
$function$;

comment on function maitred_internal.choice_replaces is
'True when a booking has tables (p_has), none of them chosen by staff (p_chosen) or named again, and no rule but free blocks p_table_ids without them. p_found: the rows of all these tables.';
