-- Bookings, their statuses and the changes of status that are allowed.

create type maitred.booking_status as enum (
    'pending', 'pending_allocation', 'confirmed', 'seated', 'completed', 'cancelled', 'no_show'
);

comment on type maitred.booking_status is
'pending: no table yet, or being re-confirmed. pending_allocation: automatic assignment gave up, staff must act.';

create table maitred.booking_transitions (
    old_status maitred.booking_status not null,
    new_status maitred.booking_status not null,
    primary key (old_status, new_status)
);
insert into maitred.booking_transitions (old_status, new_status) values
('pending', 'confirmed'), ('pending', 'pending_allocation'), ('pending', 'cancelled'),
('pending_allocation', 'pending'), ('pending_allocation', 'confirmed'), ('pending_allocation', 'cancelled'),
('confirmed', 'pending'), ('confirmed', 'seated'), ('confirmed', 'no_show'), ('confirmed', 'cancelled'),
('seated', 'completed'), ('seated', 'confirmed'),
('no_show', 'confirmed');

comment on table maitred.booking_transitions is
'The changes of a booking''s status that the database lets through, for every writer.';

-- Domains and not CHECK constraints where one column is evaluated: PostgreSQL reads and runs every CHECK of a table
-- again in each statement that writes to it, and the status of a booking changes far more often than its guest.
create domain maitred.guest_name as text
constraint bookings_name_fits_a_header check (
    length(value) between 1 and 200
    and value !~ E'[\\u0001-\\u001F\\u007F-\\u009F\\u061C\\u200E\\u200F\\u2028-\\u202E\\u2066-\\u2069]|=[?]'
    and value ~ E'[^[:space:]\\u00A0\\u2000-\\u200F\\u3000]'
);
create domain maitred.phone_number as text
constraint bookings_phone_is_short check (length(value) <= 50 and value !~ E'[\\u0001-\\u001F\\u007F-\\u009F]');
create domain maitred.guest_notes as text
constraint bookings_notes_are_short check (
    length(value) <= 4000 and value !~ E'[\\u0001-\\u0008\\u000B\\u000C\\u000E-\\u001F\\u007F-\\u009F]'
);
create domain maitred.language_tag as text
constraint bookings_locale_is_a_language_tag check (value ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$');
create domain maitred.booking_source as text
constraint bookings_come_from_somewhere check (value in ('guest', 'ops', 'walk_in', 'import'));
create domain maitred.booking_reference as text
constraint bookings_reference_can_be_read_out check (value ~ '^[2-9CDFHJKMNPQRTVWX]{6,50}$');

comment on domain maitred.guest_name is 'A name of 1 to 200 characters, not only spaces, that fits into the header of a mail.';
comment on domain maitred.phone_number is 'At most 50 characters, without control characters.';
comment on domain maitred.guest_notes is 'At most 4000 characters, without control characters but tabs and line breaks.';
comment on domain maitred.language_tag is 'A language tag such as en or de-CH.';
comment on domain maitred.booking_source is 'Who made a booking: guest, ops, walk_in or import.';
comment on domain maitred.booking_reference is
'Letters and digits that cannot be taken for one another, without vowels; six of them, more where six are used up.';

create table maitred.bookings (
    restaurant_id uuid not null references maitred.restaurants (id),
    id uuid not null default gen_random_uuid(),
    -- Of rows that no function writes: long, so that many at once can be loaded. See insert_booking.
    reference maitred.booking_reference not null
    default translate(right(gen_random_uuid()::text, 12), '01abcdef', 'CDFHJKMN'),
    party_size int not null,
    start_at timestamptz not null,
    end_at timestamptz not null,
    status maitred.booking_status not null default 'pending',
    pending_ref uuid,
    staff_decides boolean not null default false,
    version int not null default 1,
    guest_name maitred.guest_name not null,
    guest_email maitred.email_address,
    guest_phone maitred.phone_number,
    notes maitred.guest_notes,
    locale maitred.language_tag not null,
    source maitred.booking_source not null,
    notify boolean not null default true,
    email_cycle int not null default 0,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    confirmed_at timestamptz,
    primary key (restaurant_id, id),
    constraint bookings_have_their_own_reference unique (restaurant_id, reference),
    constraint bookings_are_for_somebody check (party_size between 1 and 1000),
    constraint bookings_last_up_to_24_hours check (start_at < end_at and end_at - start_at <= '24 hours'),
    constraint bookings_cycle_is_open_only_while_pending check (
        pending_ref is null or status in ('pending', 'pending_allocation')
    )
)
with (fillfactor = 80);
create index bookings_by_id on maitred.bookings (id);
create index bookings_by_start on maitred.bookings (restaurant_id, start_at);

comment on table maitred.bookings is
'A party of party_size guests wanting [start_at, end_at) at one restaurant. Written by functions alone.';
comment on column maitred.bookings.pending_ref is
'Not null while a modification cycle is open: set by an edit, cleared by confirmation or cancellation.';
comment on column maitred.bookings.staff_decides is
'While it is pending: whether the booking waits for staff alone and no job looks for its table: set when staff take it off its tables and when it is made where automatic assignment is off; cleared by an edit of party or window and by any assignment. An edit of contact fields alone leaves it as it is: a corrected phone number seats nobody again.';
comment on column maitred.bookings.version is 'Raised by create, modify and cancel only; see p_expected_version of modify_booking.';
comment on column maitred.bookings.notify is
'Whether the guest is told what becomes of the last change (p_notify of the call that made it). Reminders do not depend on it.';
comment on column maitred.bookings.email_cycle is
'Raised when the guest is to hear again what the emails have said already, from 0; part of what makes an email unique.';
comment on column maitred.bookings.confirmed_at is 'When it was confirmed for the first time; null: never yet.';
comment on column maitred.bookings.reference is
'What guests and staff call it by; unique within the restaurant. No secret, and nothing can be done with it alone.';

-- Beside the bookings, not in them: callers get whole rows of those.
create table maitred_internal.booking_creation_idempotency (
    restaurant_id uuid not null,
    idempotency_key text not null,
    request bytea not null,
    booking_id uuid not null,
    -- One booking a key: a retry waits here for the first try, and finds its booking.
    constraint bookings_are_made_once_a_key primary key (restaurant_id, idempotency_key),
    constraint creation_keys_are_of_one_booking unique (restaurant_id, booking_id),
    -- Deferred, because the key is claimed before the booking is written.
    constraint creation_keys_are_of_a_booking foreign key (restaurant_id, booking_id)
    references maitred.bookings (restaurant_id, id) deferrable initially deferred
);

comment on table maitred_internal.booking_creation_idempotency is
'The ledger of create_booking: which booking a key has made. As long as the booking is there, the key is not used again.';
comment on column maitred_internal.booking_creation_idempotency.request is
'SHA-256 of the arguments of create_booking, to tell a retry from another request.';
