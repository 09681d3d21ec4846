create or replace function maitred_internal.prune_bookings(p_bookings maitred.bookings [])
returns table (relation text, rows bigint)
language sql
volatile
as $function$
-- Deletes locked bookings that are history, with all that belongs to them. Foreign keys are checked when the statement
-- ends, so that the order within it does not matter.
--
-- Writes: bookings, booking_table_assignments, table_holds, manual_assignment_sessions,
--         booking_assignment_idempotency, booking_creation_idempotency, assignment_jobs
    with sessions as (
        delete from maitred.manual_assignment_sessions as s
        using unnest(p_bookings) as b
        where s.restaurant_id = b.restaurant_id and s.booking_id = b.id
        returning 1
    ),
    holds as (
        delete from maitred.table_holds as h
        using unnest(p_bookings) as b
        where h.restaurant_id = b.restaurant_id and h.booking_id = b.id
        returning 1
    ),
    requests as (
        delete from maitred_internal.booking_assignment_idempotency as i
        using unnest(p_bookings) as b
        where i.restaurant_id = b.restaurant_id and i.booking_id = b.id
        returning 1
    ),
    creations as (
        delete from maitred_internal.booking_creation_idempotency as i
        using unnest(p_bookings) as b
        where i.restaurant_id = b.restaurant_id and i.booking_id = b.id
        returning 1
    ),
    jobs as (
        delete from maitred_internal.assignment_jobs as j
        using unnest(p_bookings) as b
        where j.restaurant_id = b.restaurant_id and j.booking_id = b.id
        returning 1
    ),
    assignments as (
        delete from maitred.booking_table_assignments as a
        using unnest(p_bookings) as b
        where a.restaurant_id = b.restaurant_id and a.booking_id = b.id
        returning 1
    ),
    bookings as (
        delete from maitred.bookings as o
        using unnest(p_bookings) as b
        where o.restaurant_id = b.restaurant_id and o.id = b.id
        returning 1
    )
    select 'manual_assignment_sessions', count(*) from sessions
    union all
    select 'table_holds', count(*) from holds
    union all
    select 'booking_assignment_idempotency', count(*) from requests
    union all
    select 'booking_creation_idempotency', count(*) from creations
    union all
    select 'assignment_jobs', count(*) from jobs
    union all
    select 'booking_table_assignments', count(*) from assignments
    union all
    select 'bookings', count(*) from bookings
$function$;

comment on function maitred_internal.prune_bookings is
'Deletes bookings and their assignments, holds, sessions, ledger rows and jobs; returns how many rows of each.';
