-- Every event, once: what is written to maitred.observability_events, when, and what its payload holds.
create or replace view maitred.event_catalogue
with (security_invoker = true) as
select
    e.name,
    e.written_when,
    e.payload_keys
from
    (
        values
        (
            'booking.created', 'A booking was written.',
            array['source', 'actor', 'party_size', 'start_at', 'notify', 'immediately']
        ),
        (
            'booking.status_changed', 'A booking has another status than before.',
            array['from', 'to', 'actor', 'reason']
        ),
        (
            'booking.modification.pending',
            'Party or window of a booking were edited, its tables are released, and it is to be confirmed again.',
            array['pending_ref', 'source', 'actor', 'notify', 'from', 'to']
        ),
        (
            'booking.modification.confirmed', 'An edited booking has tables again.',
            array['pending_ref']
        ),
        (
            'booking.cancelled',
            'A booking was cancelled; declined: by the restaurant, before it was ever confirmed.',
            array['source', 'actor', 'reason', 'declined']
        ),
        (
            'booking.waits_for_staff', 'No job looks for tables of a booking any more: staff decide.',
            array['actor', 'reason']
        ),
        (
            'tables.assigned', 'A booking was given tables.',
            array['table_ids', 'start_at', 'end_at', 'actor', 'pinned']
        ),
        (
            'tables.unassigned', 'Tables were taken from a booking, or given up.',
            array['table_ids', 'actor', 'reason']
        ),
        (
            'tables.pinned', 'Staff named tables that a booking has: the planner leaves them there.',
            array['table_ids', 'actor']
        ),
        (
            'tables.blocked', 'Tables were taken out of service for a time; of no booking.',
            array['table_ids', 'block_ids', 'start_at', 'end_at', 'reason', 'actor']
        ),
        ('tables.unblocked', 'Blocks were ended; of no booking.', array['block_ids', 'actor']),
        (
            'hold.created', 'Tables are held for a booking until expires_at.',
            array['hold_id', 'table_ids', 'created_by', 'expires_at']
        ),
        (
            'hold.released', 'A hold was given up, or became an assignment, before its time was over.',
            array['hold_id', 'created_by', 'reason']
        ),
        ('hold.expired', 'A hold whose time was over was deleted.', array['hold_id', 'created_by', 'reason']),
        (
            'session.PROPOSED', 'A member of staff proposed tables that cannot be held, or lost the hold on them.',
            array['session_id', 'created_by', 'proposed_tables', 'reason']
        ),
        (
            'session.HELD', 'The tables that a member of staff proposed are held.',
            array['session_id', 'created_by', 'proposed_tables', 'reason']
        ),
        (
            'session.CONFIRMED', 'The tables of a session were assigned.',
            array['session_id', 'created_by', 'proposed_tables', 'reason']
        ),
        (
            'session.CANCELLED', 'A session was given up, or ended by a change of its booking.',
            array['session_id', 'created_by', 'proposed_tables', 'reason']
        ),
        (
            'session.EXPIRED', 'The hold of a session ran out.',
            array['session_id', 'created_by', 'proposed_tables', 'reason']
        ),
        (
            'assignment.conflict', 'A session met tables that somebody else has.',
            array['session_id', 'created_by', 'taken']
        ),
        (
            'auto_assign.succeeded', 'Automatic assignment found tables.',
            array['modification', 'attempt', 'table_ids']
        ),
        (
            'auto_assign.failed', 'Automatic assignment found no tables, or is switched off.',
            array['modification', 'attempt', 'reasons']
        ),
        (
            'email.sent',
            'Emails were sent: one (email_id, kind), or several of a restaurant (email_ids), then of no booking.',
            array['email_id', 'kind', 'email_ids']
        ),
        (
            'email.failed', 'An attempt to send an email failed, and is repeated.',
            array['email_id', 'kind', 'attempt', 'error', 'reason']
        ),
        (
            'email.dead', 'An email is not tried again: it needs review.',
            array['email_id', 'kind', 'attempt', 'error', 'reason']
        ),
        (
            'drift.repaired', 'Inconsistent rows were repaired, or a repair was undone; of no booking.',
            array['repair_id', 'kinds', 'undone']
        )
    ) as e (name, written_when, payload_keys);

comment on view maitred.event_catalogue is
'Every event in maitred.observability_events: its name, when it is written, and the keys that its payload may have. A key without value may be missing.';

grant select on maitred.event_catalogue to maitred_reader, maitred_worker;
