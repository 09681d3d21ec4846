-- The floor: what a manager loads by SQL or COPY. Every constraint refuses a nonsense that was seen in real data.
--
-- A name stands in lists and on terminals: none has a control character, which a terminal would obey, nor turns the
-- text around it (UAX 9).

-- Months have no length of their own, and days against hours none that a comparison sees: what is compared here is what
-- is added to an instant.
create domain maitred.span as interval
constraint spans_are_of_the_clock check (
    extract(year from value) = 0 and extract(month from value) = 0
    and extract(day from value) >= 0 and extract(epoch from value) >= 86400 * extract(day from value)
);

comment on domain maitred.span is
'A span of time on the clock: days, hours, minutes and seconds, without months and years, not negative.';

-- As is_mailable says, and harness/email/message.py: what is stored can be sent to.
create domain maitred.email_address as text
constraint email_addresses_can_be_mailed check (
    octet_length(value) <= 254 and octet_length(split_part(value, '@', 1)) <= 64
    and value ~ '^[^@]+@[^@]+$'
    and value !~ E'[\\u0001-\\u0020"(),:;<>\\[\\\\\\]\\u007F-\\u00A0\\u00AD\\u034F\\u061C\\u115F\\u1160\\u1680'
    '\\u17B4\\u17B5\\u180B-\\u180F\\u2000-\\u200F\\u2028-\\u202F\\u205F-\\u206F\\u3000\\u3164\\uD800-\\uF8FF'
    '\\uFE00-\\uFE0F\\uFEFF\\uFFA0\\uFFF0-\\uFFFF\\U000E0000-\\U0010FFFF]'
    and value !~ E'=[?]|@.*[!-,/:-@\\[-`{-~\\u3002\\uFF0E\\uFF61]|@(.*[.])?([.-]|$)|@.*-([.]|$)|@.*[^.]{64}'
);

comment on domain maitred.email_address is 'One email address of at most 254 bytes that the mailer can send to.';

create table maitred.installation (
    only_row boolean primary key default true,
    suppress_emails boolean not null default false,
    constraint installation_has_one_row check (only_row)
);
insert into maitred.installation default values;

comment on table maitred.installation is
'Settings of the whole installation, in one row. suppress_emails: every email row is written as suppressed and never sent.';

create table maitred.restaurants (
    id uuid primary key default gen_random_uuid(),
    name text not null,
    timezone text not null,
    hold_ttl maitred.span not null default '180 seconds',
    buffer_after maitred.span not null default '0 minutes',
    max_combined_tables int not null default 3,
    max_spare_seats int not null default 4,
    block_spare_seats boolean not null default false,
    min_party_size int not null default 1,
    max_party_size int not null default 20,
    require_adjacency boolean not null default true,
    auto_assign_on_booking boolean not null default true,
    recheck_waiting maitred.span not null default '5 minutes',
    manual_sessions_enabled boolean not null default true,
    suppress_emails boolean not null default false,
    email maitred.email_address,
    default_locale text not null default 'en',
    send_reminder_24h boolean not null default false,
    send_reminder_2h boolean not null default false,
    send_review_request boolean not null default false,
    constraint restaurants_have_a_name check (
        -- it goes into mail headers
        length(name) between 1 and 200
        and name !~ E'[\\u0001-\\u001F\\u007F-\\u009F\\u061C\\u200E\\u200F\\u2028-\\u202E\\u2066-\\u2069]|=[?]'
    ),
    constraint restaurants_hold_30_to_600_seconds check (hold_ttl between '30 seconds' and '600 seconds'),
    constraint restaurants_buffer_0_to_4_hours check (buffer_after between '0 minutes' and '4 hours'),
    constraint restaurants_recheck_1_to_60_minutes check (recheck_waiting between '1 minute' and '60 minutes'),
    constraint restaurants_combine_1_to_5_tables check (max_combined_tables between 1 and 5),
    constraint restaurants_spare_seats_0_to_100 check (max_spare_seats between 0 and 100),
    constraint restaurants_party_limits_in_order check (1 <= min_party_size and min_party_size <= max_party_size),
    constraint restaurants_party_at_most_1000 check (max_party_size <= 1000),
    constraint restaurants_locale_is_a_language_tag check (default_locale ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$')
);

comment on table maitred.restaurants is
'A restaurant and its settings. timezone is an IANA name, checked; hold_ttl 30 to 600 seconds; sizes are guests, tables or seats.';
comment on column maitred.restaurants.recheck_waiting is
'How long a booking that nothing could seat waits at most before the worker looks again: 1 to 60 minutes; in its last hour a minute.';
comment on column maitred.restaurants.require_adjacency is
'Whether tables that are pushed together must be neighbours. If not, any movable tables of a zone may be, which makes very many sets: automatic assignment, suggestions and availability leave out sets of which there would be more than 20,000: those of four tables where 28 tables of one zone may be combined, those of three where 51 may, pairs where 201 may. Staff may assign them all the same.';

create table maitred.zones (
    restaurant_id uuid not null references maitred.restaurants (id),
    id uuid not null default gen_random_uuid(),
    name text not null,
    primary key (restaurant_id, id),
    constraint zones_have_different_names unique (restaurant_id, name),
    constraint zones_have_a_name check (
        length(name) between 1 and 200
        and name !~ E'[\\u0001-\\u001F\\u007F-\\u009F\\u061C\\u200E\\u200F\\u2028-\\u202E\\u2066-\\u2069]'
    )
);

comment on table maitred.zones is 'A part of the restaurant whose tables may be combined with each other, such as a terrace.';

create table maitred.table_inventory (
    restaurant_id uuid not null references maitred.restaurants (id),
    id uuid not null default gen_random_uuid(),
    zone_id uuid not null,
    name text not null,
    capacity int not null,
    min_party int not null default 1,
    max_party int,
    movable boolean not null default true,
    in_service boolean not null default true,
    primary key (restaurant_id, id),
    constraint tables_stand_in_a_zone foreign key (restaurant_id, zone_id) references maitred.zones (restaurant_id, id),
    constraint tables_have_different_names unique (restaurant_id, zone_id, name),
    constraint tables_have_a_name check (
        length(name) between 1 and 200
        and name !~ E'[\\u0001-\\u001F\\u007F-\\u009F\\u061C\\u200E\\u200F\\u2028-\\u202E\\u2066-\\u2069]'
    ),
    constraint tables_seat_1_to_1000 check (capacity between 1 and 1000),
    constraint tables_party_limits_in_order check (1 <= min_party and min_party <= coalesce(max_party, capacity)),
    constraint tables_party_limits_within_capacity check (max_party <= capacity)
);

comment on table maitred.table_inventory is
'A table: seats (capacity), the parties it takes when used alone (min_party, max_party; null: its seats), movable or not, in service or not. At most 3,000 of a restaurant.';

create table maitred.table_adjacencies (
    restaurant_id uuid not null,
    table_a uuid not null,
    table_b uuid not null,
    primary key (restaurant_id, table_a, table_b),
    constraint adjacencies_are_stored_once check (table_a < table_b),
    constraint adjacencies_start_at_a_table foreign key (restaurant_id, table_a)
    references maitred.table_inventory (restaurant_id, id) on delete cascade,
    constraint adjacencies_end_at_a_table foreign key (restaurant_id, table_b)
    references maitred.table_inventory (restaurant_id, id) on delete cascade
);
create index table_adjacencies_by_table_b on maitred.table_adjacencies (restaurant_id, table_b);

comment on table maitred.table_adjacencies is
'Two tables that can be pushed together. Undirected: a trigger orders the pair and drops a repeat silently.';

create table maitred.service_periods (
    restaurant_id uuid not null references maitred.restaurants (id),
    id uuid not null default gen_random_uuid(),
    name text not null,
    weekday int not null,
    opens time not null,
    closes time not null,
    max_arriving_parties int,
    max_arriving_covers int,
    max_covers_present int,
    max_online_parties int,
    max_online_covers int,
    primary key (restaurant_id, id),
    constraint periods_have_a_name check (
        length(name) between 1 and 200
        and name !~ E'[\\u0001-\\u001F\\u007F-\\u009F\\u061C\\u200E\\u200F\\u2028-\\u202E\\u2066-\\u2069]'
    ),
    constraint periods_are_on_an_iso_weekday check (weekday between 1 and 7),
    constraint periods_open_before_midnight check (opens < '24:00'),
    constraint periods_limits_are_not_negative check (
        least(max_arriving_parties, max_arriving_covers, max_covers_present, max_online_parties, max_online_covers) >= 0
    )
);

comment on table maitred.service_periods is
'Opening hours in local time. weekday 1 is Monday, 7 Sunday; closes <= opens: past midnight. Limits are per quarter of an hour; null: none.';

create table maitred.service_exceptions (
    restaurant_id uuid not null references maitred.restaurants (id),
    id uuid not null default gen_random_uuid(),
    service_date date not null,
    name text,
    opens time,
    closes time,
    primary key (restaurant_id, id),
    constraint exceptions_have_a_name_if_any check (
        length(name) between 1 and 200
        and name !~ E'[\\u0001-\\u001F\\u007F-\\u009F\\u061C\\u200E\\u200F\\u2028-\\u202E\\u2066-\\u2069]'
    ),
    constraint exceptions_are_between_the_years_1_and_9999 check (
        service_date between '0001-01-01' and '9999-12-31'
    ),
    constraint exceptions_open_and_close_or_neither check ((opens is null) = (closes is null)),
    constraint exceptions_open_before_midnight check (opens < '24:00')
);
create index service_exceptions_by_date on maitred.service_exceptions (restaurant_id, service_date);

comment on table maitred.service_exceptions is
'Hours of one date in place of its weekday''s periods, all of them; a row with both times null: closed.';

create table maitred.turn_times (
    restaurant_id uuid not null references maitred.restaurants (id),
    id uuid not null default gen_random_uuid(),
    service_period_id uuid,
    max_party int not null,
    duration maitred.span not null,
    primary key (restaurant_id, id),
    constraint turn_times_are_of_a_period foreign key (restaurant_id, service_period_id)
    references maitred.service_periods (restaurant_id, id) on delete cascade,
    constraint turn_times_give_one_duration unique nulls not distinct (restaurant_id, service_period_id, max_party),
    constraint turn_times_are_for_a_party check (max_party between 1 and 1000),
    constraint turn_times_last_5_minutes_to_24_hours check (duration between '5 minutes' and '24 hours')
);

comment on table maitred.turn_times is
'How long a party stays: the row with the smallest max_party >= the party, of the service period first, then of the restaurant; above all of them the largest row; no row at all: 90 minutes.';

-- Hours are what a restaurant says, on its own clock; a service is what they mean, as instants.
create type maitred_internal.hours as (
    service_period_id uuid,
    name text,
    opens timestamp,
    closes timestamp,
    paced boolean
);

comment on type maitred_internal.hours is
'Hours of one date on the restaurant''s clock, [opens, closes); both null: closed. service_period_id is null on a date with exceptions. paced: the period limits arrivals or covers.';

create type maitred_internal.service as (
    service_period_id uuid,
    name text,
    opens_at timestamptz,
    closes_at timestamptz,
    paced boolean
);

comment on type maitred_internal.service is 'Hours of one date as instants, [opens_at, closes_at).';
