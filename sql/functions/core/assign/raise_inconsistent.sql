create or replace function maitred_internal.raise_inconsistent(
    p_booking maitred.bookings,
    p_inconsistent uuid [],
    p_table_ids uuid []
)
returns void
language plpgsql
stable
as $function$
-- Refuses to build on rows that are inconsistent.
--
-- Raises: MD202
declare
    v_table_id constant uuid := (
        select b.id from unnest(p_inconsistent) as b (id) where b.id = any(p_table_ids) order by b.id limit 1
    );
begin
    perform maitred_internal.raise_error(
        'assignment_duplicate',
        format('assign_tables_atomic_v2 assignment duplicate for table %s', v_table_id),
        maitred_internal.booking_detail(p_booking) || jsonb_build_object('table_id', v_table_id),
        p_table => 'booking_table_assignments'
    );
end;
$function$;

comment on function maitred_internal.raise_inconsistent is
'Raises MD202 for the first table that is in both lists.';
