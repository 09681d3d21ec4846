-- Makes a locked booking's tables exactly these. A booking that was moved gives the tables of its old window back
-- first, under the locks of both.
--
-- Locks:  tables by id
-- Writes: through release_tables and change_tables
-- Calls:  standing_of, lock_standing, release_tables, change_tables, record_events
-- Raises: MD102 MD201 MD301
create or replace function maitred_internal.try_option(
    p_booking maitred.bookings,
    p_table_ids uuid [],
    p_all_claims boolean,
    p_actor uuid,
    p_now timestamptz
)
returns void
language plpgsql
volatile
as $function$
declare
    v_standing maitred_internal.standing := maitred_internal.standing_of(p_booking, p_actor, p_all_claims);
begin
    if cardinality(v_standing.broken) > 0 then
        -- LOCK
        v_standing := maitred_internal.lock_standing(p_booking, p_table_ids, p_actor, p_all_claims);
        perform maitred_internal.release_tables(p_booking, v_standing.has, false, p_actor, 'booking modified');
    end if;
    perform maitred_internal.record_events(
        p_booking.restaurant_id, p_booking.id,
        maitred_internal.change_tables(
            p_booking, p_table_ids, p_actor, p_now,
            p_replace => true, p_pinned => false, p_all_claims => p_all_claims
        )
    );
end;
$function$;

comment on function maitred_internal.try_option is
'Places a booking on p_table_ids instead of the tables it has, also those of another window; not pinned.';
