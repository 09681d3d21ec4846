create or replace function maitred_internal.retake_time(
    p_restaurant_id uuid,
    p_table_id uuid,
    p_during tstzrange,
    p_booking_id uuid,
    p_block_id uuid,
    p_now timestamptz
)
returns boolean
language plpgsql
volatile
as $function$
-- Takes a locked table's time for a booking or a block again, if nothing is in the way: with the restaurant's buffer,
-- or, where that does not fit, without. Its own older rows there go.
--
-- Writes: allocations, freed_time
declare
    v_wanted tstzrange := p_during;
    v_old maitred.allocations;
    v_rows int;
begin
    if not exists (
        select from maitred.table_inventory as t where t.restaurant_id = p_restaurant_id and t.id = p_table_id
    ) then
        return false;
    end if;

    if p_booking_id is not null then
        v_wanted := tstzrange(lower(p_during), upper(p_during) + coalesce((
            select r.buffer_after from maitred.restaurants as r where r.id = p_restaurant_id
        ), interval '0'));
    end if;
    if exists (
        select from maitred_internal.find_blockers(
            p_restaurant_id, p_table_id, v_wanted, p_booking_id, p_block_id, p_now
        )
    ) then
        v_wanted := p_during;
        if exists (
            select from maitred_internal.find_blockers(
                p_restaurant_id, p_table_id, v_wanted, p_booking_id, p_block_id, p_now
            )
        ) then
            return false;
        end if;
    end if;

    perform maitred_internal.purge_expired_holds(p_restaurant_id, array[p_table_id], v_wanted, p_now);
    for v_old in
        delete from maitred.allocations as l
        where l.restaurant_id = p_restaurant_id and l.table_id = p_table_id
            and (l.booking_id = p_booking_id or l.block_id = p_block_id)
        returning l.*
    loop
        perform maitred_internal.note_unused_time(v_old, v_wanted);
    end loop;
    insert into maitred.allocations (restaurant_id, table_id, during, kind, booking_id, block_id)
    values (
        p_restaurant_id, p_table_id, v_wanted, case when p_block_id is null then 'assignment' else 'block' end,
        p_booking_id, p_block_id
    )
    on conflict do nothing;
    get diagnostics v_rows = row_count;
    return v_rows = 1;
end;
$function$;

comment on function maitred_internal.retake_time is
'Makes the one allocation of a booking (p_booking_id) or block (p_block_id) at a table contain p_during; false, and nothing changed, when the time is taken or the table does not exist.';
