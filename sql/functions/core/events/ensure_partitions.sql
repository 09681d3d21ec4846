create or replace function maitred_internal.ensure_partitions()
returns int
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
set lock_timeout = '2s'
set timezone = 'UTC'
set datestyle = 'ISO, YMD'
set intervalstyle = 'postgres'
as $function$
-- Makes the monthly partitions of this month and the next three, for every table that has them.
--
-- A month whose rows lie in the DEFAULT partition already has them moved: the new table is filled first and attached
-- then, which locks the parent only against other changes of its shape, and the DEFAULT partition for a moment.
--
-- Locks:  the DEFAULT partitions (access exclusive, for at most lock_timeout, and only when a month is missing)
-- Writes: new tables
declare
    v_month record;
    v_made int := 0;
begin
    for v_month in
        select
            p.parent, p.schema_name, p.key_column, m.starts,
            format('%s_%s', p.table_name, to_char(m.starts, 'YYYY_MM')) as name
        from (
            values
            ('maitred.observability_events'::regclass, 'maitred', 'observability_events', 'occurred_at'),
            ('maitred_internal.outbox_contents', 'maitred_internal', 'outbox_contents', 'written_at'),
            ('maitred_internal.outbox_attempts', 'maitred_internal', 'outbox_attempts', 'recorded_at')
        ) as p (parent, schema_name, table_name, key_column)
        cross join generate_series(
            date_trunc('month', clock_timestamp()), date_trunc('month', clock_timestamp()) + interval '3 months',
            interval '1 month'
        ) as m (starts)
        where to_regclass(
            format('%I.%I', p.schema_name, format('%s_%s', p.table_name, to_char(m.starts, 'YYYY_MM')))
        ) is null
    loop
        perform maitred_internal.make_partition(
            v_month.parent, v_month.schema_name, v_month.name, v_month.key_column, v_month.starts
        );
        v_made := v_made + 1;
    end loop;
    return v_made;
end;
$function$;

comment on function maitred_internal.ensure_partitions is
'Makes missing monthly partitions of events, emails and outcomes, three months ahead, and returns how many. Raises 55P03 when the tables are too busy: call it again later.';
