create or replace function maitred_internal.regroup_tables(p_booking maitred.bookings, p_tables int)
returns void
language plpgsql
volatile
as $function$
-- Two or more tables of a booking share a merge group, a single one has none.
--
-- Writes: booking_table_assignments
declare
    v_group uuid;
begin
    if p_tables > 1 then
        select coalesce(min(a.merge_group_id::text)::uuid, gen_random_uuid()) into v_group
        from maitred.booking_table_assignments as a
        where a.restaurant_id = p_booking.restaurant_id and a.booking_id = p_booking.id;
    end if;

    update maitred.booking_table_assignments as a
    set merge_group_id = v_group
    where a.restaurant_id = p_booking.restaurant_id and a.booking_id = p_booking.id
        and a.merge_group_id is distinct from v_group;
end;
$function$;

comment on function maitred_internal.regroup_tables is
'Gives the p_tables assignments of a booking one merge_group_id, or none when there is only one.';
