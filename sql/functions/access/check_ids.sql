-- Refuses a list of ids that is null, empty, nested, or names something twice or not at all.
--
-- Raises: 22023
create or replace function maitred_internal.check_ids(p_argument text, p_ids uuid [])
returns uuid []
language plpgsql
immutable
as $function$
declare
    v_ids uuid [] := p_ids;
begin
    if p_ids is null or cardinality(p_ids) = 0 then
        perform maitred_internal.refuse_argument(p_argument, p_ids::text, 'name at least one id');
    elsif array_ndims(p_ids) > 1 or array_position(p_ids, null) is not null then
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
'The ids in order; raises 22023 unless p_ids is a plain list of different ids. p_argument is the name the caller knows it by.';
