create or replace function maitred_internal.try_options(
    p_booking maitred.bookings,
    p_release_all boolean,
    p_actor uuid,
    p_now timestamptz
)
returns uuid []
language plpgsql
volatile
as $function$
-- Puts a locked booking on the best tables that it can get, trying one option after the other.
--
-- Each try is a subtransaction, so that the locks of a failed one go with it. What was ranked without locks may have
-- been taken, or the floor changed, before the locks were held; then the next one is tried.
--
-- Locks:  tables by id, of one try at a time
-- Writes: through try_option
declare
    v_restaurant maitred.restaurants;
    v_table_ids uuid [];
begin
    select r.* into strict v_restaurant from maitred.restaurants as r where r.id = p_booking.restaurant_id;

    for v_table_ids in
        select o.table_ids from maitred_internal.rank_options(
            p_booking, v_restaurant, p_release_all, p_actor, p_now
        ) as o
    loop
        begin
            perform maitred_internal.try_option(p_booking, v_table_ids, p_release_all, p_actor, p_now);
            return v_table_ids;
        exception
            when sqlstate 'MD201' or sqlstate 'MD102' or sqlstate 'MD301' then
                continue;
        end;
    end loop;
    return null;
end;
$function$;

comment on function maitred_internal.try_options is
'Places a booking on the first option of rank_options that it gets, instead of the tables it has, and returns it; null: none. p_release_all: gives up every hold on the booking.';
