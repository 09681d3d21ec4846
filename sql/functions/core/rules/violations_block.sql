create or replace function maitred_internal.violations_block(p_violations maitred_internal.violation [])
returns boolean
language plpgsql
immutable
as $function$
-- Whether one of the violations blocks, or all only warn.
declare
    v_violation maitred_internal.violation;
begin
    foreach v_violation in array coalesce(p_violations, '{}')
    loop
        if v_violation.severity = 'block' then
            return true;
        end if;
    end loop;
    return false;
end;
$function$;

comment on function maitred_internal.violations_block is 'True when one of the violations has the severity block.';
