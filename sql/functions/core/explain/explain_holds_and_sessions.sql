create or replace function maitred_internal.explain_holds_and_sessions(p_booking maitred.bookings, p_now timestamptz)
returns jsonb
language sql
stable
as $function$
-- Who is working on a booking, for explain_booking: its holds, sessions, the keys that stand, and its job.
    select jsonb_build_object(
        'holds', (
            select coalesce(jsonb_agg(jsonb_build_object(
                'hold_id', h.id, 'tables', maitred_internal.table_names(h.restaurant_id, h.table_ids),
                'created_by', h.created_by, 'expires_at', h.expires_at, 'live', h.expires_at > p_now
            ) order by h.created_at, h.id), '[]')
            from maitred.table_holds as h
            where h.restaurant_id = p_booking.restaurant_id and h.booking_id = p_booking.id
        ),
        'sessions', (
            select coalesce(jsonb_agg(jsonb_build_object(
                'session_id', s.id, 'created_by', s.created_by, 'hold_id', s.hold_id,
                'status', case
                    when s.status = 'HELD' and s.hold_expires_at <= p_now then 'EXPIRED' else s.status::text
                end,
                'tables', maitred_internal.table_names(s.restaurant_id, array(
                    select p.id::uuid from jsonb_array_elements_text(s.proposed_tables) as p (id)
                )),
                'hold_expires_at', s.hold_expires_at, 'problems', s.problems, 'updated_at', s.updated_at
            ) order by s.created_at, s.id), '[]')
            from maitred.manual_assignment_sessions as s
            where s.restaurant_id = p_booking.restaurant_id and s.booking_id = p_booking.id
        ),
        'keys', (
            select coalesce(jsonb_agg(jsonb_build_object(
                'idempotency_key', i.idempotency_key, 'created_at', i.created_at,
                'tables', maitred_internal.table_names(i.restaurant_id, i.table_ids)
            ) order by i.created_at, i.idempotency_key), '[]')
            from maitred_internal.booking_assignment_idempotency as i
            where i.restaurant_id = p_booking.restaurant_id and i.booking_id = p_booking.id
        ),
        'job', (
            select jsonb_build_object(
                'run_at', j.run_at, 'waits_for_staff', p_booking.staff_decides,
                'attempts', j.attempts, 'email_mode', j.email_mode,
                'bypass_feature_flag', j.bypass_feature_flag, 'last_error', j.last_error
            )
            from maitred_internal.assignment_jobs as j
            where j.restaurant_id = p_booking.restaurant_id and j.booking_id = p_booking.id
        )
    )
$function$;

comment on function maitred_internal.explain_holds_and_sessions is
'holds, sessions, keys (requests that stand in the ledger) and job (null: none) of a booking.';
