create or replace function maitred_internal.note_unused_time(p_allocation maitred.allocations, p_taken tstzrange)
returns void
language plpgsql
volatile
as $function$
-- Notes what is free again of time that was taken, when part of it is taken again in the same call, or none.
begin
    perform maitred_internal.note_freed_time(p_allocation.restaurant_id, p_allocation.table_id, u.during)
    from unnest(tstzmultirange(p_allocation.during) - tstzmultirange(p_taken)) as u (during);
end;
$function$;

comment on function maitred_internal.note_unused_time is
'Writes a wake-up for the time of an allocation that goes, without p_taken, which may be empty.';
