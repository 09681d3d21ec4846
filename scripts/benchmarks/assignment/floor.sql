-- The floor: one bare INSERT a transaction under the same EXCLUDE constraint, and nothing else.
\set i :i + 1
\set n :base + :client_id * :share + :i
\set k :first_table + :n % :tables
\set r :k / 40
\set slot :n % 1000000000 / :tables
insert into bench.floor (restaurant_id, table_id, during)
values (
    md5('restaurant ' || :r)::uuid, md5('table ' || :k)::uuid,
    tstzrange(
        timestamptz '2031-01-01 06:00+00' + :slot::int * interval '2 hours',
        timestamptz '2031-01-01 08:00+00' + :slot::int * interval '2 hours'
    )
);
