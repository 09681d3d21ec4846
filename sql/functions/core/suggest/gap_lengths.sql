create or replace function maitred_internal.gap_lengths(p_cells int, p_before boolean)
returns int []
language sql
immutable
as $function$
-- For every pattern of p_cells cells beside a stay, how many free ones lie between it and the nearest taken one; none
-- taken: 0, since that gap is long enough to seat somebody. p_before: the stay is above the pattern, else below.
    select array(
        select coalesce((
            select min(case when p_before then p_cells - 1 - c.cell else c.cell end)
            from generate_series(0, p_cells - 1) as c (cell)
            where p.pattern >> c.cell & 1 = 1
        ), 0)
        from generate_series(0, (1 << p_cells) - 1) as p (pattern)
        order by p.pattern
    )
$function$;

comment on function maitred_internal.gap_lengths is
'Free cells next to a stay by the pattern of the p_cells cells beside it, for pattern 0 first.';
