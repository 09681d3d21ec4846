create or replace function maitred_internal.check_kinds(p_kinds text [])
returns text []
language plpgsql
stable
as $function$
-- Refuses a kind that the catalogue does not have, and puts the others in the order of repairs.
--
-- Raises: 22023
declare
    v_unknown text;
begin
    perform maitred_internal.check_list('p_kinds', p_kinds);
    v_unknown := (
        select k.kind
        from unnest(p_kinds) as k (kind)
        where not exists (select from maitred.drift_catalogue as c where c.kind = k.kind)
        limit 1
    );
    if v_unknown is not null then
        perform maitred_internal.refuse_argument(
            'p_kinds', v_unknown, 'name kinds of maitred.drift_catalogue, or be null for all'
        );
    end if;
    return array(
        select c.kind
        from maitred.drift_catalogue as c
        where p_kinds is null or c.kind = any(p_kinds)
        order by c.repair_order
    );
end;
$function$;

comment on function maitred_internal.check_kinds is
'The kinds of p_kinds (null: all) in the order in which they are repaired; 22023 for an unknown one.';
