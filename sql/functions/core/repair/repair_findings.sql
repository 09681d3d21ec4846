create or replace function maitred_internal.repair_findings(
    p_restaurant_id uuid,
    p_kinds text [],
    p_booking_ids uuid [],
    p_table_ids uuid [],
    p_now timestamptz
)
returns maitred_internal.row_change []
language plpgsql
volatile
as $function$
-- Repairs the drift of one restaurant, kind by kind in the given order, as far as it concerns what is locked, and tells
-- what became of every row.
declare
    v_kind text;
    v_findings maitred_internal.finding [];
    v_before maitred_internal.kept_row [];
    v_after maitred_internal.kept_row [];
    v_changes maitred_internal.row_change [] := array[]::maitred_internal.row_change [];
begin
    foreach v_kind in array p_kinds
    loop
        v_findings := array(
            select f
            from maitred_internal.drift_of(v_kind, p_restaurant_id) as f
            where (f.booking_id is null or f.booking_id = any(p_booking_ids))
                and (f.table_id is null or f.table_id = any(p_table_ids))
            order by f.row_ref
        );
        continue when cardinality(v_findings) = 0;

        v_before := array(
            select r from maitred_internal.rows_to_compare(p_restaurant_id, p_booking_ids, p_table_ids) as r
        );
        perform maitred_internal.repair_finding(f, p_now) from unnest(v_findings) as f;
        v_after := array(
            select r from maitred_internal.rows_to_compare(p_restaurant_id, p_booking_ids, p_table_ids) as r
        );
        v_changes := v_changes || array(
            select c from maitred_internal.changes_between(v_kind, v_before, v_after) as c
        );
    end loop;
    return v_changes;
end;
$function$;

comment on function maitred_internal.repair_findings is
'Repairs findings of p_kinds that concern the locked bookings and tables; returns the changed rows, before and after.';
