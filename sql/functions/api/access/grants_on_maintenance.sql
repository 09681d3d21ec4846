-- Who may read what repairs and take-overs left: it holds guests' names and addresses, as the bookings do.
grant select on maitred.repair_log, maitred.adoption_quarantine to maitred_reader;
