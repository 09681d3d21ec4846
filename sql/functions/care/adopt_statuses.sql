-- Gives the new bookings that have tables the status that they had.
--
-- Writes: bookings
create or replace function maitred_internal.adopt_statuses(p_adopted uuid [])
returns void
language sql
volatile
as $function$
    update maitred.bookings as b
    set status = 'confirmed'
    from maitred_internal.legacy_bookings as l
    where b.restaurant_id = l.restaurant_id and b.id = l.id and b.id = any(p_adopted)
        and l.newest and l.new_status in ('confirmed', 'seated')
        and exists (
            select from maitred.booking_table_assignments as a
            where a.restaurant_id = b.restaurant_id and a.booking_id = b.id
        );

    update maitred.bookings as b
    set status = 'seated'
    from maitred_internal.legacy_bookings as l
    where b.restaurant_id = l.restaurant_id and b.id = l.id and b.id = any(p_adopted)
        and l.newest and l.new_status = 'seated' and b.status = 'confirmed'
$function$;

comment on function maitred_internal.adopt_statuses is
'Makes new bookings with tables confirmed, and those whose guests sit seated.';
