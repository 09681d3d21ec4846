create or replace function maitred_internal.tg_allocation_agrees_with_booking()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $function$
-- The second line of defence, when the transaction commits: time is taken only for a booking that has tables by its
-- status, and a booking that lost time must agree with what it has left.
declare
    v_changed constant maitred.allocations := coalesce(new, old);
begin
    if tg_op = 'INSERT' and exists (
        select from maitred.bookings as b
        where b.restaurant_id = new.restaurant_id and b.id = new.booking_id and b.status in ('confirmed', 'seated')
    ) then
        return null;
    end if;
    if maitred_internal.is_inconsistent(v_changed.restaurant_id, v_changed.booking_id) then
        perform maitred_internal.refuse_inconsistent(v_changed.restaurant_id, v_changed.booking_id);
    end if;
    return null;
end;
$function$;

comment on function maitred_internal.tg_allocation_agrees_with_booking is
'Deferred trigger of maitred.allocations: 23514 at commit when a booking''s status is inconsistent with its allocations.';

drop trigger if exists allocation_agrees_with_booking on maitred.allocations;
create constraint trigger allocation_agrees_with_booking
after insert on maitred.allocations
deferrable initially deferred
for each row when (new.booking_id is not null)
execute function maitred_internal.tg_allocation_agrees_with_booking();

drop trigger if exists allocation_leaves_booking_in_order on maitred.allocations;
create constraint trigger allocation_leaves_booking_in_order
after delete on maitred.allocations
deferrable initially deferred
for each row when (old.booking_id is not null)
execute function maitred_internal.tg_allocation_agrees_with_booking();
