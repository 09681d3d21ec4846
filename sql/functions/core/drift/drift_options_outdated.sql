create or replace function maitred_internal.drift_options_outdated(p_scope maitred_internal.drift_scope)
returns table (restaurant_id uuid, booking_id uuid, table_id uuid, row_ref text, detail jsonb)
language plpgsql
stable
as $function$
-- The options that automatic assignment chooses from were not made from the floor as it is.
-- Where it comes from and what it does: maitred.drift_catalogue.
#variable_conflict use_column
begin
    return query
    select
        f.restaurant_id, null::uuid, null::uuid, format('option_builds:%s', f.restaurant_id),
        jsonb_build_object('built_at', b.built_at, 'built', b.options, 'stored', coalesce(o.options, 0))
    from maitred_internal.floor_fingerprints(p_scope.restaurant_id) as f
    left join maitred_internal.option_builds as b on b.restaurant_id = f.restaurant_id
    left join (
        select t.restaurant_id, count(*) as options
        from maitred_internal.table_options as t
        where p_scope.restaurant_id is null or t.restaurant_id = p_scope.restaurant_id
        group by t.restaurant_id
    ) as o on o.restaurant_id = f.restaurant_id
    where p_scope.allocation_ids is null
        and (f.tables > 0 or b.restaurant_id is not null)
        and (b.floor, b.options) is distinct from (f.floor, coalesce(o.options, 0));
end;
$function$;

comment on function maitred_internal.drift_options_outdated is
'Restaurants whose table_options were built from another floor, or are not all there.';
