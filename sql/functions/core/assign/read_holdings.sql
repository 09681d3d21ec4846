create or replace function maitred_internal.read_holdings(
    p_booking maitred.bookings,
    p_actor uuid,
    p_release_all boolean,
    p_hold_id uuid default null
)
returns maitred_internal.holdings
language plpgsql
stable
as $function$
-- What a locked booking has: its tables, those of them that staff chose, those whose rows are inconsistent, the
-- holds that a change of its tables gives up (those of the same user and p_hold_id, or all), the tables of all its
-- holds, to be locked, and the hold p_hold_id itself.
--
-- Small statements: a booking that has nothing, the usual one, is asked the first two.
declare
    v_holdings maitred_internal.holdings;
    v_holds maitred.table_holds [];
    v_hold maitred.table_holds;
begin
    v_holdings.has := array(
        select a.table_id from maitred.booking_table_assignments as a
        where a.restaurant_id = p_booking.restaurant_id and a.booking_id = p_booking.id
        order by a.table_id
    );
    v_holdings.chosen := array[]::uuid [];
    v_holdings.inconsistent := array[]::uuid [];
    if cardinality(v_holdings.has) > 0 then
        v_holdings.chosen := array(
            select a.table_id from maitred.booking_table_assignments as a
            where a.restaurant_id = p_booking.restaurant_id and a.booking_id = p_booking.id and a.pinned
        );
        -- What is taken for the booking, read by booking: by table, it could be all that the table was ever given to.
        v_holdings.inconsistent := array(
            with taken as materialized (
                select l.table_id, l.during from maitred.allocations as l
                where l.restaurant_id = p_booking.restaurant_id and l.booking_id = p_booking.id
            )
            select a.table_id
            from maitred.booking_table_assignments as a
            left join taken as l on l.table_id = a.table_id
            where a.restaurant_id = p_booking.restaurant_id and a.booking_id = p_booking.id
                and (
                    (a.start_at, a.end_at) is distinct from (p_booking.start_at, p_booking.end_at)
                    or l.during is null
                    or not l.during @> tstzrange(a.start_at, a.end_at)
                )
            order by a.table_id
        );
    end if;

    v_holdings.hold_ids := array[]::uuid [];
    v_holdings.held := array[]::uuid [];
    v_holds := array(
        select h from maitred.table_holds as h
        where h.restaurant_id = p_booking.restaurant_id and h.booking_id = p_booking.id
    );
    foreach v_hold in array v_holds
    loop
        v_holdings.held := v_holdings.held || v_hold.table_ids;
        if p_release_all or v_hold.id = p_hold_id or v_hold.created_by is not distinct from p_actor then
            v_holdings.hold_ids := v_holdings.hold_ids || v_hold.id;
        end if;
        if v_hold.id = p_hold_id then
            v_holdings.hold := v_hold;
        end if;
    end loop;
    return v_holdings;
end;
$function$;

comment on function maitred_internal.read_holdings is
'What a booking has: its tables, those of them that are pinned, those whose assignment has another window or no allocation that contains it, the holds that p_actor''s change gives up (p_hold_id, those of p_actor, with p_release_all every one), the tables of every hold, and the hold p_hold_id. No table is locked.';
