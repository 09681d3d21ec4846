create or replace function maitred_internal.explain_options(p_booking maitred.bookings)
returns jsonb
language plpgsql
stable
as $function$
-- Why a waiting booking has no table, for explain_booking: the first three options, and what blocks each.
declare
    v_options jsonb;
begin
    if p_booking.status not in ('pending', 'pending_allocation', 'no_show') then
        return '[]'::jsonb;
    end if;

    select jsonb_agg(jsonb_build_object(
        'tables', maitred_internal.table_names(p_booking.restaurant_id, o.table_ids), 'table_ids', o.table_ids,
        'blocked_by', o.blocked_by
    ) order by o.n)
    into v_options
    from (
        select
            e.table_ids,
            min(e.ordinality) as n,
            coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
                'rule', e.rule, 'by', e.blocked_by, 'id', e.blocker_id, 'detail', e.detail
            )) order by e.ordinality) filter (where e.rule is not null), '[]') as blocked_by
        from maitred_internal.blocked_options(p_booking, clock_timestamp()) with ordinality as e
        group by e.table_ids
        order by min(e.ordinality)
        limit 3
    ) as o;
    return coalesce(v_options, '[]');
end;
$function$;

comment on function maitred_internal.explain_options is
'The first three options of a booking that waits, each with what blocks it; none for any other booking.';
