create or replace function maitred_internal.lock_expired_bookings(
    p_restaurant_id uuid,
    p_limit int,
    p_now timestamptz
)
returns maitred.bookings []
language plpgsql
volatile
as $function$
-- Locks the bookings of a restaurant that have a hold or a session whose time is over, with the tables of their holds,
-- as far as nobody else has them. Waits for nobody: a booking whose tables are not all to be had is left out.
--
-- Locks:  bookings -> tables by id (both for no key update, skip locked)
declare
    v_bookings maitred.bookings [];
    v_wanted uuid [];
    v_locked uuid [];
    v_busy uuid [];
begin
    -- @plpgsql_check_options: performance_warnings = off
    -- (it does not see the row locks in the subqueries and takes the function for STABLE)
    v_bookings := array(
        select b
        from maitred.bookings as b
        where b.restaurant_id = p_restaurant_id
            and b.id in (
                select h.booking_id from maitred.table_holds as h
                where h.restaurant_id = p_restaurant_id and h.expires_at <= p_now
                union
                select s.booking_id from maitred.manual_assignment_sessions as s
                where s.restaurant_id = p_restaurant_id
                    and s.status = 'PROPOSED' and s.updated_at <= p_now - interval '1 hour'
            )
        order by b.id
        limit p_limit
        for no key update skip locked
    );
    v_wanted := array(
        select u.id
        from unnest(v_bookings) as b
        inner join maitred.table_holds as h on h.restaurant_id = b.restaurant_id and h.booking_id = b.id
        cross join unnest(h.table_ids) as u (id)
    );
    v_locked := array(
        select t.id from maitred.table_inventory as t
        where t.restaurant_id = p_restaurant_id and t.id = any(v_wanted)
        order by t.id
        for no key update skip locked
    );
    v_busy := array(
        select t.id from maitred.table_inventory as t
        where t.restaurant_id = p_restaurant_id and t.id = any(v_wanted) and t.id <> all(v_locked)
    );
    return array(
        select b
        from unnest(v_bookings) as b
        where not exists (
            select from maitred.table_holds as h
            where h.restaurant_id = b.restaurant_id and h.booking_id = b.id and h.table_ids && v_busy
        )
    );
end;
$function$;

comment on function maitred_internal.lock_expired_bookings is
'Locks and returns at most p_limit bookings of a restaurant with something to sweep, each with all tables of its holds; those that somebody works on are left out.';
