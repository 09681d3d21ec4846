-- The rules alone, for a booking of a full day at two neighbouring tables of 60.
\set n random(0, 299)
\set k 2040 + random(0, 58)
select * from maitred.check_table_assignment(
    p_booking_id => md5('booking ' || (3000000000 + :n::bigint))::uuid,
    p_table_ids => array[md5('table ' || :k)::uuid, md5('table ' || (:k::int + 1))::uuid]
);
