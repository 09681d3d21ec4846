create or replace function maitred_internal.refuse_violations(
    p_booking_id uuid,
    p_violations maitred_internal.violation []
)
returns void
language plpgsql
stable
as $function$
-- Refuses what a rule blocks, listing all that do.
--
-- Raises: MD301
declare
    v_message text;
    v_list jsonb;
begin
    select
        concat_ws(
            '; and ', string_agg(v.message, '; ' order by v.n) filter (where v.n <= 20),
            nullif(greatest(max(v.n) - 20, 0), 0) || ' more'
        ),
        jsonb_agg(to_jsonb(v) - '{n,ordinality}'::text [] order by v.n)
    into v_message, v_list
    from (
        select u.*, row_number() over (order by u.ordinality) as n
        from unnest(p_violations) with ordinality as u
        where u.severity = 'block'
    ) as v;

    if v_list is not null then
        perform maitred_internal.raise_error(
            'rule_violated', v_message, jsonb_build_object('booking_id', p_booking_id, 'violations', v_list)
        );
    end if;
end;
$function$;

comment on function maitred_internal.refuse_violations is
'Raises MD301 when a violation blocks; DETAIL lists every one that does under violations. Warnings pass.';
