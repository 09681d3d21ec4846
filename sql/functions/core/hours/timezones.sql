-- The time zones that a restaurant can be in: the IANA names of this machine, without what another machine means
-- something else by (localtime, posixrules), second names of the same zones (posix/...) and zones with leap seconds
-- (right/...).
create or replace view maitred_internal.timezones
with (security_invoker = true) as
select z.name
from pg_timezone_names as z
where z.name !~ '^((posix|right)/|localtime$|posixrules$)';

comment on view maitred_internal.timezones is 'IANA names of time zones that PostgreSQL knows.';
