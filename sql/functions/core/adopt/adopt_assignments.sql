create or replace function maitred_internal.adopt_assignments(p_source text, p_adopted uuid [])
returns void
language plpgsql
volatile
as $function$
-- Gives the new bookings their tables, and the statuses that go with them.
--
-- Writes: booking_table_assignments, allocations, bookings, adoption_quarantine
begin
    perform maitred_internal.quarantine(p_source, w.reason, r, j.restaurant_id)
    from maitred_internal.validate_legacy_assignments(p_adopted) as j
    inner join maitred_internal.adoption_rows as r on r.n = j.n
    cross join lateral (
        values
        (j.reason),
        (
            case
                when ((r.data ->> 'start_at')::timestamptz, (r.data ->> 'end_at')::timestamptz)
                    is distinct from (j.start_at, j.end_at)
                    and r.data ->> 'start_at' is not null then 'other_window'
            end
        )
    ) as w (reason)
    where w.reason <> 'adopted before'
        and (w.reason <> 'other_window' or j.reason is null or j.reason = 'adopted before');

    insert into maitred.booking_table_assignments (
        restaurant_id, booking_id, table_id, start_at, end_at, merge_group_id, assigned_by, assigned_at, pinned
    )
    select
        j.restaurant_id, j.booking_id, j.table_id, j.start_at, j.end_at,
        case when count(*) over (partition by j.booking_id) > 1 then md5(j.booking_id::text)::uuid end,
        (r.data ->> 'assigned_by')::uuid, coalesce((r.data ->> 'assigned_at')::timestamptz, now()),
        r.data ->> 'assigned_by' is not null
    from maitred_internal.validate_legacy_assignments(p_adopted) as j
    inner join maitred_internal.adoption_rows as r on r.n = j.n
    where j.reason is null;

    perform maitred_internal.adopt_statuses(p_adopted);
    insert into maitred.allocations (restaurant_id, table_id, during, kind, booking_id)
    select a.restaurant_id, a.table_id, tstzrange(a.start_at, a.end_at), 'assignment', a.booking_id
    from maitred.booking_table_assignments as a
    inner join maitred.bookings as b on b.restaurant_id = a.restaurant_id and b.id = a.booking_id
    where a.booking_id = any(p_adopted) and b.status in ('confirmed', 'seated');
end;
$function$;

comment on function maitred_internal.adopt_assignments is
'Assigns the tables of new bookings where nothing speaks against it; those become confirmed or seated, the others stay pending_allocation.';
