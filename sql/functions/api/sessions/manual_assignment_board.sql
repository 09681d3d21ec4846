-- What a screen at the door shows: every session that is being worked on, as it is at this moment. A hold that has run
-- out is seen as EXPIRED, whether or not anything has touched it.
create or replace view maitred.manual_assignment_board
with (security_invoker = true) as
select
    s.restaurant_id,
    s.id as session_id,
    case
        when s.status = 'HELD' and s.hold_expires_at <= clock_timestamp() then 'EXPIRED' else s.status::text
    end as status,
    case
        when s.status = 'HELD' then greatest(0, ceil(extract(epoch from s.hold_expires_at - clock_timestamp())))::int
    end as seconds_left,
    t.table_names,
    s.created_by as user_id,
    s.booking_id,
    b.reference,
    b.guest_name,
    b.party_size,
    b.start_at,
    b.end_at,
    b.status as booking_status,
    b.staff_decides,
    s.problems,
    s.created_at,
    s.updated_at
from maitred.manual_assignment_sessions as s
inner join maitred.bookings as b on b.restaurant_id = s.restaurant_id and b.id = s.booking_id
cross join lateral (
    select coalesce(array_agg(i.name order by i.name), '{}') as table_names
    from maitred.table_inventory as i
    where i.restaurant_id = s.restaurant_id and s.proposed_tables ? i.id::text
) as t
where s.status in ('PROPOSED', 'HELD');

comment on view maitred.manual_assignment_board is
'Active manual assignment sessions with their effective status (EXPIRED as soon as the hold''s time is over), seconds left, tables by name, booking and member of staff. LISTEN maitred_events (see watch_events) says when to look again.';

grant select on maitred.manual_assignment_board to maitred_reader;
