create or replace function maitred.expire_holds_and_sessions(
    p_limit int default 1000,
    p_restaurant_id uuid default null
)
returns int
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
set datestyle = 'ISO, YMD'
set intervalstyle = 'postgres'
as $function$
-- Tidies: ends sessions and deletes holds whose time is over, and cancels sessions left PROPOSED for an hour. Nothing
-- depends on it.
--
-- It waits for nobody, so that it can be in no deadlock and keeps no restaurant from its work while another is busy:
-- bookings and tables that somebody works on are met again next time.
--
-- Locks:  a restaurant at a time: bookings -> tables by id (both skip locked)
-- Writes: manual_assignment_sessions, table_holds, allocations, bookings, observability_events
-- Raises: 22023 MD105
declare
    v_now constant timestamptz := clock_timestamp();
    v_restaurant_id uuid;
    v_bookings maitred.bookings [];
    v_left int := p_limit;
    v_swept int := 0;
begin
    if p_limit is null or p_limit not between 1 and 1000 then
        perform maitred_internal.refuse_argument('p_limit', p_limit::text, 'be between 1 and 1000');
    end if;
    if p_restaurant_id is not null then
        perform maitred_internal.get_restaurant(p_restaurant_id);
    end if;

    for v_restaurant_id in
        select o.restaurant_id
        from (
            select h.restaurant_id from maitred.table_holds as h where h.expires_at <= v_now
            union
            select s.restaurant_id from maitred.manual_assignment_sessions as s
            where s.status = 'PROPOSED' and s.updated_at <= v_now - interval '1 hour'
        ) as o
        where p_restaurant_id is null or o.restaurant_id = p_restaurant_id
        order by o.restaurant_id
    loop
        v_bookings := maitred_internal.lock_expired_bookings(v_restaurant_id, v_left, v_now);
        v_swept := v_swept + coalesce(
            (select sum(maitred_internal.sweep_booking(b, v_now))::int from unnest(v_bookings) as b), 0
        );
        v_left := v_left - cardinality(v_bookings);
        exit when v_left = 0;
    end loop;
    return v_swept;
end;
$function$;

comment on function maitred.expire_holds_and_sessions is
'Ends holds and sessions that are over by the clock already: tidiness only.

p_limit: 1 to 1000 bookings at most.
p_restaurant_id: null: of all restaurants.
Returns: how many holds and sessions.
Errors: 22023 invalid_argument; MD105 restaurant_not_found.

Waits for nobody, and leaves what somebody works on to the next call.';

grant execute on function maitred.expire_holds_and_sessions(int, uuid) to maitred_worker;
