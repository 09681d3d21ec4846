-- What the roles may read and write directly. Functions are granted in their own files, memberships in the first
-- migration.
grant select on
maitred.installation,
maitred.restaurants, maitred.zones, maitred.table_inventory, maitred.table_adjacencies,
maitred.service_periods, maitred.service_exceptions, maitred.turn_times,
maitred.booking_transitions, maitred.session_transitions,
maitred.bookings, maitred.booking_table_assignments, maitred.allocations,
maitred.table_holds, maitred.table_blocks, maitred.manual_assignment_sessions,
maitred.observability_events
to maitred_reader;

grant insert, update, delete on
maitred.restaurants, maitred.zones, maitred.table_inventory, maitred.table_adjacencies,
maitred.service_periods, maitred.service_exceptions, maitred.turn_times
to maitred_manager;
