-- Tidies: ends sessions and deletes holds whose time is over, and cancels sessions left PROPOSED for an hour. Nothing
-- depends on it.
--
-- Bookings that somebody works on are skipped and met again next time. All bookings are locked before the first table.
--
-- Locks:  bookings (skip locked) -> tables by restaurant and id
-- Writes: manual_assignment_sessions, table_holds, allocations, bookings, observability_events
-- Calls:  lock_tables, sweep_booking
-- Raises: 22023
create or replace function maitred.expire_holds_and_sessions(p_limit int default 1000)
returns int
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
set datestyle = 'ISO, YMD'
set intervalstyle = 'postgres'
as $function$
declare
    v_now constant timestamptz := clock_timestamp();
    v_bookings maitred.bookings [];
    v_restaurant_id uuid;
    v_swept int;
begin
    if p_limit is null or p_limit not between 1 and 1000 then
        perform maitred_internal.refuse_argument('p_limit', p_limit::text, 'be between 1 and 1000');
    end if;

    -- LOCK
    v_bookings := array(
        select b
        from maitred.bookings as b
        where (b.restaurant_id, b.id) in (
            select h.restaurant_id, h.booking_id from maitred.table_holds as h where h.expires_at <= v_now
            union
            select s.restaurant_id, s.booking_id from maitred.manual_assignment_sessions as s
            where s.status = 'PROPOSED' and s.updated_at <= v_now - interval '1 hour'
        )
        order by b.restaurant_id, b.id
        limit p_limit
        for no key update skip locked
    );
    for v_restaurant_id in select distinct b.restaurant_id from unnest(v_bookings) as b order by 1
    loop
        perform maitred_internal.lock_tables(v_restaurant_id, array(
            select u.id
            from unnest(v_bookings) as b
            inner join maitred.table_holds as h on h.restaurant_id = b.restaurant_id and h.booking_id = b.id
            cross join unnest(h.table_ids) as u (id)
            where b.restaurant_id = v_restaurant_id
        ));
    end loop;

    select coalesce(sum(maitred_internal.sweep_booking(b, v_now)), 0)::int into v_swept from unnest(v_bookings) as b;
    return v_swept;
end;
$function$;

comment on function maitred.expire_holds_and_sessions is
'Ends what is over by the clock already, for at most p_limit (1 to 1000) bookings; returns how many holds and sessions. Tidiness only.';

grant execute on function maitred.expire_holds_and_sessions(int) to maitred_worker;
