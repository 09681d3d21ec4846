create or replace function maitred_internal.mask_of(p_cells int4range)
returns bigint
language sql
immutable
as $function$
-- A run of cells as a bit string, bit 0 for cell 0.
    select case
        when isempty(p_cells) then 0
        else ((bigint '1' << upper(p_cells) - lower(p_cells)) - 1) << lower(p_cells)
    end
$function$;

comment on function maitred_internal.mask_of is 'The bits of a run of cells, of at most 62.';
