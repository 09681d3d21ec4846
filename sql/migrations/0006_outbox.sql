-- The email outbox: what a guest has to be told, in the transaction that makes it true.
--
-- The state of an email is the table that holds its id: outbox_ready (to be sent now or later), outbox_claims (in a
-- flight), outbox_dead (needs review); in none of them: it is finished, and outbox_attempts tells how.
-- No state column is ever updated, so that an old transaction somewhere cannot make claims slow.

-- Domains and not CHECK constraints: PostgreSQL reads a table's CHECK again in every statement that inserts (measured:
-- a sixth of the time of a claim and its results), a domain's once per session.
create domain maitred_internal.email_kind as text
constraint outbox_knows_the_kind check (
    value in (
        'booking_requested', 'booking_confirmed', 'modification_pending', 'modification_confirmed',
        'booking_cancelled', 'booking_declined', 'reminder_24h', 'reminder_2h', 'review_request', 'house_attention'
    )
);
create domain maitred_internal.email_outcome as text
constraint outbox_attempts_end_in_a_known_way check (
    value in ('sent', 'failed', 'uncertain', 'dead', 'released', 'lapsed', 'superseded', 'expired', 'suppressed')
);

comment on domain maitred_internal.email_kind is 'What an email is about; templates are named after it.';
comment on domain maitred_internal.email_outcome is
'sent, superseded, expired, suppressed: finished. dead: needs review. failed, uncertain, released, lapsed: goes on.';

create table maitred_internal.outbox_keys (
    restaurant_id uuid not null,
    booking_id uuid not null,
    kind maitred_internal.email_kind not null,
    cycle text not null,
    email_id bigint not null generated always as identity,
    written_at timestamptz not null,
    -- One email per booking, kind and cycle: a second call writes nothing. Also the way in by booking.
    constraint outbox_mails_once_a_cycle primary key (restaurant_id, booking_id, kind, cycle)
);

comment on table maitred_internal.outbox_keys is
'One row per email, kept as long as its content: what makes it unique.';
comment on column maitred_internal.outbox_keys.cycle is
'The modification cycle (pending_ref); outside of one ''first'', or email_cycle of the booking once that was raised; its version, of reminders, review requests and what was owed to an address that came late.';

create table maitred_internal.outbox_contents (
    email_id bigint not null,
    written_at timestamptz not null,
    expires_at timestamptz not null,
    restaurant_id uuid not null,
    booking_id uuid not null,
    kind maitred_internal.email_kind not null,
    recipient maitred.email_address,
    locale text not null,
    payload jsonb not null,
    message_id text not null,
    primary key (email_id, written_at)
)
partition by range (written_at);
create table maitred_internal.outbox_contents_default partition of maitred_internal.outbox_contents default;

comment on table maitred_internal.outbox_contents is
'What an email says. Party, window, guest and address follow the booking until it is sent (refresh_emails). By month.';
comment on column maitred_internal.outbox_contents.recipient is
'Null: the guest has no address now; the email waits for one until it expires.';
comment on column maitred_internal.outbox_contents.expires_at is 'Late past its use: not sent from then on.';
comment on table maitred_internal.outbox_contents_default is
'Emails of a month whose partition was not made in time; ensure_partitions makes three months ahead.';

-- In the order in which a claim looks at them. An enum takes no more room and time than a number (measured), and knows
-- no fourth.
create type maitred_internal.email_queue as enum ('prompt', 'scheduled', 'parked');

comment on type maitred_internal.email_queue is
'prompt: answers to what somebody did. scheduled: reminders and review requests. parked: those that lack an address or a table.';

create table maitred_internal.outbox_ready (
    lane maitred_internal.email_queue not null,
    available_at timestamptz not null,
    email_id bigint not null,
    written_at timestamptz not null,
    booking_id uuid not null,
    attempts smallint not null default 0,
    first_sent_at timestamptz,
    returned boolean not null default false,
    primary key (lane, available_at, email_id)
)
with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_cost_delay = 0);
-- The order within a booking, and superseding by booking.
create index outbox_ready_by_booking on maitred_internal.outbox_ready (booking_id);

comment on table maitred_internal.outbox_ready is
'Emails to be sent from available_at on. Rows are inserted and deleted, never updated.';
comment on column maitred_internal.outbox_ready.lane is
'prompt and scheduled ones: as their kind says. parked: waits for an address or a table, and is looked at again at available_at, until it expires.';
comment on column maitred_internal.outbox_ready.attempts is 'Attempts used up so far.';
comment on column maitred_internal.outbox_ready.first_sent_at is
'When a worker first had it to send: the Date of every attempt. Null: none had it.';

comment on column maitred_internal.outbox_ready.returned is
'Whether it was claimed, dead or parked before: the booking may have changed meanwhile, and a claim asks whether it is still true.';

create sequence maitred_internal.outbox_claim_tokens;

comment on sequence maitred_internal.outbox_claim_tokens is 'One token per claim, never used again: a late worker is known by it.';

create table maitred_internal.outbox_claims (
    claim_token bigint not null primary key,
    worker text not null,
    claimed_at timestamptz not null,
    expires_at timestamptz not null,
    email_ids bigint [] not null,
    written_ats timestamptz [] not null,
    restaurant_ids uuid [] not null,
    booking_ids uuid [] not null,
    kinds text [] not null,
    attempts smallint [] not null,
    first_sent_ats timestamptz [] not null
)
-- A hundred emails fit on the page: no detour through a TOAST table.
with (toast_tuple_target = 8160, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 200);

comment on table maitred_internal.outbox_claims is
'Emails in flight, one row per lease. Those with a row in outbox_attempts under the same token are done.';
comment on column maitred_internal.outbox_claims.attempts is 'The number of the attempt that each of email_ids is in, from 1.';

create table maitred_internal.outbox_leases (
    claim_token bigint not null primary key
)
with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

comment on table maitred_internal.outbox_leases is
'The tokens in outbox_claims: what to go through to find all claims. Its dead rows are small, and behind an old transaction there are many.';

create table maitred_internal.outbox_superseded (
    email_id bigint not null primary key,
    booking_id uuid not null
);

comment on table maitred_internal.outbox_superseded is
'Emails that a later change of the booking made untrue while a worker had them: not tried again. A row goes once its email is finished.';

create table maitred_internal.outbox_attempts (
    email_id bigint not null,
    attempt smallint not null,
    outcome maitred_internal.email_outcome not null,
    recorded_at timestamptz not null,
    claim_token bigint not null,
    error text,
    message_id text,
    -- Also answers which emails of a claim are done.
    primary key (claim_token, email_id, recorded_at)
)
partition by range (recorded_at);
create table maitred_internal.outbox_attempts_default partition of maitred_internal.outbox_attempts default;
-- What became of an email, beside years of others.
create index outbox_attempts_by_email on maitred_internal.outbox_attempts (email_id, recorded_at);

comment on table maitred_internal.outbox_attempts is
'What became of emails, one row an outcome, only ever appended. By month.';
comment on table maitred_internal.outbox_attempts_default is
'Outcomes of a month whose partition was not made in time; ensure_partitions makes three months ahead.';
comment on column maitred_internal.outbox_attempts.claim_token is
'The claim, or a token drawn for the occasion when an email was finished without one.';

create table maitred_internal.outbox_dead (
    email_id bigint not null primary key,
    attempts smallint not null,
    reason text not null,
    error text,
    died_at timestamptz not null,
    first_sent_at timestamptz,
    constraint outbox_dead_for_a_reason check (reason in ('permanent', 'exhausted', 'uncertain'))
);

comment on table maitred_internal.outbox_dead is
'Emails that need review: refused for good, tried 12 times, or perhaps delivered (uncertain). See retry_dead_emails.';

create table maitred_internal.outbox_transports (
    name text not null primary key,
    tokens numeric not null,
    refilled_at timestamptz not null,
    paused_until timestamptz,
    constraint transports_have_a_name check (length(name) between 1 and 300)
);

comment on table maitred_internal.outbox_transports is
'SMTP servers with a rate limit or a pause: a token bucket each, filled at the rate that take_email_token is told.';

-- Requested until: epoch milliseconds. A sleeping worker requests wake-ups, commits that write an email read it and
-- notify only while it lies in the future.
create sequence maitred_internal.email_wakeup_until minvalue 0 start 0;

comment on sequence maitred_internal.email_wakeup_until is
'Epoch milliseconds until which a worker sleeps on maitred_emails. Read without a lock by every commit that writes an email.';

-- A table of one row: it is checked in no time.
alter table maitred.installation
add column email_domain text not null default 'maitred.invalid',
add column email_policy text not null default 'at_least_once',
add column request_email_delay maitred.span not null default '20 seconds',
-- squawk-ignore constraint-missing-not-valid
add constraint installation_email_domain_is_a_name check (
    email_domain ~ '^[A-Za-z0-9]([A-Za-z0-9.-]{0,250}[A-Za-z0-9])?$'
),
-- squawk-ignore constraint-missing-not-valid
add constraint installation_email_policy_is_known check (email_policy in ('at_least_once', 'at_most_once')),
-- squawk-ignore constraint-missing-not-valid
add constraint installation_delays_requests_up_to_10_minutes check (
    request_email_delay between interval '0 seconds' and interval '10 minutes'
);

-- A claim asks which restaurants send nothing: hardly any.
-- squawk-ignore require-concurrent-index-creation
create index restaurants_without_emails on maitred.restaurants (id) where suppress_emails;

comment on column maitred.installation.email_domain is 'What stands behind the @ of every Message-ID.';
comment on column maitred.installation.email_policy is
'When a connection breaks after a message and before the answer: at_least_once sends again, at_most_once leaves it for review.';
comment on column maitred.installation.request_email_delay is
'How long booking_requested waits (up to 10 minutes) for a table that makes it superfluous: then booking_confirmed alone is sent.';

create type maitred.claimed_email as (
    email_id bigint,
    claim_token bigint,
    restaurant_id uuid,
    booking_id uuid,
    kind text,
    recipient text,
    locale text,
    payload jsonb,
    attempt int,
    message_id text,
    written_at timestamptz,
    available_at timestamptz
);

comment on type maitred.claimed_email is
'An email to send now. attempt counts from 1; written_at is its Date, the time of the first attempt; message_id and written_at stay the same in every attempt.';

create type maitred_internal.email_batch as (
    places tid [],
    email_ids bigint [],
    booking_ids uuid [],
    first_at timestamptz,
    last_at timestamptz,
    after_at timestamptz,
    after_id bigint
);

comment on type maitred_internal.email_batch is
'Locked rows of outbox_ready: where they are, whose, between which times they were written, and the place of the last.';

create type maitred_internal.settled_email as (
    email_id bigint,
    written_at timestamptz,
    restaurant_id uuid,
    booking_id uuid,
    kind text,
    attempt smallint,
    outcome text,
    error text,
    message_id text,
    death_reason text,
    first_sent_at timestamptz
);

comment on type maitred_internal.settled_email is
'A result of a worker and the email of its claim; death_reason: why it needs review now, null if it does not.';

create type maitred_internal.triaged_email as (
    place tid,
    lane maitred_internal.email_queue,
    available_at timestamptz,
    email_id bigint,
    written_at timestamptz,
    booking_id uuid,
    attempts smallint,
    first_sent_at timestamptz,
    returned boolean,
    decision text,
    later_at timestamptz
);

comment on type maitred_internal.triaged_email is
'A locked row of outbox_ready and what is to become of it: take, superseded, later (at later_at), parked (until later_at) or leave.';
