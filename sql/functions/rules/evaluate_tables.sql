-- Judges a locked booking at locked tables by all rules but free, which is the constraint's to say when the tables are
-- taken. What pacing says is counted behind the fence.
--
-- Calls:  make_proposal, count_behind_fence, judge
create or replace function maitred_internal.judge_tables(
    p_booking maitred.bookings,
    p_house maitred.restaurants,
    p_found maitred.table_inventory [],
    p_table_ids uuid [],
    p_must_connect boolean,
    p_believed_start_at timestamptz,
    p_believed_end_at timestamptz,
    p_now timestamptz
)
returns maitred_internal.violation []
language plpgsql
volatile
as $function$
declare
    v_proposal maitred_internal.proposal := maitred_internal.make_proposal(
        p_booking, p_house, p_found, p_table_ids, p_must_connect, p_believed_start_at, p_believed_end_at,
        p_count => false
    );
begin
    if v_proposal.paced then
        v_proposal := maitred_internal.count_behind_fence(v_proposal, p_now);
    end if;
    return maitred_internal.judge(v_proposal);
end;
$function$;

comment on function maitred_internal.judge_tables is
'Everything the rules, but for free, have against a booking at those of p_found that are in p_table_ids, which stays true until the transaction ends.';
