create or replace function maitred.explain_booking(p_booking_id uuid)
returns jsonb
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
set datestyle = 'ISO, YMD'
set intervalstyle = 'postgres'
as $function$
-- Everything about one booking, on one page: what it is and has, what happened, who works on it, what is in its way.
--
-- Raises: 22023 MD101
declare
    v_now constant timestamptz := clock_timestamp();
    v_booking constant maitred.bookings := maitred_internal.find_booking(p_booking_id);
begin
    return jsonb_build_object(
        'booking', to_jsonb(v_booking),
        'restaurant', (
            select jsonb_build_object('id', r.id, 'name', r.name, 'timezone', r.timezone)
            from maitred.restaurants as r
            where r.id = v_booking.restaurant_id
        ),
        'tables', maitred_internal.explain_tables(v_booking),
        'emails', maitred_internal.explain_emails(v_booking),
        'options', maitred_internal.explain_options(v_booking),
        'drift', maitred_internal.explain_drift(v_booking),
        'repairs', (
            select coalesce(jsonb_agg(distinct jsonb_build_object(
                'repair_id', l.repair_id, 'kind', l.kind, 'at', l.repaired_at, 'by', l.repaired_by,
                'undone_at', l.undone_at
            )), '[]')
            from maitred.repair_log as l
            where l.restaurant_id = v_booking.restaurant_id
                and v_booking.id::text in (
                    l.before ->> 'booking_id', l.after ->> 'booking_id', l.before ->> 'id', l.after ->> 'id'
                )
        ),
        'history', (
            select coalesce(jsonb_agg(jsonb_build_object('at', e.occurred_at, 'name', e.name, 'payload', e.payload)
                order by e.occurred_at, e.id), '[]')
            from maitred.observability_events as e
            where e.restaurant_id = v_booking.restaurant_id and e.booking_id = v_booking.id
        ),
        'explained_at', v_now
    ) || maitred_internal.explain_holds_and_sessions(v_booking, v_now);
end;
$function$;

comment on function maitred.explain_booking is
'Tells everything about one booking.

Returns: one object: booking, restaurant, tables, holds, sessions, keys, job (attempts and the last reasons), emails,
    history (events), options (when it waits: the first three, with what blocks each), drift (its own, and rows that
    take its tables), repairs.
Errors: 22023 invalid_argument; MD101 booking_not_found.';

grant execute on function maitred.explain_booking(uuid) to maitred_doctor, maitred_staff;
