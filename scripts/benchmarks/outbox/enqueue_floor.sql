insert into bench.floor (recipient, payload) values ('guest@example.org', bench.payload(1));
