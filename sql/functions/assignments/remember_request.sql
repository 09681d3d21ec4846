-- Notes under its key what was just carried out for a locked booking.
--
-- Writes: booking_assignment_idempotency
create or replace function maitred_internal.remember_request(
    p_booking maitred.bookings,
    p_key text,
    p_table_ids uuid [],
    p_require_adjacency boolean,
    p_now timestamptz,
    p_hold_id uuid default null
)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $function$
begin
    if p_key is not null then
        insert into maitred_internal.booking_assignment_idempotency (
            restaurant_id, booking_id, idempotency_key, table_ids, start_at, end_at, require_adjacency, hold_id,
            created_at
        )
        values (
            p_booking.restaurant_id, p_booking.id, p_key, p_table_ids, p_booking.start_at, p_booking.end_at,
            coalesce(p_require_adjacency, false), p_hold_id, p_now
        );
    end if;
end;
$function$;

comment on function maitred_internal.remember_request is
'Writes the ledger row of a request that was carried out; nothing without a key. The row goes when one of its tables is released.';
