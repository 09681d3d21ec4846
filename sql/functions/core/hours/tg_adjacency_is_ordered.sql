create or replace function maitred_internal.tg_adjacency_is_ordered()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $function$
-- Stores an adjacency once, whichever way round it is given and however often.
declare
    v_first constant uuid := least(new.table_a, new.table_b);
begin
    new.table_b := greatest(new.table_a, new.table_b);
    new.table_a := v_first;

    if tg_op = 'INSERT' and exists (
        select from maitred.table_adjacencies as a
        where a.restaurant_id = new.restaurant_id and a.table_a = new.table_a and a.table_b = new.table_b
    ) then
        return null;
    end if;
    return new;
end;
$function$;

comment on function maitred_internal.tg_adjacency_is_ordered is
'Trigger of maitred.table_adjacencies: orders the pair and drops a repeat silently.';

create or replace trigger adjacency_is_ordered
before insert or update on maitred.table_adjacencies
for each row execute function maitred_internal.tg_adjacency_is_ordered();
