create or replace function maitred_internal.make_partition(
    p_parent regclass,
    p_schema text,
    p_name text,
    p_column text,
    p_starts timestamptz
)
returns void
language plpgsql
volatile
as $function$
-- Makes one monthly partition and moves the rows there that waited for it in the DEFAULT partition.
--
-- Locks:  the DEFAULT partition (access exclusive)
-- Writes: a new table, the DEFAULT partition
declare
    v_ends constant timestamptz := p_starts + interval '1 month';
    v_default constant text := p_parent::text || '_default';
    v_within constant text := format('%I >= %L and %I < %L', p_column, p_starts, p_column, v_ends);
begin
    execute format('lock table %s in access exclusive mode', v_default);
    execute format(
        'create table %I.%I (like %s including defaults including constraints, constraint partition_bounds check (%s))',
        p_schema, p_name, p_parent, v_within
    );
    execute format(
        'with moved as (delete from %s where %s returning *) insert into %I.%I select * from moved',
        v_default, v_within, p_schema, p_name
    );
    execute format(
        'alter table %s attach partition %I.%I for values from (%L) to (%L)',
        p_parent, p_schema, p_name, p_starts, v_ends
    );
    execute format('alter table %I.%I drop constraint partition_bounds', p_schema, p_name);
    execute format('comment on table %I.%I is %L', p_schema, p_name, to_char(p_starts, 'FMMonth YYYY') || ' (UTC).');
end;
$function$;

comment on function maitred_internal.make_partition is
'Makes the partition p_schema.p_name of p_parent for the month that begins at p_starts.';
