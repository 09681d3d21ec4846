-- What a caller gives is short before anything is done with it: lists, limits, texts.
begin;
select plan(6);

create temporary view asked as
select p.proname as name, a.name as argument, a.type::regtype as type, p.prosrc
from pg_catalog.pg_proc as p
cross join unnest(p.proargnames[1:p.pronargs], p.proargtypes::oid[]) as a (name, type)
where p.pronamespace = 'maitred'::regnamespace;

select is_empty(
    $query$
    select a.name, a.argument, a.type
    from asked as a
    where a.type in (select t.oid from pg_catalog.pg_type as t where t.typcategory = 'A')
        and a.prosrc !~ format('check_(ids|list|kinds)\((''%s'', )?%1$s\M', a.argument)
    $query$,
    'every list goes through check_ids, check_list or check_kinds'
);

select is_empty(
    $query$
    select a.name, a.argument
    from asked as a
    where a.type in ('jsonb'::regtype, 'json'::regtype, 'bytea'::regtype, 'xml'::regtype)
        and a.prosrc !~ format('check_results\(%s\)', a.argument)
    $query$,
    'every document goes through check_results'
);

select is_empty(
    $query$
    select a.name from asked as a
    where a.argument = 'p_limit' and a.prosrc !~ 'p_limit not between 1 and 1000 then|check_claim\(p_worker, p_limit\)'
    $query$,
    'every p_limit is at most 1000'
);
select matches(
    (select p.prosrc from pg_catalog.pg_proc as p where p.proname = 'check_claim'),
    'p_limit not between 1 and 1000 then', 'that of a claim too'
);

-- Which arguments say something of a person is decided here, so that a new one cannot be forgotten.
create temporary table impersonal (argument text primary key, what text not null) on commit drop;
insert into impersonal values
('p_email_mode', 'a word of ours'), ('p_if_unavailable', 'a word of ours'), ('p_source', 'a word of ours'),
('p_state', 'a word of ours'), ('p_locale', 'a language tag'), ('p_idempotency_key', 'made by a program'),
('p_worker', 'the name of a process'), ('p_transport', 'the name of a server'), ('p_schema', 'the name of a schema'),
('p_error', 'of a server, never refused'), ('p_message_id', 'of a server, never refused');

select is_empty(
    $query$
    select a.name, a.argument
    from asked as a
    where a.type = 'text'::regtype and a.argument not in (select i.argument from impersonal as i)
        and (select p.prosrc from pg_catalog.pg_proc as p where p.proname = 'refuse_argument')
        !~ format('''%s''', a.argument)
    $query$,
    'a text is impersonal, or refuse_argument does not repeat it'
);

-- A regular expression reads all of a text, however long it is.
select is_empty(
    $query$
    select p.oid::regprocedure, m.matched[1]
    from pg_catalog.pg_proc as p
    cross join regexp_matches(p.prosrc, '\m(p_\w+) !?~ ', 'g') as m (matched)
    where p.pronamespace in ('maitred'::regnamespace, 'maitred_internal'::regnamespace)
        and p.prosrc !~ format('octet_length\(%s\)[^;]* %1$s !?~ ', m.matched[1])
    $query$,
    'a regular expression sees an argument after its length was looked at'
);

select * from finish();
rollback;
