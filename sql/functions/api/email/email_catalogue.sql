-- Every kind of email, once: to whom, when it is written and when it leaves, and what takes it back until then.
create or replace view maitred.email_catalogue
with (security_invoker = true) as
select
    e.kind,
    e.recipient,
    e.leaves,
    e.written_when,
    e.superseded_by
from
    (
        values
        (
            'booking_requested', 'guest', 'delayed',
            'A booking was written without tables. It leaves after installation.request_email_delay.',
            'Its confirmation; an edit that asks for other tables, unless that is silent; its cancellation.'
        ),
        (
            'booking_confirmed', 'guest', 'prompt', 'A booking has tables for the first time.',
            'An edit that asks for other tables (a silent one only delays it until there is a table); the cancellation.'
        ),
        (
            'modification_pending', 'guest', 'prompt',
            'An edit of party or window released the tables: others are looked for.',
            'Another edit, or the cancellation.'
        ),
        (
            'modification_confirmed', 'guest', 'prompt', 'An edited booking has tables again.',
            'An edit that asks for other tables (a silent one only delays it until there is a table); the cancellation.'
        ),
        (
            'booking_cancelled', 'guest', 'prompt',
            'A booking was cancelled that was confirmed before, or that its guest cancelled.', null
        ),
        (
            'booking_declined', 'guest', 'prompt',
            'The restaurant cancelled a booking that it had never confirmed.', null
        ),
        (
            'reminder_24h', 'guest', 'scheduled',
            'A booking was confirmed. It leaves 24 hours before the start, where the restaurant sends it.',
            'A reminder of a later version, an edit that asks for other tables, or the cancellation.'
        ),
        (
            'reminder_2h', 'guest', 'scheduled',
            'A booking was confirmed. It leaves 2 hours before the start, where the restaurant sends it.',
            'A reminder of a later version, an edit that asks for other tables, or the cancellation.'
        ),
        (
            'review_request', 'guest', 'scheduled',
            'A booking was confirmed. It leaves 18 hours after the end, where the restaurant sends it.',
            'A request of a later version, an edit that asks for other tables, or the cancellation.'
        ),
        (
            'house_attention', 'restaurant', 'prompt',
            'Automatic assignment found no table and gave up, or is switched off: staff must act.',
            'An edit that asks for other tables, or the cancellation.'
        )
    ) as e (kind, recipient, leaves, written_when, superseded_by);

comment on view maitred.email_catalogue is
'Every kind of email: recipient (guest, or restaurant); leaves: prompt, delayed or scheduled; when it is written; and what takes it back while it has not been sent (null: nothing).';

grant select on maitred.email_catalogue to maitred_reader, maitred_worker;
