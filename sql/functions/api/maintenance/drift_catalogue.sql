-- Every kind of drift, once: what it is, where it comes from, what it does and what a repair would do. The order is the
-- one in which repairs go, so that what an earlier one frees is there for a later one.
create or replace view maitred.drift_catalogue
with (security_invoker = true) as
select
    k.repair_order,
    k.kind,
    k.meaning,
    k.cause,
    k.consequence,
    k.repair,
    'drift_' || k.kind as find_function,
    k.repair_functions
from
    (
        values
        (
            1, 'duplicate_assignment',
            'A booking has a table more than once.',
            'The primary key was dropped, or an import went around it.',
            'Every retry of an assignment fails, and releasing the table frees it for one row only.',
            'Keeps the row of the booking''s own window and deletes the others.',
            array['repair_duplicate_assignment']
        ),
        (
            2, 'duplicate_allocation',
            'An assignment, a held table or a block has more than one allocation.',
            'A unique index of allocations was dropped, or an import went around it.',
            'A table is taken at a time that nobody asked for.',
            'Keeps the row that contains the owner''s window and deletes the others.',
            array['repair_duplicate_allocation']
        ),
        (
            3, 'row_without_booking',
            'An assignment, hold, session, ledger row or job of a booking that does not exist.',
            'The booking was deleted while foreign keys were off (a restore, replica mode).',
            'The table is taken for nobody.',
            'Deletes what belongs to the missing booking.',
            array['repair_row_without_booking']
        ),
        (
            4, 'row_without_table',
            'An assignment, allocation or block of a table that does not exist.',
            'The table was deleted while foreign keys were off (a restore, replica mode).',
            'Guests are confirmed for a table that is not there.',
            'Deletes the rows; where a confirmed or seated booking sits, it needs review.',
            array['repair_row_without_table']
        ),
        (
            5, 'session_without_hold',
            'A session is HELD and in time, but its hold is gone, or of another booking, end or set of tables.',
            'The hold was deleted by hand, or made in one call and lost in a crash before the next.',
            'A member of staff relies on tables that anybody can take.',
            'Makes the session PROPOSED and gives up its hold: propose again.',
            array['repair_hold']
        ),
        (
            6, 'hold_of_another_window',
            'A live hold keeps tables for another time than its booking''s.',
            'The booking or the hold was moved by hand.',
            'Somebody holds tables for guests who come at another time.',
            'Gives up the hold; its session becomes PROPOSED.',
            array['repair_hold']
        ),
        (
            7, 'hold_without_allocation',
            'A live hold does not keep a table that it names, or not until it expires.',
            'Its allocation was deleted or changed by hand.',
            'Somebody else is given the table that a member of staff relies on.',
            'Gives up the hold; its session becomes PROPOSED.',
            array['repair_hold']
        ),
        (
            8, 'tables_without_right',
            'A booking that is pending, cancelled or a no-show has a table.',
            'The status was changed by hand, or a cancellation freed nothing.',
            'The table is kept for nobody, or the guests are never told that it is theirs.',
            'Releases the tables; a pending booking gets a job that looks for others.',
            array['repair_status']
        ),
        (
            9, 'allocation_of_ended_booking',
            'A completed booking''s table is still taken, or a booking that is over still holds one.',
            'The status was changed by hand.',
            'The table cannot be given to anybody for that time.',
            'Frees the time; assignments of a completed booking stay as history.',
            array['repair_status']
        ),
        (
            10, 'session_of_ended_booking',
            'Somebody still works on the tables of a completed or cancelled booking.',
            'The status was changed by hand, or the session was brought back from a backup.',
            'A screen shows work that has no end, and the hold keeps tables from others.',
            'Cancels the session and gives up what it holds.',
            array['repair_consequence']
        ),
        (
            11, 'allocation_without_owner',
            'An allocation whose assignment, hold or block does not exist, or does not name its table.',
            'A crash or a clean-up script in a system without foreign keys; rows deleted in replica mode.',
            'The table cannot be given to anybody at that time, and no booking shows why.',
            'Frees the time, or writes the assignment again when its booking has too few seats without.',
            array['repair_allocation_without_owner']
        ),
        (
            12, 'assignment_window_differs',
            'An assignment''s window is not its booking''s.',
            'The booking was moved without its tables: an edit that did not go through modify_booking.',
            'The guests come when the table is somebody else''s; retrying the assignment fails with MD202.',
            'Moves the assignment to the booking''s window when the table is free; else it needs review.',
            array['repair_window']
        ),
        (
            13, 'allocation_not_covering',
            'An allocation does not contain the time of its assignment, hold or block.',
            'One row was moved and the other was not: an edit that did not go through the functions.',
            'The table is taken at the wrong time, and free when its guests arrive.',
            'Takes the window when the table is free; else it needs review. A hold is given up.',
            array['repair_hold', 'repair_block', 'repair_window']
        ),
        (
            14, 'allocation_too_long',
            'An allocation ends over 4 hours after its booking, hold or block, or begins over a day before it.',
            'It was stretched by hand, or its booking was moved by hand.',
            'The table cannot be given to anybody for hours or days in which nobody sits there.',
            'Takes the window with the restaurant''s buffer instead. A hold is given up.',
            array['repair_hold', 'repair_block', 'repair_window']
        ),
        (
            15, 'assignment_without_allocation',
            'A confirmed or seated booking has a table, but nothing keeps the table for it.',
            'The allocation was deleted by hand, or by an earlier release of something else.',
            'Somebody else is given the table; retrying the assignment fails with MD202, assignment_duplicate.',
            'Takes the table again when it is free; else it needs review.',
            array['repair_window']
        ),
        (
            16, 'overlapping_allocations',
            'Two allocations of one table at the same time.',
            'Allocations_no_overlap was dropped, or its index is damaged.',
            'Two parties are sent to one table; the constraint cannot be added again.',
            'Gives up holds in favour of bookings and blocks; between those it needs review.',
            array['repair_overlap']
        ),
        (
            17, 'block_without_allocation',
            'A block that is not over takes no time at its table.',
            'Its allocation was deleted by hand.',
            'Guests are sent to a table that is out of service.',
            'Takes the time when the table is free; else it needs review.',
            array['repair_block']
        ),
        (
            18, 'booking_without_tables',
            'A confirmed or seated booking has no table.',
            'Its assignments were deleted by hand, or by a system that kept the status.',
            'The guests were told that they have a table, and have none.',
            'A confirmed booking is pending again, with a job; where a seated one sits needs review.',
            array['repair_status']
        ),
        (
            19, 'merge_group_inconsistent',
            'Tables of one booking that do not share a merge group, or a single table that has one.',
            'One of the tables was deleted or added by hand.',
            'Screens show a combination that is none, or two parties for one.',
            'Gives the tables one merge group, a single table none.',
            array['repair_consequence']
        ),
        (
            20, 'ledger_without_assignment',
            'A request that was carried out under a key stands in the ledger, but not all of its tables do.',
            'Tables were released by something that did not know of the ledger.',
            'Repeating the request reports success, and the booking has no table.',
            'Deletes the ledger row: its key is free for any request.',
            array['repair_consequence']
        ),
        (
            21, 'job_unexpected',
            'A job stands for a booking that is confirmed, seated or over.',
            'The status was changed by hand.',
            'The worker looks for tables that nobody wants.',
            'Deletes the job.',
            array['repair_consequence']
        ),
        (
            22, 'job_missing',
            'A booking that has not begun is pending or pending_allocation, and no job is scheduled for it.',
            'The job was deleted by hand, or the booking was written by hand or made pending by hand.',
            'The guest waits for ever.',
            'Schedules the job: it looks immediately, or, where staff decide, when the booking starts.',
            array['repair_consequence']
        ),
        (
            23, 'email_missing',
            'A booking is in a status, or an open cycle, of which its guest was never told.',
            'The email was written outside of the change''s transaction, deleted or taken back by hand.',
            'The guest does not know whether there is a table, or that it is gone for now.',
            'Writes the email that the status requires; one that was taken back needs review.',
            array['repair_consequence']
        ),
        (
            24, 'email_lost',
            'An email was written and never finished, and is in no place, or it is in two.',
            'Rows of the outbox were deleted by hand, or restored without the others.',
            'In no place: it is never sent. In two: it is sent again, or after it was taken back.',
            'Makes it ready again, its attempts still counted; one in two places needs review.',
            array['repair_consequence']
        ),
        (
            25, 'options_outdated',
            'The combinations of tables that automatic assignment chooses from were not made from the floor as it is.',
            'Tables, adjacencies or settings were changed while triggers were off (a restore, replica mode).',
            'Guests are refused although a table is free, or the planner tries tables that are gone.',
            'Makes the combinations again.',
            array['repair_options']
        ),
        (
            26, 'status_of_another_event',
            'The last booking.status_changed event of a booking tells of another status than it has.',
            'The status was changed by hand.',
            'Dashboards and the history on the page of the booking show what is not so.',
            'Records an event that tells of the status as it is.',
            array['repair_consequence']
        )
    ) as k (repair_order, kind, meaning, cause, consequence, repair, repair_functions);

comment on view maitred.drift_catalogue is
'Every kind that find_assignment_drift reports: its meaning, cause and consequence, what repair_assignment_drift does about it, and the internal functions that find and repair it.';

grant select on maitred.drift_catalogue to maitred_reader;
