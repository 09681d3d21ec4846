-- Notes that the tables of a live hold that is given up are free again, so that who waits for them is looked at.
--
-- Calls: note_freed_time
create or replace function maitred_internal.note_held_time(p_hold maitred.table_holds, p_now timestamptz)
returns void
language plpgsql
volatile
as $function$
begin
    if p_hold.expires_at > p_now then
        perform maitred_internal.note_freed_time(
            p_hold.restaurant_id, u.id, tstzrange(p_hold.start_at, p_hold.end_at)
        )
        from unnest(p_hold.table_ids) as u (id);
    end if;
end;
$function$;

comment on function maitred_internal.note_held_time is
'Writes a wake-up for each table of a hold whose time is not over at p_now.';
