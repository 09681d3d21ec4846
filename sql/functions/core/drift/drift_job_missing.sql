create or replace function maitred_internal.drift_job_missing(p_scope maitred_internal.drift_scope)
returns table (restaurant_id uuid, booking_id uuid, table_id uuid, row_ref text, detail jsonb)
language plpgsql
stable
as $function$
-- A booking waits, and no job is scheduled for it.
-- Where it comes from and what it does: maitred.drift_catalogue.
#variable_conflict use_column
begin
    return query
    select
        b.restaurant_id, b.id, null::uuid, format('bookings:%s', b.id),
        jsonb_build_object(
            'status', b.status, 'pending_ref', b.pending_ref, 'staff_decides', b.staff_decides,
            'start_at', b.start_at, 'party_size', b.party_size
        )
    from maitred.bookings as b
    where (p_scope.restaurant_id is null or b.restaurant_id = p_scope.restaurant_id)
        and (p_scope.booking_ids is null or b.id = any(p_scope.booking_ids))
        and b.status in ('pending', 'pending_allocation')
        and b.start_at > clock_timestamp()
        and not exists (
            select from maitred_internal.assignment_jobs as j
            where j.restaurant_id = b.restaurant_id and j.booking_id = b.id
                and (p_scope.booking_ids is null or j.booking_id = any(p_scope.booking_ids))
        );
end;
$function$;

comment on function maitred_internal.drift_job_missing is
'Bookings that are pending or pending_allocation and have not begun, without a job.';
