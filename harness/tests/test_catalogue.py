"""The SQL tests of the catalogue look for what must not be there: each is shown something, so that it can fail."""

import re
from collections.abc import Iterator

import psycopg
import pytest

from ..dev import pgtap
from ..server.embedded import EmbeddedServer

CATALOGUE = pgtap.TESTS / "catalogue"

FAULTS = """
    create table maitred.faulty (id int primary key, parent int references maitred.faulty);
    alter table maitred.faulty add check (id > 0) not valid;
    create table maitred.faulty_without_key (n int, m int);
    create index faulty_invalid on maitred.faulty_without_key (n);
    create index faulty_twice on maitred.faulty_without_key (n, m);
    update pg_index set indisvalid = false where indexrelid = 'maitred.faulty_invalid'::regclass;
    grant select on maitred.faulty to public;
    grant select (n) on maitred.faulty_without_key to public;
    alter table maitred.adoption_quarantine add faulty int references maitred.faulty;

    create type maitred.faulty_kind as enum ('a');
    comment on schema maitred_internal is null;
    grant usage on schema maitred_internal to public;
    alter default privileges for role maitred_owner in schema maitred grant execute on functions to public;

    create function maitred.faulty_call() returns int language plpgsql as 'declare v_unused int; begin return 1; end';
    create function maitred_internal.faulty_call() returns int language sql as 'select 1';
    create function maitred_internal.faulty_release() returns void language plpgsql as
        'begin delete from maitred.allocations; end';
    create function maitred_internal.faulty_trigger() returns trigger language plpgsql as 'begin return new; end';

    drop function maitred.watch_events();
    create function maitred.watch_events(p_how text) returns void language sql as '';
    drop function maitred.undo_seating;

    create table maitred.faulty_span (id int primary key, wait maitred.span, pause interval, faulty_name text);
    create function maitred.faulty_arguments(
        p_list text [], p_document jsonb, p_limit int, p_wait interval, p_word text, p_at timestamptz
    )
    returns boolean language plpgsql as 'begin return p_word ~ ''^(x+x+)+y''; end';
    drop function maitred_internal.check_claim;
    drop function maitred.plan_pruning;
    alter table maitred.zones drop constraint zones_have_a_name;

    do $$
    begin
        execute 'create or replace view maitred.error_catalogue as '
            || rtrim(pg_get_viewdef('maitred.error_catalogue'::regclass), ';')
            || ' union all select ''MD999'', ''never_raised'', '''', ''''';
    end
    $$;
"""
# Breaks off what asks further: for itself.
A_TABLE_IS_GONE = """
    alter table maitred_internal.adoption_rows rename to adoption_lines;
    alter table maitred.service_exceptions rename name to title;
    alter table maitred.service_periods rename name to title;
    alter table maitred.table_inventory rename name to title;
    alter table maitred.restaurants rename name to title;
"""


@pytest.fixture(scope="module")
def prepared() -> Iterator[EmbeddedServer]:
    if pgtap.missing():
        pytest.skip("pgTAP or plpgsql_check is not installed")
    with pgtap.prepared_server() as server:
        yield server


def results(server: EmbeddedServer, faults: str) -> dict[str, bool]:
    """Run the tests of the catalogue on a database with faults in it; tell which passed, by what they say."""
    dsn = server.create_database("faulty", pgtap.DATABASE)
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(faults.encode())
    report = pgtap.prove(server, pgtap.find_tests([CATALOGUE]), verbose=True, database="faulty").report
    server.drop_database("faulty")
    lines = re.findall(r"^(not )?ok \d+ - (.*)$", report, re.MULTILINE)
    assert lines, report
    return {said: not failed for failed, said in lines}


def test_every_test_of_the_catalogue_can_fail(prepared: EmbeddedServer) -> None:
    clean = results(prepared, "select")
    faulty = results(prepared, FAULTS) | {
        said: passed for said, passed in results(prepared, A_TABLE_IS_GONE).items() if not passed
    }
    assert all(clean.values()), clean
    assert not (never := [said for said in clean if faulty.get(said, True)]), "; ".join(never)
