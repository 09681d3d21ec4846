-- Who may read what repairs and take-overs left: it holds guests' names and addresses, as the bookings do.
grant select on maitred.repair_log, maitred.adoption_quarantine to maitred_reader;
-- A monitoring login (a member of pg_monitor) sees what is installed and the gauges, and nothing of a guest's.
grant usage on schema maitred to pg_monitor;
