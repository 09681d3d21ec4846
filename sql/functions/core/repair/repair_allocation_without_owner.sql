create or replace function maitred_internal.repair_allocation_without_owner(
    p_finding maitred_internal.finding,
    p_now timestamptz
)
returns boolean
language plpgsql
volatile
as $function$
-- Frees time that is taken for nobody. Where a confirmed or seated booking has too few seats without the table, and the
-- allocation contains its window, it is the assignment that was lost: that is written again.
--
-- Writes: allocations, booking_table_assignments, freed_time
begin
    insert into maitred.booking_table_assignments (
        restaurant_id, booking_id, table_id, start_at, end_at, assigned_at
    )
    select b.restaurant_id, b.id, l.table_id, b.start_at, b.end_at, p_now
    from maitred.allocations as l
    inner join maitred.bookings as b on b.restaurant_id = l.restaurant_id and b.id = l.booking_id
    inner join maitred.table_inventory as t on t.restaurant_id = l.restaurant_id and t.id = l.table_id
    where l.restaurant_id = p_finding.restaurant_id
        and l.id = split_part(p_finding.row_ref, ':', 2)::bigint
        and b.status in ('confirmed', 'seated')
        and lower(l.during) <= b.start_at
        and upper(l.during) >= b.end_at
        and b.party_size > coalesce((
            select sum(o.capacity)
            from maitred.booking_table_assignments as a
            inner join maitred.table_inventory as o on o.restaurant_id = a.restaurant_id and o.id = a.table_id
            where a.restaurant_id = b.restaurant_id and a.booking_id = b.id
        ), 0)
        and not exists (
            select from maitred_internal.find_blockers(
                l.restaurant_id, l.table_id, tstzrange(b.start_at, b.end_at), b.id, null, p_now
            )
        );
    if found then
        return true;
    end if;

    perform maitred_internal.note_freed_time(l.restaurant_id, l.table_id, l.during)
    from maitred.allocations as l
    where l.restaurant_id = p_finding.restaurant_id and l.id = split_part(p_finding.row_ref, ':', 2)::bigint;
    delete from maitred.allocations as l
    where l.restaurant_id = p_finding.restaurant_id and l.id = split_part(p_finding.row_ref, ':', 2)::bigint;
    return found;
end;
$function$;

comment on function maitred_internal.repair_allocation_without_owner is
'Deletes an allocation without its owner, or writes the assignment again that its living booking lost.';
