create or replace function maitred_internal.repair_restaurant(
    p_restaurant_id uuid,
    p_kinds text [],
    p_dry_run boolean
)
returns maitred_internal.row_change []
language plpgsql
volatile
as $function$
-- Repairs one restaurant in a subtransaction. A booking that would still be inconsistent with its tables is left alone
-- entirely, and the rest is done again without it. A dry run is the same repair, taken back, locks and all.
--
-- Locks:  bookings by id -> tables by id -> allocations
declare
    v_scope record;
    v_now timestamptz;
    v_changes maitred_internal.row_change [];
    v_left maitred_internal.row_change [];
    v_stuck uuid [];
    v_alone uuid [] := array[]::uuid [];
begin
    loop
        begin
            v_scope := maitred_internal.lock_drift(p_restaurant_id, p_kinds);
            v_now := clock_timestamp();
            v_scope.booking_ids := array(
                select b.id from unnest(v_scope.booking_ids) as b (id) where b.id <> all(v_alone)
            );
            v_changes := maitred_internal.repair_findings(
                p_restaurant_id, p_kinds, v_scope.booking_ids, v_scope.table_ids, v_now
            );
            v_stuck := maitred_internal.still_inconsistent(p_restaurant_id, v_scope.booking_ids, v_changes);
            v_left := array(
                select
                    row(
                        f.kind, split_part(f.row_ref, ':', 1), f.row_ref, 'review', to_jsonb(f), null
                    )::maitred_internal.row_change
                from unnest(p_kinds) as k (kind), maitred_internal.drift_of(k.kind, p_restaurant_id) as f
            );
            if p_dry_run or cardinality(v_stuck) > 0 then
                raise exception using errcode = 'MD000', message = 'repair taken back';
            end if;
        exception
            when sqlstate 'MD000' then
                null;
        end;
        exit when cardinality(v_stuck) = 0;
        v_alone := v_alone || v_stuck;
    end loop;
    return v_changes || v_left;
end;
$function$;

comment on function maitred_internal.repair_restaurant is
'Repairs the drift of one restaurant and returns every changed row, and as review each finding that needs review.';
