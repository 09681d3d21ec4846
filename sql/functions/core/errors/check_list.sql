create or replace function maitred_internal.check_list(p_argument text, p_list text [])
returns void
language plpgsql
immutable
as $function$
-- Refuses a list that is long or nested. Null is no list.
--
-- Raises: 22023
begin
    if cardinality(p_list) > 50 then
        perform maitred_internal.refuse_argument(
            p_argument, format('a list of %s', cardinality(p_list)), 'name at most 50, or be null for all'
        );
    elsif array_ndims(p_list) > 1 or array_lower(p_list, 1) not between 0 and 50
        or array_position(p_list, null) is not null
    then
        perform maitred_internal.refuse_argument(
            p_argument, p_list::text, 'be a plain list without nulls, or null for all'
        );
    end if;
end;
$function$;

comment on function maitred_internal.check_list is
'Raises 22023 unless p_list is null or a plain list of at most 50 values without nulls. p_argument is the name the caller knows it by.';
