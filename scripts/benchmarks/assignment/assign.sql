-- One waiting booking gets one free table.
\set i :i + 1
\set n :base + :client_id * :share + :i
\set k :first_table + :n % :tables
select * from maitred.assign_tables_atomic_v2(
    p_booking_id => md5('booking ' || :n)::uuid,
    p_table_ids => array[md5('table ' || :k)::uuid],
    p_idempotency_key => 'bench'
);
