create or replace function maitred_internal.find_conflicts(
    p_restaurant_id uuid,
    p_booking_id uuid,
    p_table_ids uuid [],
    p_during tstzrange,
    p_actor uuid,
    p_now timestamptz
)
returns table (
    table_id uuid,
    table_name text,
    kind text,
    during tstzrange,
    blocker_id uuid,
    booking_id uuid,
    reference text,
    party_size int,
    held_by uuid,
    until timestamptz,
    until_local text,
    message text
)
language plpgsql
stable
set plan_cache_mode = force_generic_plan
as $function$
-- What stands in the way of a booking at tables: allocations of others that overlap. Expired holds do not, nor do the
-- booking's own assignments and the holds of the same user for it. The message is for errors as well: it says which
-- booking it is, by reference and party, and of nobody who it is.
--
-- The generic plan, because "= any (array)" makes it look dearer than one made again at each call, which it is not.
#variable_conflict use_column
begin
    return query
    select
        l.table_id,
        t.name,
        l.kind,
        l.during,
        coalesce(l.booking_id, l.hold_id, l.block_id),
        o.id,
        o.reference::text,
        o.party_size,
        coalesce(h.created_by, b.created_by, a.assigned_by),
        u.until,
        to_char(u.local, 'YYYY-MM-DD HH24:MI:SS'),
        format(
            '%s is %s%s until %s', t.name,
            case l.kind when 'assignment' then 'taken' when 'hold' then 'held' else 'blocked' end,
            case l.kind when 'hold' then ' for ' else ' by ' end || o.reference || ', party of ' || o.party_size || ',',
            to_char(u.local, case
                when u.local::date = (lower(p_during) at time zone r.timezone)::date then 'HH24:MI'
                else 'YYYY-MM-DD HH24:MI'
            end)
        )
    from maitred.allocations as l
    inner join maitred.table_inventory as t on t.restaurant_id = l.restaurant_id and t.id = l.table_id
    inner join maitred.restaurants as r on r.id = l.restaurant_id
    cross join lateral (select coalesce(l.expires_at, upper(l.during)) as until) as e
    cross join lateral (select e.until, e.until at time zone r.timezone as local) as u
    left join maitred.table_holds as h on h.restaurant_id = l.restaurant_id and h.id = l.hold_id
    left join maitred.table_blocks as b on b.restaurant_id = l.restaurant_id and b.id = l.block_id
    left join maitred.bookings as o
        on o.restaurant_id = l.restaurant_id and o.id = coalesce(l.booking_id, h.booking_id)
    left join maitred.booking_table_assignments as a
        on a.restaurant_id = l.restaurant_id and a.booking_id = l.booking_id and a.table_id = l.table_id
    where l.restaurant_id = p_restaurant_id
        and l.table_id = any(p_table_ids)
        and l.during && p_during
        and (l.kind <> 'assignment' or l.booking_id is distinct from p_booking_id)
        and (l.kind <> 'hold' or l.expires_at > p_now)
        and not (
            l.kind = 'hold' and h.booking_id is not distinct from p_booking_id
            and h.created_by is not distinct from p_actor
        )
    order by l.table_id, l.during;
end;
$function$;

comment on function maitred_internal.find_conflicts is
'The live allocations of others on these tables that overlap p_during: whose they are (held_by: the user behind it) and until when, also on the clock of the restaurant, and a sentence that says so without a name.';
