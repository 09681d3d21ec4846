create or replace function maitred_internal.repair_overlap(p_finding maitred_internal.finding, p_now timestamptz)
returns boolean
language plpgsql
volatile
as $function$
-- Ends an overlap in which one side is a hold and the other a booking or a block, or a hold whose time is over. Between
-- bookings and blocks it needs review, and two live holds are over by themselves in a few minutes.
--
-- Writes: allocations; through repair_hold
declare
    v_ids constant bigint [] := array(
        select i.id::bigint from jsonb_array_elements_text(p_finding.detail -> 'allocation_ids') as i (id)
    );
    v_hold record;
    v_loser maitred_internal.finding := p_finding;
begin
    delete from maitred.allocations as l
    where l.restaurant_id = p_finding.restaurant_id and l.id = any(v_ids)
        and l.kind = 'hold' and l.expires_at <= p_now;
    if found then
        return true;
    end if;

    select h.id, h.booking_id into v_hold
    from maitred.allocations as l
    inner join maitred.table_holds as h on h.restaurant_id = l.restaurant_id and h.id = l.hold_id
    where l.restaurant_id = p_finding.restaurant_id and l.id = any(v_ids);
    if not found or not exists (
        select from maitred.allocations as l
        where l.restaurant_id = p_finding.restaurant_id and l.id = any(v_ids) and l.kind <> 'hold'
    ) then
        return false;
    end if;
    v_loser.booking_id := v_hold.booking_id;
    return maitred_internal.repair_hold(v_loser, array[v_hold.id], p_now);
end;
$function$;

comment on function maitred_internal.repair_overlap is
'Deletes an expired hold''s row, or gives up a hold, that overlaps an assignment or block; false when it needs review.';
