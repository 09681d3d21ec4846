create or replace function maitred_internal.drift_job_unexpected(p_scope maitred_internal.drift_scope)
returns table (restaurant_id uuid, booking_id uuid, table_id uuid, row_ref text, detail jsonb)
language plpgsql
stable
as $function$
-- A job stands for a booking that waits for nothing.
-- Where it comes from and what it does: maitred.drift_catalogue.
#variable_conflict use_column
begin
    return query
    select
        j.restaurant_id, j.booking_id, null::uuid, format('assignment_jobs:%s', j.booking_id),
        jsonb_build_object('status', b.status, 'run_at', j.run_at, 'attempts', j.attempts)
    from maitred_internal.assignment_jobs as j
    inner join maitred.bookings as b on b.restaurant_id = j.restaurant_id and b.id = j.booking_id
    where (p_scope.restaurant_id is null or j.restaurant_id = p_scope.restaurant_id)
        and (p_scope.booking_ids is null or j.booking_id = any(p_scope.booking_ids))
        and (p_scope.booking_ids is null or b.id = any(p_scope.booking_ids))
        and b.status not in ('pending', 'pending_allocation');
end;
$function$;

comment on function maitred_internal.drift_job_unexpected is
'Jobs of bookings that are confirmed, seated or over.';
