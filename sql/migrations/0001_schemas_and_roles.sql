-- The two schemas, the roles and the ledger of what was applied.
--
-- maitred: the tables that people query and the functions that applications call.
-- maitred_internal: helper functions and machinery tables; nobody is granted anything there.
--
-- Run by a superuser, or by an owner of the database who may create roles. Roles belong to the whole
-- cluster, so a second database with maitred in it finds them there already.

do $block$
declare
    v_role text;
begin
    -- CREATE ROLE knows no IF NOT EXISTS; the handler is for two databases migrated at the same moment.
    foreach v_role in array array[
        'maitred_owner', 'maitred_guest', 'maitred_staff', 'maitred_manager',
        'maitred_worker', 'maitred_reader', 'maitred_doctor'
    ]
    loop
        if not exists (select from pg_catalog.pg_roles as r where r.rolname = v_role) then
            begin
                execute pg_catalog.format('create role %I nologin', v_role);
            exception
                when duplicate_object or unique_violation then
                    raise notice 'role % was created by somebody else just now', v_role;
            end;
        end if;
    end loop;

    -- From PostgreSQL 16 on, the creator of a role is a member of it and still may not act as it.
    if not pg_catalog.pg_has_role(
        current_user, 'maitred_owner',
        case when current_setting('server_version_num')::int >= 160000 then 'set' else 'member' end
    ) then
        execute pg_catalog.format('grant maitred_owner to %I', current_user);
    end if;
end
$block$;

-- guest:   the functions of a booking's own guest
-- reader:  reads everything in maitred
-- staff:   what guests and readers may, and the functions of the restaurant's work
-- manager: what staff may, the floor by SQL or COPY, blocks and re-optimising
-- doctor:  what a reader may, and the functions of care
-- worker:  jobs and emails
do $block$
begin
    if not pg_catalog.pg_has_role('maitred_staff', 'maitred_guest', 'member')
        or not pg_catalog.pg_has_role('maitred_staff', 'maitred_reader', 'member')
    then
        grant maitred_guest, maitred_reader to maitred_staff;
    end if;
    if not pg_catalog.pg_has_role('maitred_manager', 'maitred_staff', 'member') then
        grant maitred_staff to maitred_manager;
    end if;
    if not pg_catalog.pg_has_role('maitred_doctor', 'maitred_reader', 'member') then
        grant maitred_reader to maitred_doctor;
    end if;
end
$block$;

create extension if not exists btree_gist;

create schema maitred authorization maitred_owner;
create schema maitred_internal authorization maitred_owner;

comment on schema maitred is
'Restaurant tables kept straight: the tables that people query and the functions that applications call.';
comment on schema maitred_internal is
'Helper functions and machinery tables of maitred. Nobody is granted anything here.';

grant usage on schema maitred to
maitred_guest, maitred_staff, maitred_manager, maitred_worker, maitred_reader, maitred_doctor;

-- A function is callable by those its own file names and by nobody else.
alter default privileges for role maitred_owner revoke execute on functions from public;

create table maitred_internal.migrations (
    kind text not null check (kind in ('versioned', 'repeatable', 'baseline')),
    name text not null,
    version int,
    checksum text not null check (checksum ~ '^[0-9a-f]{64}$'),
    applied_by text not null default session_user,
    applied_at timestamptz not null default clock_timestamp(),
    duration interval,
    release text,
    objects text [] not null default '{}',
    primary key (kind, name),
    constraint migrations_number_versioned_files check ((kind = 'repeatable') = (version is null))
);
alter table maitred_internal.migrations owner to maitred_owner;

comment on table maitred_internal.migrations is
'What was applied to this database: file, SHA-256 of its text with LF line ends, by whom, when, how long it took.';
