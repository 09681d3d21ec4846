create or replace function maitred_internal.changes_between(
    p_kind text,
    p_before maitred_internal.kept_row [],
    p_after maitred_internal.kept_row []
)
returns setof maitred_internal.row_change
language sql
immutable
as $function$
-- What became of rows between two moments. Rows deleted come first, children before their parents, and rows inserted
-- last, parents before their children, so that an undo that reads backwards never meets a child without its parent.
    with gone as (
        select k.relation, k.row_ref, k.data, row_number() over (partition by k.row_ref order by k.data) as n
        from (
            select b.relation, b.row_ref, b.data from unnest(p_before) as b
            except all
            select a.relation, a.row_ref, a.data from unnest(p_after) as a
        ) as k
    ),
    come as (
        select k.relation, k.row_ref, k.data, row_number() over (partition by k.row_ref order by k.data) as n
        from (
            select a.relation, a.row_ref, a.data from unnest(p_after) as a
            except all
            select b.relation, b.row_ref, b.data from unnest(p_before) as b
        ) as k
    ),
    change as (
        select
            coalesce(g.relation, c.relation) as relation,
            coalesce(g.row_ref, c.row_ref) as row_ref,
            case when g.row_ref is null then 'insert' when c.row_ref is null then 'delete' else 'update' end as action,
            g.data as before,
            c.data as after
        from gone as g
        full join come as c on c.row_ref = g.row_ref and c.n = g.n
    )
    select row(p_kind, d.relation, d.row_ref, d.action, d.before, d.after)::maitred_internal.row_change
    from change as d
    order by
        case d.action when 'delete' then 1 when 'update' then 2 else 3 end,
        case
            when d.relation in ('bookings', 'booking_table_assignments', 'table_holds', 'table_blocks') then 1 else 0
        end
            * case d.action when 'insert' then -1 else 1 end,
        d.row_ref
$function$;

comment on function maitred_internal.changes_between is
'Compares two lists of rows as bags: one row_change for each that was inserted, updated (same row_ref) or deleted.';
