-- Care: what repairs changed, and what a take-over left aside.

create type maitred_internal.finding as (
    kind text,
    restaurant_id uuid,
    booking_id uuid,
    table_id uuid,
    row_ref text,
    detail jsonb
);

comment on type maitred_internal.finding is 'A row of find_assignment_drift.';

create type maitred_internal.drift_scope as (
    restaurant_id uuid,
    booking_ids uuid [],
    allocation_ids bigint []
);

comment on type maitred_internal.drift_scope is
'Where drift is looked for; a null field: everywhere. Who names allocations names their bookings as well.';

create type maitred_internal.kept_row as (
    relation text,
    row_ref text,
    data jsonb
);

comment on type maitred_internal.kept_row is 'A row as it stood at some moment, whole, for comparing before and after a repair.';

create type maitred_internal.row_change as (
    kind text,
    relation text,
    row_ref text,
    action text,
    before jsonb,
    after jsonb
);

comment on type maitred_internal.row_change is
'What a repair did to a row: insert, update or delete; or review: nothing was done, because somebody must choose.';

create table maitred.repair_log (
    restaurant_id uuid not null,
    repair_id uuid not null,
    id bigint not null generated always as identity,
    kind text not null,
    relation text not null,
    row_ref text not null,
    action text not null,
    before jsonb,
    after jsonb,
    repaired_at timestamptz not null,
    repaired_by text not null default session_user,
    undone_at timestamptz,
    undone_by text,
    primary key (restaurant_id, repair_id, id),
    constraint repairs_insert_update_or_delete check (
        action in ('insert', 'update', 'delete')
        and (action = 'insert') = (before is null)
        and (action = 'delete') = (after is null)
    ),
    constraint repairs_are_undone_by_somebody check ((undone_at is null) = (undone_by is null))
);
create index repair_log_by_repair on maitred.repair_log (repair_id);

comment on table maitred.repair_log is
'Every row that a repair changed, whole, before and after it. No foreign keys: it outlives what it tells of. undo_repair reads it backwards.';

create table maitred.adoption_quarantine (
    source text not null,
    relation text not null,
    row_key text not null,
    reason text not null,
    restaurant_id uuid,
    data jsonb not null,
    quarantined_at timestamptz not null,
    primary key (source, relation, row_key, reason)
);
create index adoption_quarantine_by_restaurant on maitred.adoption_quarantine (restaurant_id, reason);

comment on table maitred.adoption_quarantine is
'Rows of an older system that were not taken over as they stood, whole, each with its reasons (maitred.adoption_catalogue). source: the schema they came from.';

-- Filled and emptied within the one transaction of a take-over.
create unlogged table maitred_internal.adoption_rows (
    n bigint not null generated always as identity primary key,
    relation text not null,
    data jsonb not null
);
create index adoption_rows_by_relation on maitred_internal.adoption_rows (relation);

comment on table maitred_internal.adoption_rows is
'Rows of an older system while they are being taken over; empty at any other time.';

-- undo_repair puts contradictions back, which the guards exist to refuse: it alone writes with triggers and foreign
-- keys off. Only a superuser can let the owner of its functions do that; where none migrates, undo_repair says what to
-- run.
do $block$
begin
    set local role none;
    if (select r.rolsuper from pg_catalog.pg_roles as r where r.rolname = current_user)
        and not pg_catalog.has_parameter_privilege('maitred_owner', 'session_replication_role', 'set')
    then
        grant set on parameter session_replication_role to maitred_owner;
    end if;
    set local role maitred_owner;
end
$block$;
