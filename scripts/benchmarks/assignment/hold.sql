-- A table is held for a waiting booking, and the hold becomes its assignment.
\set i :i + 1
\set n :base + :client_id * :share + :i
\set k :first_table + :n % :tables
select h.id as hold
from maitred.create_table_hold_v2(
    p_booking_id => md5('booking ' || :n)::uuid,
    p_table_ids => array[md5('table ' || :k)::uuid],
    p_created_by => md5('user ' || :client_id)::uuid
) as h \gset
select * from maitred.assign_tables_to_booking_from_hold_v3(
    p_hold_id => :hold,
    p_idempotency_key => 'bench',
    p_assigned_by => md5('user ' || :client_id)::uuid
);
