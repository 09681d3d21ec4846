create or replace function maitred_internal.drift_row_without_booking(p_scope maitred_internal.drift_scope)
returns table (restaurant_id uuid, booking_id uuid, table_id uuid, row_ref text, detail jsonb)
language plpgsql
stable
as $function$
-- An assignment, hold, session, ledger row or job of a booking that does not exist.
-- Where it comes from and what it does: maitred.drift_catalogue.
#variable_conflict use_column
begin
    return query
    select
        a.restaurant_id, a.booking_id, a.table_id,
        format('booking_table_assignments:%s/%s', a.booking_id, a.table_id), '{}'::jsonb
    from maitred.booking_table_assignments as a
    where (p_scope.restaurant_id is null or a.restaurant_id = p_scope.restaurant_id)
        and (p_scope.booking_ids is null or a.booking_id = any(p_scope.booking_ids))
        and not exists (
            select from maitred.bookings as b where b.restaurant_id = a.restaurant_id and b.id = a.booking_id
                and (p_scope.booking_ids is null or b.id = any(p_scope.booking_ids))
        )
    union all
    select h.restaurant_id, h.booking_id, null::uuid, format('table_holds:%s', h.id), '{}'::jsonb
    from maitred.table_holds as h
    where (p_scope.restaurant_id is null or h.restaurant_id = p_scope.restaurant_id)
        and (p_scope.booking_ids is null or h.booking_id = any(p_scope.booking_ids))
        and not exists (
            select from maitred.bookings as b where b.restaurant_id = h.restaurant_id and b.id = h.booking_id
                and (p_scope.booking_ids is null or b.id = any(p_scope.booking_ids))
        )
    union all
    select s.restaurant_id, s.booking_id, null::uuid, format('manual_assignment_sessions:%s', s.id), '{}'::jsonb
    from maitred.manual_assignment_sessions as s
    where (p_scope.restaurant_id is null or s.restaurant_id = p_scope.restaurant_id)
        and (p_scope.booking_ids is null or s.booking_id = any(p_scope.booking_ids))
        and not exists (
            select from maitred.bookings as b where b.restaurant_id = s.restaurant_id and b.id = s.booking_id
                and (p_scope.booking_ids is null or b.id = any(p_scope.booking_ids))
        )
    union all
    select i.restaurant_id, i.booking_id, null::uuid, i.row_ref, '{}'::jsonb
    from (
        select
            l.restaurant_id, l.booking_id,
            format('booking_assignment_idempotency:%s/%s', l.booking_id, l.idempotency_key) as row_ref
        from maitred_internal.booking_assignment_idempotency as l
        union all
        select c.restaurant_id, c.booking_id, format('booking_creation_idempotency:%s', c.booking_id)
        from maitred_internal.booking_creation_idempotency as c
    ) as i
    where (p_scope.restaurant_id is null or i.restaurant_id = p_scope.restaurant_id)
        and (p_scope.booking_ids is null or i.booking_id = any(p_scope.booking_ids))
        and not exists (
            select from maitred.bookings as b where b.restaurant_id = i.restaurant_id and b.id = i.booking_id
                and (p_scope.booking_ids is null or b.id = any(p_scope.booking_ids))
        )
    union all
    select j.restaurant_id, j.booking_id, null::uuid, format('assignment_jobs:%s', j.booking_id), '{}'::jsonb
    from maitred_internal.assignment_jobs as j
    where (p_scope.restaurant_id is null or j.restaurant_id = p_scope.restaurant_id)
        and (p_scope.booking_ids is null or j.booking_id = any(p_scope.booking_ids))
        and not exists (
            select from maitred.bookings as b where b.restaurant_id = j.restaurant_id and b.id = j.booking_id
                and (p_scope.booking_ids is null or b.id = any(p_scope.booking_ids))
        );
end;
$function$;

comment on function maitred_internal.drift_row_without_booking is
'Assignments, holds, sessions, ledger rows and jobs whose booking does not exist.';
