-- Reads what a locked booking has and locks every table that a change can touch: those it has, those of its holds, and
-- those it is to get, all at once.
--
-- Locks:  tables by id (for no key update)
-- Calls:  standing_of, lock_tables
create or replace function maitred_internal.lock_standing(
    p_booking maitred.bookings,
    p_table_ids uuid [],
    p_actor uuid,
    p_all_claims boolean,
    p_hold_id uuid default null
)
returns maitred_internal.standing
language plpgsql
volatile
as $function$
declare
    v_standing maitred_internal.standing :=
        maitred_internal.standing_of(p_booking, p_actor, p_all_claims, p_hold_id);
begin
    v_standing.tables := maitred_internal.lock_tables(
        p_booking.restaurant_id, v_standing.has || v_standing.held || p_table_ids
    );
    return v_standing;
end;
$function$;

comment on function maitred_internal.lock_standing is
'standing_of a booking, with the tables it has, holds, and is to get (p_table_ids) locked and read.';
