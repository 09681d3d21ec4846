create or replace function maitred_internal.evaluate_combination(p_proposal maitred_internal.proposal)
returns text []
language plpgsql
immutable
as $function$
-- The rules for tables that are used together.
begin
    return array(
        select v.rule
        from (
            values
            -- Every table is in service.
            (1, 'in_service', exists (select from unnest(p_proposal.tables) as t where not t.in_service)),
            -- They stand in one zone.
            (2, 'one_zone', (select count(distinct t.zone_id) > 1 from unnest(p_proposal.tables) as t)),
            -- They can all be moved.
            (3, 'movable', exists (select from unnest(p_proposal.tables) as t where not t.movable)),
            -- They are neighbours, where the restaurant or the caller asks for it.
            (4, 'connected', p_proposal.must_connect and not p_proposal.connected)
        ) as v (n, rule, is_violated)
        where v.is_violated
        order by v.n
    );
end;
$function$;

comment on function maitred_internal.evaluate_combination is
'The names of the rules that a proposal of several tables violates because they are several; empty when none.';
