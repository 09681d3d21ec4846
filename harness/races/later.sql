-- find_assignment_drift at a later time: nothing may go wrong by waiting. The clock of the server
-- stays as it is, and so do the rows; the functions that read the clock are made to read it later, in a transaction that is rolled back.
--
-- Of the race kit and the tests: the database is one made for them.
create schema maitred_later;
grant usage on schema maitred_later to public;
comment on schema maitred_later is 'Of the tests: this database is one made for them.';

-- Makes every function that changes nothing, and so all that is asked for drift, read the clock later.
create function maitred_later.put_clock_forward(p_by interval)
returns void
language plpgsql
as $function$
declare
    -- Everything that says what time it is: functions of maitred use the first alone.
    v_clocks constant text := '\m(clock_timestamp|now|statement_timestamp|transaction_timestamp|timeofday)\(\)'
        '|\m(current_timestamp|current_date|current_time|localtimestamp|localtime)\M';
    v_function record;
begin
    perform set_config('check_function_bodies', 'off', true);
    for v_function in
        select p.oid, pg_get_functiondef(p.oid) as definition
        from pg_proc as p
        where p.pronamespace in ('maitred'::regnamespace, 'maitred_internal'::regnamespace)
            and p.prokind = 'f' and p.provolatile <> 'v' and p.prosrc ~* v_clocks
    loop
        execute regexp_replace(
            v_function.definition, v_clocks, format('(clock_timestamp() + %L::interval)', p_by), 'gi'
        );
    end loop;
end;
$function$;

-- The drift that there is then, of one restaurant or of all; the functions are as they were when it returns.
create function maitred_later.find_drift(p_by interval, p_restaurant_id uuid default null)
returns table (kind text, restaurant_id uuid, row_ref text, detail jsonb)
language plpgsql
security definer
as $function$
declare
    v_found jsonb;
begin
    begin
        perform maitred_later.put_clock_forward(p_by);
        select jsonb_agg(jsonb_build_array(d.kind, d.restaurant_id, d.row_ref, d.detail)) into v_found
        from maitred.find_assignment_drift(p_restaurant_id) as d;
        raise exception using errcode = 'P0999';
    exception
        when sqlstate 'P0999' then
            null;
    end;
    return query
    select d.row ->> 0, (d.row ->> 1)::uuid, d.row ->> 2, d.row -> 3
    from jsonb_array_elements(v_found) as d (row);
end;
$function$;
