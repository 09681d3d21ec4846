create or replace function maitred_internal.note_freed_time(
    p_restaurant_id uuid,
    p_table_id uuid,
    p_during tstzrange
)
returns void
language plpgsql
volatile
as $function$
-- Notes that a table has time again, whether or not anybody seems to wait for it: a booking that begins to wait at the
-- same moment could not be seen. Its job is not touched here: writing another booking's job while holding a table would
-- deadlock with that booking's worker. Where no worker comes, one note in a hundred sweeps the restaurant's others up.
--
-- Writes: freed_time
declare
    v_now constant timestamptz := clock_timestamp();
begin
    if upper(p_during) > v_now then
        insert into maitred_internal.freed_time (restaurant_id, table_id, during, freed_at)
        values (p_restaurant_id, p_table_id, p_during, v_now);
        if random() < 0.01 then
            perform maitred_internal.merge_freed_time(p_restaurant_id, v_now);
        end if;
    end if;
end;
$function$;

comment on function maitred_internal.note_freed_time is
'Writes a wake-up for p_during at a table, if that is not over.';
