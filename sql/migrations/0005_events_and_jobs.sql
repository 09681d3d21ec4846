-- What happened, for people and dashboards, and what automatic assignment still has to do.

create table maitred.observability_events (
    restaurant_id uuid not null,
    id bigint not null generated always as identity,
    booking_id uuid,
    name text not null,
    payload jsonb not null default '{}',
    occurred_at timestamptz not null,
    primary key (restaurant_id, occurred_at, id)
)
partition by range (occurred_at);
create table maitred.observability_events_default partition of maitred.observability_events default;
create index observability_events_by_booking on maitred.observability_events (restaurant_id, booking_id, occurred_at);

comment on table maitred.observability_events is
'What happened, one row an event, by month. No foreign keys: events outlive what they tell of.';
comment on table maitred.observability_events_default is
'Events of a month whose partition was not made in time; ensure_partitions makes three months ahead.';

create type maitred_internal.event as (name text, payload jsonb);

comment on type maitred_internal.event is
'Something that happened to a booking in this call, to be written at its end together with all else that happened.';

-- Requested until: epoch milliseconds. Producers read it and notify only while it lies in the future; it lapses by
-- itself.
create sequence maitred_internal.events_watched_until minvalue 0 start 0;

comment on sequence maitred_internal.events_watched_until is
'Epoch milliseconds until which somebody listens on maitred_events. Read without a lock by every commit that writes an event.';

create table maitred_internal.assignment_jobs (
    restaurant_id uuid not null,
    booking_id uuid not null,
    run_at timestamptz not null,
    attempts int not null default 0,
    bypass_feature_flag boolean not null default false,
    email_mode text not null default 'standard',
    last_error jsonb,
    created_at timestamptz not null,
    -- One live job per booking; a job that is done is deleted, its story is in the events.
    primary key (restaurant_id, booking_id),
    constraint jobs_are_of_a_booking foreign key (restaurant_id, booking_id)
    references maitred.bookings (restaurant_id, id),
    constraint jobs_mail_in_a_known_mode check (email_mode in ('standard', 'modified', 'none')),
    constraint jobs_count_attempts_from_zero check (attempts >= 0),
    constraint jobs_run_some_day check (run_at < 'infinity')
);
create index assignment_jobs_by_time on maitred_internal.assignment_jobs (run_at);

comment on table maitred_internal.assignment_jobs is
'Bookings that wait, one row per booking, written only under the booking''s lock. run_at: when the worker looks at it next; where staff decide: when it starts.';
comment on column maitred_internal.assignment_jobs.attempts is
'How often a table was looked for in vain since the booking began to wait; looks after it was given up count no more.';
comment on column maitred_internal.assignment_jobs.last_error is
'What the last look in vain said; held_until, disabled and locked: why there was none.';

create type maitred.assignment_outcome as (
    outcome text,
    table_ids uuid [],
    moved jsonb,
    detail jsonb
);

comment on type maitred.assignment_outcome is
'outcome: assigned, already_assigned, no_table, disabled or not_assignable. detail says why; moved lists bookings moved to make room.';
