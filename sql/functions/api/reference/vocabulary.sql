-- What the words in columns and results mean. Kinds that have a catalogue of their own are read from it.
create or replace view maitred.vocabulary
with (security_invoker = true) as
select
    v.relation,
    v.column_name,
    v.value,
    v.meaning
from
    (
        values
        ('bookings', 'status', 'pending', 'No table yet, or being confirmed again after an edit.'),
        ('bookings', 'status', 'pending_allocation', 'Automatic assignment gave up: staff must act.'),
        ('bookings', 'status', 'confirmed', 'It has tables, and the guests are to come.'),
        ('bookings', 'status', 'seated', 'The guests sit at its tables.'),
        ('bookings', 'status', 'completed', 'The guests have left.'),
        ('bookings', 'status', 'cancelled', 'Called off, by the guest or by the restaurant.'),
        ('bookings', 'status', 'no_show', 'The guests did not come.'),
        ('bookings', 'source', 'guest', 'The guest, on a website for instance.'),
        ('bookings', 'source', 'ops', 'Staff.'),
        ('bookings', 'source', 'walk_in', 'Guests who came without a booking.'),
        ('bookings', 'source', 'import', 'Another system.'),
        ('manual_assignment_sessions', 'status', 'PROPOSED', 'Tables were proposed, and nothing holds them.'),
        ('manual_assignment_sessions', 'status', 'HELD', 'The proposed tables are held until hold_expires_at.'),
        ('manual_assignment_sessions', 'status', 'CONFIRMED', 'The tables were assigned. Final.'),
        ('manual_assignment_sessions', 'status', 'CANCELLED', 'Given up, or ended by a change of its booking. Final.'),
        ('manual_assignment_sessions', 'status', 'EXPIRED', 'The hold ran out. Final.'),
        ('manual_assignment_board', 'status', 'PROPOSED', 'Tables were proposed, and nothing holds them.'),
        ('manual_assignment_board', 'status', 'HELD', 'The proposed tables are held.'),
        ('manual_assignment_board', 'status', 'EXPIRED', 'The hold has run out, whether or not anything has noticed.'),
        ('allocations', 'kind', 'assignment', 'A booking has the table.'),
        ('allocations', 'kind', 'hold', 'Somebody holds the table.'),
        ('allocations', 'kind', 'block', 'The table is out of service.'),
        (
            'installation', 'email_policy', 'at_least_once',
            'An uncertain delivery is repeated, with the same Message-ID.'
        ),
        ('installation', 'email_policy', 'at_most_once', 'An uncertain delivery is put aside for review.'),
        ('repair_log', 'action', 'insert', 'The row was written.'),
        ('repair_log', 'action', 'update', 'The row was changed.'),
        ('repair_log', 'action', 'delete', 'The row was deleted.'),
        ('repair_assignment_drift', 'action', 'insert', 'The row is written.'),
        ('repair_assignment_drift', 'action', 'update', 'The row is changed.'),
        ('repair_assignment_drift', 'action', 'delete', 'The row is deleted.'),
        ('repair_assignment_drift', 'action', 'review', 'Nothing is done: somebody must choose.'),
        ('check_table_assignment', 'rule', 'booking_status', 'The status of the booking forbids it.'),
        ('check_table_assignment', 'rule', 'connected', 'The tables are not all neighbours of each other.'),
        ('check_table_assignment', 'rule', 'enough_seats', 'The tables have fewer seats than the party has guests.'),
        ('check_table_assignment', 'rule', 'free', 'A table is taken by another assignment, a hold or a block.'),
        (
            'check_table_assignment', 'rule', 'hold_rate',
            'One user took too many new holds for the booking within a minute.'
        ),
        ('check_table_assignment', 'rule', 'in_service', 'A table is not in service.'),
        ('check_table_assignment', 'rule', 'inside_service', 'The booking does not begin within a service.'),
        ('check_table_assignment', 'rule', 'max_party', 'A table takes smaller parties only.'),
        ('check_table_assignment', 'rule', 'min_party', 'A table takes larger parties only.'),
        ('check_table_assignment', 'rule', 'movable', 'A table cannot be moved to another.'),
        ('check_table_assignment', 'rule', 'one_zone', 'The tables stand in several zones.'),
        ('check_table_assignment', 'rule', 'pacing', 'The service has its arrivals or covers at that time.'),
        ('check_table_assignment', 'rule', 'service_overrun', 'The booking ends after its service.'),
        ('check_table_assignment', 'rule', 'spare_seats', 'More seats would stay empty than the restaurant likes.'),
        ('check_table_assignment', 'rule', 'table_count', 'The restaurant combines fewer tables.'),
        ('check_table_assignment', 'rule', 'window_mismatch', 'The window given is not that of the booking.'),
        ('check_table_assignment', 'severity', 'block', 'Assigning is refused.'),
        ('check_table_assignment', 'severity', 'warn', 'Assigning is possible.'),
        ('manual_assignment_sessions', 'problems.rule', 'session_status', 'The session is over, or was called off.'),
        ('explain_unassigned_booking', 'blocked_by', 'assignment', 'Another booking has the table.'),
        ('explain_unassigned_booking', 'blocked_by', 'hold', 'Somebody holds the table.'),
        ('explain_unassigned_booking', 'blocked_by', 'block', 'The table is out of service.'),
        ('auto_assign_booking', 'outcome', 'assigned', 'It has tables now, and is confirmed.'),
        ('auto_assign_booking', 'outcome', 'already_assigned', 'It had tables before.'),
        ('auto_assign_booking', 'outcome', 'no_table', 'Nothing fits; detail says why.'),
        ('auto_assign_booking', 'outcome', 'disabled', 'Automatic assignment is switched off.'),
        (
            'auto_assign_booking', 'outcome', 'not_assignable',
            'Not now: the booking is over or held, or staff decide; detail says which.'
        ),
        ('run_assignment_job', 'outcome', 'assigned', 'It has tables now, and is confirmed.'),
        ('run_assignment_job', 'outcome', 'already_assigned', 'It had tables before.'),
        ('run_assignment_job', 'outcome', 'no_table', 'Nothing fits; detail says why.'),
        ('run_assignment_job', 'outcome', 'disabled', 'Automatic assignment is switched off.'),
        (
            'run_assignment_job', 'outcome', 'not_assignable',
            'Not now: the booking is over or held, or staff decide; detail says which.'
        ),
        ('run_assignment_job', 'outcome', 'error', 'The attempt failed; detail has SQLSTATE and message.'),
        ('assignment_jobs', 'email_mode', 'standard', 'Confirming writes booking_confirmed.'),
        ('assignment_jobs', 'email_mode', 'modified', 'Confirming writes modification_confirmed.'),
        ('assignment_jobs', 'email_mode', 'none', 'Confirming writes no email.'),
        ('reoptimise_service', 'reason', 'moved', 'The booking sits at other tables than before.'),
        ('reoptimise_service', 'reason', 'seated', 'The booking had no tables.'),
        ('booking_assignment_idempotency', 'verb', 'assign', 'assign_tables_atomic_v2.'),
        ('booking_assignment_idempotency', 'verb', 'reassign', 'reassign_tables_atomic.'),
        ('booking_assignment_idempotency', 'verb', 'from_hold', 'assign_tables_to_booking_from_hold_v3.'),
        ('list_emails', 'state', 'ready', 'To be sent now.'),
        ('list_emails', 'state', 'scheduled', 'To be sent later.'),
        ('list_emails', 'state', 'claimed', 'A worker has it.'),
        ('list_emails', 'state', 'dead', 'Not tried again: it needs review.'),
        ('list_emails', 'state', 'sent', 'The mail server took it.'),
        ('list_emails', 'state', 'superseded', 'Taken back: a later change made it untrue.'),
        ('list_emails', 'state', 'expired', 'Not sent in time.'),
        ('list_emails', 'state', 'suppressed', 'Not to be sent: emails are switched off.'),
        ('fail_email', 'result', 'ready', 'It is tried again later.'),
        ('fail_email', 'result', 'dead', 'It is not tried again.'),
        ('outbox_dead', 'reason', 'permanent', 'The mail server refused it for good.'),
        ('outbox_dead', 'reason', 'exhausted', 'All attempts failed.'),
        ('outbox_dead', 'reason', 'uncertain', 'It may have been delivered.'),
        ('outbox_attempts', 'outcome', 'sent', 'The mail server took it.'),
        ('outbox_attempts', 'outcome', 'failed', 'Not sent; tried again.'),
        ('outbox_attempts', 'outcome', 'uncertain', 'It may have been delivered.'),
        ('outbox_attempts', 'outcome', 'dead', 'Not sent, and not tried again.'),
        ('outbox_attempts', 'outcome', 'released', 'A worker gave it back.'),
        ('outbox_attempts', 'outcome', 'lapsed', 'The lease of a worker ended first.'),
        ('outbox_attempts', 'outcome', 'superseded', 'Taken back: a later change made it untrue.'),
        ('outbox_attempts', 'outcome', 'expired', 'Not sent in time.'),
        ('outbox_attempts', 'outcome', 'suppressed', 'Not to be sent: emails are switched off.'),
        ('explain_booking', 'emails.state', 'waiting', 'To be sent now.'),
        ('explain_booking', 'emails.state', 'scheduled', 'To be sent later.'),
        ('explain_booking', 'emails.state', 'being sent', 'A worker has it.'),
        ('explain_booking', 'emails.state', 'dead', 'Not tried again: it needs review.'),
        ('explain_booking', 'emails.state', 'sent', 'The mail server took it.'),
        ('explain_booking', 'emails.state', 'superseded', 'Taken back: a later change made it untrue.'),
        ('explain_booking', 'emails.state', 'expired', 'Not sent in time.'),
        ('explain_booking', 'emails.state', 'suppressed', 'Not to be sent: emails are switched off.'),
        ('explain_booking', 'emails.state', 'lost', 'In no place: see the drift kind email_lost.'),
        ('email_metrics', 'name', 'emails_waiting', 'Emails to be sent now or later.'),
        ('email_metrics', 'name', 'emails_oldest_due_seconds', 'How long the oldest due email waits; label: its lane.'),
        ('email_metrics', 'name', 'emails_in_flight', 'Emails that workers have.'),
        ('email_metrics', 'name', 'emails_dead', 'Emails that need review; label: why.'),
        (
            'email_metrics', 'name', 'emails_outcomes_last_hour',
            'What became of emails within the hour; label: outcome.'
        ),
        ('email_metrics', 'name', 'jobs_waiting', 'Bookings for which a table is looked for.'),
        ('email_metrics', 'name', 'jobs_oldest_due_seconds', 'How long the oldest due job waits.'),
        ('email_metrics', 'label', 'prompt', 'Answers to what somebody did.'),
        ('email_metrics', 'label', 'scheduled', 'Reminders and review requests.'),
        ('email_catalogue', 'recipient', 'guest', 'The guest of the booking.'),
        ('email_catalogue', 'recipient', 'restaurant', 'The address of the restaurant.'),
        ('email_catalogue', 'leaves', 'prompt', 'As soon as a worker has it.'),
        ('email_catalogue', 'leaves', 'delayed', 'After installation.request_email_delay.'),
        ('email_catalogue', 'leaves', 'scheduled', 'Before the start or after the end of its booking.'),
        ('find_unwise_assignments', 'advice', 'out_of_service', 'A table is not in service any more.'),
        ('find_unwise_assignments', 'advice', 'too_few_seats', 'The tables have too few seats.'),
        ('find_unwise_assignments', 'advice', 'two_zones', 'The tables stand in several zones.'),
        (
            'find_unwise_assignments', 'advice', 'not_connected',
            'The tables are not neighbours, and the restaurant wants that.'
        ),
        ('find_unwise_assignments', 'advice', 'other_buffer', 'The time after it is not the buffer of today.'),
        ('plan_pruning', 'relation', 'bookings', 'Bookings.'),
        ('plan_pruning', 'relation', 'booking_table_assignments', 'Their assignments.'),
        ('plan_pruning', 'relation', 'emails', 'Emails, with their attempts.'),
        ('plan_pruning', 'relation', 'manual_assignment_sessions', 'Their sessions.'),
        ('plan_pruning', 'relation', 'table_blocks', 'Blocks that are over.'),
        ('plan_pruning', 'relation', 'observability_events', 'Events.'),
        ('plan_pruning', 'relation', 'overdue_jobs', 'Jobs of bookings that ended.'),
        ('plan_pruning', 'relation', 'repair_log', 'What repairs changed.'),
        ('prune_history', 'relation', 'bookings', 'Bookings.'),
        ('prune_history', 'relation', 'booking_table_assignments', 'Their assignments.'),
        ('prune_history', 'relation', 'emails', 'Emails, with their attempts.'),
        ('prune_history', 'relation', 'manual_assignment_sessions', 'Their sessions.'),
        ('prune_history', 'relation', 'table_blocks', 'Blocks that are over.'),
        ('prune_history', 'relation', 'observability_events', 'Events.'),
        ('prune_history', 'relation', 'overdue_jobs', 'Jobs of bookings that ended.'),
        ('prune_history', 'relation', 'repair_log', 'What repairs changed.'),
        ('prune_history', 'relation', 'table_holds', 'Holds.'),
        ('prune_history', 'relation', 'assignment_jobs', 'Jobs.'),
        ('prune_history', 'relation', 'booking_assignment_idempotency', 'Keys of assignments.'),
        ('prune_history', 'relation', 'booking_creation_idempotency', 'Keys of creations.'),
        ('prune_history', 'relation', 'freed_time', 'Notes of freed time that is past.'),
        ('migrations', 'kind', 'versioned', 'A numbered file, run once.'),
        ('migrations', 'kind', 'repeatable', 'A file of functions or views, applied when it changes.'),
        ('migrations', 'kind', 'baseline', 'A numbered file taken for applied.')
    ) as v (relation, column_name, value, meaning)
union all
select
    'error_catalogue' as relation,
    'code' as column_name,
    e.code as value,
    e.meaning
from maitred.error_catalogue as e
union all
select
    'observability_events' as relation,
    'name' as column_name,
    n.name as value,
    n.written_when as meaning
from maitred.event_catalogue as n
union all
select
    'list_emails' as relation,
    'kind' as column_name,
    k.kind as value,
    k.written_when as meaning
from maitred.email_catalogue as k
union all
select
    'find_assignment_drift' as relation,
    'kind' as column_name,
    d.kind as value,
    d.meaning
from maitred.drift_catalogue as d
union all
select
    'adoption_quarantine' as relation,
    'reason' as column_name,
    a.reason as value,
    a.meaning
from maitred.adoption_catalogue as a;

comment on view maitred.vocabulary is
'What each value means that a column of a relation, or of the result of a function, takes from a closed list; column_name result: what the function returns.';

grant select on maitred.vocabulary to maitred_reader;
