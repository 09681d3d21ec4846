-- Tables used together can all be moved.
create or replace function maitred_internal.rule_movable(p_proposal maitred_internal.proposal)
returns maitred_internal.violation []
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $function$
begin
    return array(
        select row(
            'movable', 'block', t.id, format('table %s cannot be moved to another', t.name),
            jsonb_build_object('table', t.name)
        )::maitred_internal.violation
        from unnest(p_proposal.tables) as t
        where not t.movable
    );
end;
$function$;

comment on function maitred_internal.rule_movable is 'Tables used together can all be moved.';
