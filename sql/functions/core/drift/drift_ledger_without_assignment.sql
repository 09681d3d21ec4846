create or replace function maitred_internal.drift_ledger_without_assignment(p_scope maitred_internal.drift_scope)
returns table (restaurant_id uuid, booking_id uuid, table_id uuid, row_ref text, detail jsonb)
language plpgsql
stable
as $function$
-- A request that was carried out under a key stands in the ledger, but not all of its tables do.
-- Where it comes from and what it does: maitred.drift_catalogue.
#variable_conflict use_column
begin
    return query
    select
        i.restaurant_id, i.booking_id, n.table_id,
        format('booking_assignment_idempotency:%s/%s', i.booking_id, i.idempotency_key),
        jsonb_build_object(
            'idempotency_key', i.idempotency_key, 'table_ids', i.table_ids, 'start_at', i.start_at, 'end_at', i.end_at
        )
    from maitred_internal.booking_assignment_idempotency as i
    cross join lateral unnest(i.table_ids) as n (table_id)
    where (p_scope.restaurant_id is null or i.restaurant_id = p_scope.restaurant_id)
        and (p_scope.booking_ids is null or i.booking_id = any(p_scope.booking_ids))
        and not exists (
            select from maitred.booking_table_assignments as a
            where a.restaurant_id = i.restaurant_id and a.booking_id = i.booking_id and a.table_id = n.table_id
                and a.start_at = i.start_at and a.end_at = i.end_at
                and (p_scope.booking_ids is null or a.booking_id = any(p_scope.booking_ids))
        );
end;
$function$;

comment on function maitred_internal.drift_ledger_without_assignment is
'Ledger rows of which a table is not assigned to the booking, or for another window.';
