create or replace function maitred_internal.save_bookings_to_wake(p_freed maitred_internal.freed_time, p_left uuid [])
returns void
language plpgsql
volatile
as $function$
-- Notes who is still to be told of a wake-up; when nobody is, it is done.
--
-- Writes: freed_time
begin
    if cardinality(p_left) = 0 then
        delete from maitred_internal.freed_time as f
        where f.restaurant_id = p_freed.restaurant_id and f.id = p_freed.id;
    elsif p_left is distinct from p_freed.left_over then
        update maitred_internal.freed_time as f
        set left_over = p_left
        where f.restaurant_id = p_freed.restaurant_id and f.id = p_freed.id;
    end if;
end;
$function$;

comment on function maitred_internal.save_bookings_to_wake is
'Writes the bookings that a locked row of freed_time still has to wake, or deletes it.';
