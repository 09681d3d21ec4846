create or replace function maitred_internal.drift_session_without_hold(p_scope maitred_internal.drift_scope)
returns table (restaurant_id uuid, booking_id uuid, table_id uuid, row_ref text, detail jsonb)
language plpgsql
stable
as $function$
-- A session is HELD and in time, but its hold is gone, or of another booking, end or set of tables.
-- Where it comes from and what it does: maitred.drift_catalogue.
#variable_conflict use_column
declare
    v_now constant timestamptz := clock_timestamp();
begin
    return query
    select
        s.restaurant_id, s.booking_id, null::uuid, format('manual_assignment_sessions:%s', s.id),
        jsonb_build_object(
            'owner_id', s.hold_id, 'proposed_tables', s.proposed_tables, 'hold_expires_at', s.hold_expires_at,
            'held_tables', h.table_ids, 'held_until', h.expires_at
        )
    from maitred.manual_assignment_sessions as s
    left join maitred.table_holds as h on h.restaurant_id = s.restaurant_id and h.id = s.hold_id
    where (p_scope.restaurant_id is null or s.restaurant_id = p_scope.restaurant_id)
        and (p_scope.booking_ids is null or s.booking_id = any(p_scope.booking_ids))
        and s.status = 'HELD'
        and s.hold_expires_at > v_now
        and (
            h.id is null
            or (h.booking_id, h.expires_at) is distinct from (s.booking_id, s.hold_expires_at)
            or not (to_jsonb(h.table_ids) @> s.proposed_tables and to_jsonb(h.table_ids) <@ s.proposed_tables)
        );
end;
$function$;

comment on function maitred_internal.drift_session_without_hold is
'Sessions HELD and in time whose hold is gone, or not their booking''s, or names other tables, or has another end.';
