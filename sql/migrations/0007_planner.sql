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
    constraint builds_are_of_a_restaurant foreign key (restaurant_id)
    references maitred.restaurants (id) on delete cascade
);

comment on table maitred_internal.option_builds is
'When the options of a restaurant were built. Written by each build, so that two changes of one floor build one after the other.';

create table maitred_internal.freed_time (
    restaurant_id uuid not null,
    id bigint not null generated always as identity,
    table_id uuid not null,
    during tstzrange not null,
    freed_at timestamptz not null,
    left_over uuid [],
    primary key (restaurant_id, id)
);

comment on table maitred_internal.freed_time is
'Time that was freed at a table while bookings waited for one. The worker consumes it and makes the jobs of those bookings due.';
comment on column maitred_internal.freed_time.left_over is
'Bookings that were locked by somebody when the row was consumed and are still to be told; null: all are.';
