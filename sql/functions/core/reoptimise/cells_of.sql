create or replace function maitred_internal.cells_of(
    p_during tstzrange,
    p_zero timestamptz,
    p_cell interval
)
returns int4range
language sql
immutable
as $function$
-- The cells of a plan that a time touches, rounded outwards, at most 0 to 62.
    select int4range(
        greatest(0, least(62, floor(extract(epoch from lower(p_during) - p_zero) / extract(epoch from p_cell))))::int,
        greatest(0, least(62, ceil(extract(epoch from upper(p_during) - p_zero) / extract(epoch from p_cell))))::int
    )
$function$;

comment on function maitred_internal.cells_of is
'The numbers of the cells, each p_cell long from p_zero on, that p_during touches; empty outside of 0 to 61.';
