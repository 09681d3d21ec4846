-- Everybody wants the same few tables at the same time: two neighbours of six, for one of twenty bookings.
\set n 2500000000 + random(0, 19)
\set k 2000 + random(0, 4)
call bench.want(md5('booking ' || :n)::uuid, array[md5('table ' || :k)::uuid, md5('table ' || (:k::int + 1))::uuid]);
