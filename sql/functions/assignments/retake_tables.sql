-- Gives a locked booking's tables back and takes them again for another window, at once. During is never updated:
-- the rows are deleted and inserted under the tables' locks.
--
-- Locks:  tables by id
-- Writes: through release_tables and place_tables
-- Calls:  standing_of, lock_tables, release_tables, place_tables
-- Raises: MD201
create or replace function maitred_internal.retake_tables(
    p_old maitred.bookings,
    p_new maitred.bookings,
    p_buffer interval,
    p_actor uuid,
    p_now timestamptz
)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $function$
declare
    v_standing record;
    v_pinned constant boolean := exists (
        select from maitred.booking_table_assignments as a
        where a.restaurant_id = p_old.restaurant_id and a.booking_id = p_old.id and a.pinned
    );
begin
    select s.* into v_standing from maitred_internal.standing_of(p_old, p_actor, true, null) as s;

    -- LOCK
    perform maitred_internal.lock_tables(p_old.restaurant_id, v_standing.has || v_standing.held);

    perform maitred_internal.end_claims(p_old, null, 'booking modified', p_now);
    perform maitred_internal.release_tables(p_old, v_standing.has, false, p_actor, 'booking modified');
    perform maitred_internal.place_tables(
        p_new, p_buffer, '{}', v_standing.has, '{}', p_actor, v_pinned, p_now
    );
end;
$function$;

comment on function maitred_internal.retake_tables is
'Moves the window of a locked booking''s tables from p_old''s to p_new''s; MD201 when another booking, hold or block is in the way.';
