create or replace function maitred_internal.repair_status(p_finding maitred_internal.finding, p_now timestamptz)
returns boolean
language plpgsql
volatile
as $function$
-- Brings a booking's status and its tables together where they are inconsistent and nobody sits at the table.
--
-- tables_without_right: releases the tables; a waiting booking gets a job that looks for others.
-- allocation_of_ended_booking: frees the time, the assignments are history; its holds are given up.
-- booking_without_tables: a confirmed booking waits again; where a seated one sits needs review.
--
-- Writes: through what it calls
declare
    v_booking maitred.bookings;
begin
    select b.* into v_booking
    from maitred.bookings as b
    where b.restaurant_id = p_finding.restaurant_id and b.id = p_finding.booking_id;

    if p_finding.kind = 'allocation_of_ended_booking' and p_finding.detail ->> 'kind' = 'hold' then
        return maitred_internal.repair_hold(p_finding, array[(p_finding.detail ->> 'owner_id')::uuid], p_now);
    elsif p_finding.kind <> 'booking_without_tables' then
        perform maitred_internal.emit_events(v_booking.restaurant_id, v_booking.id, maitred_internal.release_tables(
            v_booking, array[p_finding.table_id], v_booking.status = 'completed', null, 'drift repaired'
        ));
    elsif v_booking.status = 'seated' then
        return false;
    else
        v_booking := maitred_internal.change_status(v_booking, 'pending', p_now, null, 'drift repaired');
    end if;

    if v_booking.status = 'pending' and v_booking.start_at > p_now and not exists (
        select from maitred_internal.assignment_jobs as j
        where j.restaurant_id = v_booking.restaurant_id and j.booking_id = v_booking.id
    ) then
        perform maitred_internal.queue_job(
            v_booking, v_booking.pending_ref is not null,
            case when v_booking.pending_ref is null then 'standard' else 'modified' end, p_now
        );
    end if;
    return true;
end;
$function$;

comment on function maitred_internal.repair_status is
'Releases tables that a booking has no right to, or makes a confirmed booking without tables pending, with a job; false when it needs review.';
