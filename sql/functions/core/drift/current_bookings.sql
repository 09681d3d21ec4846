create or replace function maitred_internal.current_bookings(p_restaurant_id uuid)
returns uuid []
language plpgsql
stable
as $function$
-- The bookings of a restaurant that are not history, by their ids: those that began in the last two days or will begin,
-- and all that take a table's time, wait for one or are worked on, however old they are. A row of a booking that does
-- not exist names it, too.
--
-- Reads no row of history. Of very many bookings it says nothing (null), and all are meant.
declare
    v_since constant timestamptz := clock_timestamp() - interval '2 days';
    v_ids constant uuid [] := array(
        select b.id from maitred.bookings as b
        where b.restaurant_id = p_restaurant_id and b.start_at >= v_since
        union
        select l.booking_id from maitred.allocations as l
        where l.restaurant_id = p_restaurant_id and l.booking_id is not null
        union
        select h.booking_id from maitred.table_holds as h where h.restaurant_id = p_restaurant_id
        union
        select s.booking_id from maitred.manual_assignment_sessions as s
        where s.restaurant_id = p_restaurant_id and s.status in ('PROPOSED', 'HELD')
        union
        select j.booking_id from maitred_internal.assignment_jobs as j where j.restaurant_id = p_restaurant_id
    );
begin
    return case when cardinality(v_ids) <= 5000 then v_ids end;
end;
$function$;

comment on function maitred_internal.current_bookings is
'Ids of the bookings of a restaurant that began in the last two days or will begin, or have time, a job, a hold or an active session; null: too many to list.';
