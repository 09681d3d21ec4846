-- What was installed here, and when.
create or replace view maitred.installed
with (security_invoker = true) as
select
    i.release,
    i.migration,
    i.installed_at
from maitred.applied_migrations() as i;

comment on view maitred.installed is
'Which release installed which migration, and when; migration functions: the latest function or view of that release. Empty when maitred was loaded without its command.';

grant select on maitred.installed to maitred_reader, maitred_worker, pg_monitor;
