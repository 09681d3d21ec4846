-- Who has which table when: assignments, holds and blocks, and the one relation in which they exclude each other.

create table maitred.booking_table_assignments (
    restaurant_id uuid not null,
    booking_id uuid not null,
    table_id uuid not null,
    start_at timestamptz not null,
    end_at timestamptz not null,
    merge_group_id uuid,
    assigned_by uuid,
    assigned_at timestamptz not null,
    pinned boolean not null default false,
    -- A booking has a table at most once.
    primary key (restaurant_id, booking_id, table_id),
    constraint assignments_are_of_a_booking foreign key (restaurant_id, booking_id)
    references maitred.bookings (restaurant_id, id),
    constraint assignments_are_of_a_table foreign key (restaurant_id, table_id)
    references maitred.table_inventory (restaurant_id, id),
    constraint assignments_end_after_they_start check (start_at < end_at)
);
-- All three columns, as the primary key: PostgreSQL takes restaurant and table for independent and a pair of them for
-- rare, so that with an index on these two it would look up an assignment among all that its table ever had.
create index booking_table_assignments_by_table
on maitred.booking_table_assignments (restaurant_id, table_id, booking_id);
create statistics maitred.assignments_table_implies_restaurant (dependencies)
on restaurant_id, table_id from maitred.booking_table_assignments;

comment on table maitred.booking_table_assignments is
'Which booking sits at which table. Kept as history when the booking is completed. Written by functions alone.';
comment on column maitred.booking_table_assignments.merge_group_id is 'Shared by the tables of a booking that has two or more.';
comment on column maitred.booking_table_assignments.pinned is 'True: somebody chose this table; the planner never moves it.';

create table maitred.table_holds (
    restaurant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    booking_id uuid not null,
    table_ids uuid [] not null,
    created_by uuid,
    start_at timestamptz not null,
    end_at timestamptz not null,
    expires_at timestamptz not null,
    created_at timestamptz not null,
    primary key (restaurant_id, id),
    constraint holds_are_for_a_booking foreign key (restaurant_id, booking_id)
    references maitred.bookings (restaurant_id, id),
    constraint holds_name_tables check (cardinality(table_ids) > 0),
    constraint holds_end_and_expire_after_they_start check (start_at < end_at and created_at < expires_at)
);
create index table_holds_by_id on maitred.table_holds (id);
create index table_holds_by_booking on maitred.table_holds (restaurant_id, booking_id);
create index table_holds_by_expiry on maitred.table_holds (expires_at);

comment on table maitred.table_holds is
'A short-lived claim on tables for one booking, gone at expires_at whether or not anything sweeps it.';

create table maitred.table_blocks (
    restaurant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    table_id uuid not null,
    start_at timestamptz not null,
    end_at timestamptz not null,
    reason text,
    created_by uuid,
    created_at timestamptz not null,
    primary key (restaurant_id, id),
    constraint blocks_are_of_a_table foreign key (restaurant_id, table_id)
    references maitred.table_inventory (restaurant_id, id),
    constraint blocks_end_after_they_start check (start_at < end_at),
    constraint blocks_reason_is_short check (length(reason) <= 1000)
);
create index table_blocks_by_id on maitred.table_blocks (id);
create index table_blocks_by_table on maitred.table_blocks (restaurant_id, table_id);

comment on table maitred.table_blocks is 'A table out of service for a while: maintenance, a private event.';

create table maitred.allocations (
    restaurant_id uuid not null,
    id bigint not null generated always as identity,
    table_id uuid not null,
    during tstzrange not null,
    kind text not null,
    booking_id uuid,
    hold_id uuid,
    block_id uuid,
    expires_at timestamptz,
    primary key (restaurant_id, id),
    constraint allocations_no_overlap exclude using gist (
        restaurant_id with =, table_id with =, during with &&
    ),
    -- Few and short: PostgreSQL reads the text of a CHECK again in each statement that writes.
    constraint allocations_are_bounded check (
        lower_inc(during) and not upper_inc(during) and isfinite(lower(during)) and isfinite(upper(during)) is true
    ),
    constraint allocations_have_the_owner_of_their_kind check (
        num_nonnulls(booking_id, hold_id, block_id) = 1
        and kind = case
            when booking_id is not null then 'assignment' when hold_id is not null then 'hold' else 'block'
        end
        and (hold_id is null) = (expires_at is null)
    ),
    constraint allocations_of_an_assignment foreign key (restaurant_id, booking_id, table_id)
    references maitred.booking_table_assignments (restaurant_id, booking_id, table_id) on delete cascade,
    constraint allocations_of_a_hold foreign key (restaurant_id, hold_id)
    references maitred.table_holds (restaurant_id, id) on delete cascade,
    constraint allocations_of_a_block foreign key (restaurant_id, block_id)
    references maitred.table_blocks (restaurant_id, id) on delete cascade,
    constraint allocations_are_of_a_table foreign key (restaurant_id, table_id)
    references maitred.table_inventory (restaurant_id, id)
);
-- One allocation an assignment, one a held table, one a block; and the way from the owner to its rows.
create unique index allocations_once_an_assignment on maitred.allocations (restaurant_id, booking_id, table_id)
where booking_id is not null;
create unique index allocations_once_a_held_table on maitred.allocations (restaurant_id, hold_id, table_id)
where hold_id is not null;
create unique index allocations_once_a_block on maitred.allocations (restaurant_id, block_id)
where block_id is not null;

-- Without it the allocation of a booking at a table is looked up by table and time, among all of the table's.
create statistics maitred.allocations_table_implies_restaurant (dependencies)
on restaurant_id, table_id from maitred.allocations;

comment on table maitred.allocations is
'The time a table is taken, by an assignment, a hold or a block; no two may overlap. A hold''s row counts only while expires_at is in the future.';
comment on column maitred.allocations.during is 'Half-open; an assignment''s or hold''s window plus the restaurant''s buffer_after.';

create type maitred_internal.holdings as (
    has uuid [],
    chosen uuid [],
    inconsistent uuid [],
    hold_ids uuid [],
    held uuid [],
    hold maitred.table_holds,
    tables maitred.table_inventory []
);

comment on type maitred_internal.holdings is
'What a locked booking has before a change: its tables, those of them that staff chose, those whose rows are inconsistent, the holds that the change gives up, the tables of all its holds, the one hold that was asked for by its id, and the rows of all tables locked for the change.';

create type maitred_internal.table_change as (
    table_ids uuid [],
    actor uuid,
    at timestamptz,
    replaces boolean,
    pinned boolean,
    must_connect boolean,
    release_all boolean,
    of_session boolean,
    unnamed boolean,
    expected_start_at timestamptz,
    expected_end_at timestamptz
);

comment on type maitred_internal.table_change is
'Tables that a booking gets, who wants it and how: see table_change(), which makes one.';

create type maitred_internal.violation as (
    rule text,
    severity text,
    table_id uuid,
    message text,
    detail jsonb
);

comment on type maitred_internal.violation is
'What a rule has against a proposal. severity: block (assignment is refused) or warn.';

create type maitred_internal.proposal as (
    booking maitred.bookings,
    restaurant maitred.restaurants,
    tables maitred.table_inventory [],
    seats int,
    connected boolean,
    closes_at timestamptz,
    must_connect boolean,
    expected_start_at timestamptz,
    expected_end_at timestamptz,
    paced boolean,
    pacing jsonb
);

comment on type maitred_internal.proposal is
'What the rules evaluate: a booking at all the tables it would have, with the facts they need. closes_at: end of the service it starts in, null when the restaurant is closed then.';

create type maitred.manual_assignment_session_status as enum ('PROPOSED', 'HELD', 'CONFIRMED', 'CANCELLED', 'EXPIRED');

comment on type maitred.manual_assignment_session_status is
'HELD: the proposed tables are held until hold_expires_at. CONFIRMED, CANCELLED and EXPIRED are final.';

create table maitred.session_transitions (
    old_status maitred.manual_assignment_session_status not null,
    new_status maitred.manual_assignment_session_status not null,
    primary key (old_status, new_status)
);
insert into maitred.session_transitions (old_status, new_status) values
('PROPOSED', 'HELD'), ('PROPOSED', 'CANCELLED'),
('HELD', 'PROPOSED'), ('HELD', 'CONFIRMED'), ('HELD', 'EXPIRED'), ('HELD', 'CANCELLED');

comment on table maitred.session_transitions is
'The changes of a manual assignment session''s status that the database lets through, for every writer.';

create table maitred.manual_assignment_sessions (
    restaurant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    booking_id uuid not null,
    created_by uuid not null,
    status maitred.manual_assignment_session_status not null default 'PROPOSED',
    proposed_tables jsonb not null default '[]',
    hold_id uuid,
    hold_expires_at timestamptz,
    last_validated_at timestamptz,
    problems jsonb not null default '[]',
    created_at timestamptz not null,
    updated_at timestamptz not null,
    primary key (restaurant_id, id),
    constraint sessions_are_for_a_booking foreign key (restaurant_id, booking_id)
    references maitred.bookings (restaurant_id, id),
    constraint sessions_hold_a_hold foreign key (restaurant_id, hold_id)
    references maitred.table_holds (restaurant_id, id) on delete set null (hold_id),
    constraint sessions_held_have_a_hold check (
        status <> 'HELD' or (hold_id is not null and hold_expires_at is not null)
    ),
    constraint sessions_list_tables_and_problems check (
        jsonb_typeof(proposed_tables) = 'array' and jsonb_typeof(problems) = 'array'
    )
);
create index manual_assignment_sessions_by_id on maitred.manual_assignment_sessions (id);
create index manual_assignment_sessions_by_booking on maitred.manual_assignment_sessions (restaurant_id, booking_id);
create index manual_assignment_sessions_by_hold on maitred.manual_assignment_sessions (restaurant_id, hold_id);
-- One active session a booking and member of staff: proposing again finds it, or waits for the rival that makes it.
create unique index sessions_one_active_a_booking_and_user
on maitred.manual_assignment_sessions (restaurant_id, booking_id, created_by)
where status in ('PROPOSED', 'HELD');

comment on table maitred.manual_assignment_sessions is
'One member of staff working on one booking''s tables. proposed_tables: a list of table ids; problems: rows as check_table_assignment gives.';

create domain maitred_internal.idempotency_key as text
constraint ledger_keys_are_short check (length(value) between 1 and 200);

comment on domain maitred_internal.idempotency_key is 'What a caller calls a request, to be told it from another: 1 to 200 characters.';

create table maitred_internal.booking_assignment_idempotency (
    restaurant_id uuid not null,
    booking_id uuid not null,
    idempotency_key maitred_internal.idempotency_key not null,
    -- What the key was given to, and asked for what: the same key for anything else is refused.
    verb text not null,
    table_ids uuid [] not null,
    start_at timestamptz not null,
    end_at timestamptz not null,
    require_adjacency boolean not null,
    hold_id uuid,
    created_at timestamptz not null,
    -- One result per booking and key.
    primary key (restaurant_id, booking_id, idempotency_key),
    constraint ledger_knows_its_verbs check (verb in ('assign', 'reassign', 'from_hold')),
    constraint ledger_is_of_a_booking foreign key (restaurant_id, booking_id)
    references maitred.bookings (restaurant_id, id)
);
create index booking_assignment_idempotency_by_hold
on maitred_internal.booking_assignment_idempotency (hold_id) where hold_id is not null;

comment on table maitred_internal.booking_assignment_idempotency is
'Requests to assign tables that were carried out under a key and still stand; releasing one of the tables frees the key.';
