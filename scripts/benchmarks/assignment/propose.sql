-- A member of staff proposes a table for a waiting booking and confirms it.
\set i :i + 1
\set n :base + :client_id * :share + :i
\set k :first_table + :n % :tables
select s.id as session
from maitred.propose_manual_assignment(
    p_booking_id => md5('booking ' || :n)::uuid,
    p_table_ids => array[md5('table ' || :k)::uuid],
    p_user_id => md5('user ' || :client_id)::uuid
) as s \gset
select s.status
from maitred.confirm_manual_assignment(
    p_session_id => :session,
    p_user_id => md5('user ' || :client_id)::uuid
) as s;
