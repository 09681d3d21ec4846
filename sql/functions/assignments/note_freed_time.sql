-- Notes that a table has time again, when a booking that could want it is waiting. Its job is not touched here: writing
-- another booking's job while holding a table would deadlock with that booking's worker.
--
-- Writes: freed_time
create or replace function maitred_internal.note_freed_time(
    p_restaurant_id uuid,
    p_table_id uuid,
    p_during tstzrange
)
returns void
language plpgsql
volatile
as $function$
declare
    v_now constant timestamptz := clock_timestamp();
begin
    if upper(p_during) > v_now and exists (
        select from maitred_internal.assignment_jobs as j
        inner join maitred.bookings as b on b.restaurant_id = j.restaurant_id and b.id = j.booking_id
        where j.restaurant_id = p_restaurant_id and tstzrange(b.start_at, b.end_at) && p_during
    ) then
        insert into maitred_internal.freed_time (restaurant_id, table_id, during, freed_at)
        values (p_restaurant_id, p_table_id, p_during, v_now);
    end if;
end;
$function$;

comment on function maitred_internal.note_freed_time is
'Writes a freed_time row if a booking that waits for automatic assignment could overlap p_during.';
