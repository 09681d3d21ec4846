create or replace function maitred_internal.evaluate_tables(
    p_booking maitred.bookings,
    p_restaurant maitred.restaurants,
    p_found maitred.table_inventory [],
    p_table_ids uuid [],
    p_must_connect boolean,
    p_expected_start_at timestamptz,
    p_expected_end_at timestamptz,
    p_now timestamptz
)
returns maitred_internal.violation []
language plpgsql
volatile
as $function$
-- Evaluates a locked booking at locked tables by all rules but free, which is the constraint's to say when the tables
-- are taken. What pacing says is counted behind the pacing lock.
declare
    v_proposal maitred_internal.proposal := maitred_internal.make_proposal(
        p_booking, p_restaurant, p_found, p_table_ids, p_must_connect, p_expected_start_at, p_expected_end_at,
        p_count => false
    );
begin
    if v_proposal.paced then
        v_proposal := maitred_internal.count_with_pacing_lock(v_proposal, p_now);
    end if;
    return maitred_internal.evaluate_rules(v_proposal);
end;
$function$;

comment on function maitred_internal.evaluate_tables is
'Everything the rules, except free, have against a booking at those of p_found that are in p_table_ids, which stays true until the transaction ends.';
