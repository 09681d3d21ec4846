-- What automatic assignment stands on: the options of a floor, freed time, and what the pacing rule needs.

create table maitred_internal.table_options (
    restaurant_id uuid not null,
    table_ids uuid [] not null,
    capacity int not null,
    parties int4multirange not null,
    zone_id uuid not null,
    joinable boolean not null,
    primary key (restaurant_id, table_ids),
    constraint options_are_of_a_restaurant foreign key (restaurant_id)
    references maitred.restaurants (id) on delete cascade,
    constraint options_name_tables check (cardinality(table_ids) > 0),
    constraint options_seat_somebody check (capacity > 0)
);

comment on table maitred_internal.table_options is
'Single tables and combinations that may be given to a party, rebuilt whenever the floor changes. Ids within table_ids are in order.';
comment on column maitred_internal.table_options.parties is
'The party sizes that fit here and not in a part of it: a larger option around a fitting one is never used.';
comment on column maitred_internal.table_options.joinable is 'Whether further tables may be pushed to it.';

create table maitred_internal.option_builds (
    restaurant_id uuid not null primary key,
    built_at timestamptz not null,
    floor text not null,
    options bigint not null,
    constraint builds_are_of_a_restaurant foreign key (restaurant_id)
    references maitred.restaurants (id) on delete cascade
);

comment on column maitred_internal.option_builds.floor is 'floor_fingerprints of the floor that they were built from.';
comment on column maitred_internal.option_builds.options is 'How many were built.';
comment on table maitred_internal.option_builds is
'When the options of a restaurant were built. Written by each build, so that two changes of one floor build one after the other.';

-- Assignments that pacing limits are counted one after the other: each writes the pacing locks of the days it touches
-- before it counts. Days share 32 pacing locks, so that the table does not grow.
create table maitred_internal.pacing_locks (
    restaurant_id uuid not null,
    lock_number smallint not null,
    touched_at timestamptz not null,
    primary key (restaurant_id, lock_number),
    constraint pacing_locks_are_of_a_restaurant foreign key (restaurant_id)
    references maitred.restaurants (id) on delete cascade,
    constraint pacing_locks_are_numbered check (lock_number between 0 and 31)
)
with (fillfactor = 50);

comment on table maitred_internal.pacing_locks is
'Written by every assignment in a service with pacing limits before it counts, as a lock that a stale snapshot notices.';

create table maitred_internal.freed_time (
    restaurant_id uuid not null,
    id bigint not null generated always as identity,
    table_id uuid,
    during tstzrange not null,
    freed_at timestamptz not null,
    left_over uuid [],
    primary key (restaurant_id, id)
);

comment on table maitred_internal.freed_time is
'Wake-ups: time to come that was freed, whether or not somebody waits. The worker consumes them and looks at the bookings that could use the time.';
comment on column maitred_internal.freed_time.table_id is
'The table that is free again; null: anything in the restaurant may have become possible (floor, hours, limits, settings).';
comment on column maitred_internal.freed_time.left_over is
'Bookings that are still to be told; null: all are.';

create type maitred_internal.plan_problem as (
    booking_ids uuid [],
    starts int [],
    ends int [],
    masks bigint [],
    weights bigint [],
    classes int [],
    now_at int [],
    starts_now int [],
    ends_now int [],
    masks_now bigint [],
    alone_now int [],
    first_options int [],
    last_options int [],
    option_first int [],
    option_last int [],
    option_tables int [],
    capacities int [],
    spares int [],
    table_ids uuid [],
    alone int [],
    fixed bigint [],
    longest int,
    last_start int,
    gap_cells int,
    gaps_before int [],
    gaps_after int []
);

comment on type maitred_internal.plan_problem is
'A service to be planned, as arrays of numbers. Bookings are numbered by end; starts and ends are cells, masks have a bit for each cell of the stay: those it would take at another place, and, with _now, those that it has where it is (option now_at). alone_now is the table at which it sits alone with other cells than it would take elsewhere, else 0. An option is a place among option_first and the like, sorted by spare seats within the class of bookings of one party size; its tables are option_tables[option_first .. option_last].';

create type maitred_internal.plan_state as (
    at_option int [],
    occupied bigint [],
    starting int [],
    unseated int [],
    worth bigint,
    moves int
);

comment on type maitred_internal.plan_state is
'A plan: the option of each booking (0: none), the cells taken at each table, who starts at each table and cell, who is not seated, the sum of the weights of those who are, and how many sit elsewhere than now.';

create type maitred_internal.plan_change as (
    booking_id uuid,
    old_table_ids uuid [],
    new_table_ids uuid [],
    reason text
);

comment on type maitred_internal.plan_change is
'A booking that a plan moves (reason moved) or seats for the first time (seated; no old tables).';

create type maitred_internal.slot as (
    start_at timestamptz,
    end_at timestamptz,
    opens_at timestamptz,
    shortest interval
);

comment on type maitred_internal.slot is
'A window that a party could have: opens_at of the service it starts in, and the shortest stay there.';
