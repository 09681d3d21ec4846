-- The same bookings get a table and lose it again, each in a transaction of its own.
\set i :i + 1
\set n :base + :client_id * 250 + :i % 250
\set k :n % :tables
select * from maitred.assign_tables_atomic_v2(
    p_booking_id => md5('booking ' || :n)::uuid,
    p_table_ids => array[md5('table ' || :k)::uuid],
    p_idempotency_key => 'bench'
);
select * from maitred.unassign_tables_atomic(p_booking_id => md5('booking ' || :n)::uuid);
