-- What was installed here, and when. With its owner's rights: the ledger lies where nobody else may look, and of it
-- this shows neither checksums nor who ran it.
create or replace view maitred.installed as
select
    m.release,
    case when m.version is null then 'functions' else m.name end as migration,
    max(m.applied_at) as installed_at
from maitred_internal.migrations as m
group by m.release, case when m.version is null then 'functions' else m.name end;

comment on view maitred.installed is
'Which release installed which migration, and when; migration functions: the latest function or view of that release. Empty when maitred was loaded without its command.';

grant select on maitred.installed to maitred_reader, maitred_worker;
