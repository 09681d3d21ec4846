create or replace function maitred_internal.check_ids(p_argument text, p_ids uuid [])
returns uuid []
language plpgsql
immutable
as $function$
-- Refuses a list of ids that is null, empty, long, nested, or names something twice or not at all. Its length comes
-- first: everything else takes longer the longer it is. Where an array begins to count is a matter of taste, except
-- near the end of int, where nothing can be added to it.
--
-- Raises: 22023
declare
    v_ids uuid [] := p_ids;
begin
    if p_ids is null or cardinality(p_ids) = 0 then
        perform maitred_internal.refuse_argument(p_argument, p_ids::text, 'name at least one id');
    elsif cardinality(p_ids) > 50 then
        perform maitred_internal.refuse_argument(
            p_argument, format('a list of %s', cardinality(p_ids)), 'name at most 50 ids'
        );
    elsif array_ndims(p_ids) > 1 or array_lower(p_ids, 1) not between 0 and 50
        or array_position(p_ids, null) is not null
    then
        perform maitred_internal.refuse_argument(p_argument, p_ids::text, 'be a plain list of ids without nulls');
    elsif cardinality(p_ids) > 1 then
        v_ids := array(select distinct i.id from unnest(p_ids) as i (id) order by i.id);
        if cardinality(v_ids) <> cardinality(p_ids) then
            perform maitred_internal.refuse_argument(p_argument, p_ids::text, 'name each id once');
        end if;
    end if;
    return v_ids;
end;
$function$;

comment on function maitred_internal.check_ids is
'The ids in order; raises 22023 unless p_ids is a plain list of 1 to 50 different ids. p_argument is the name the caller knows it by.';
