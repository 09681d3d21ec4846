"""The migrator on maitred's own files."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from .. import HarnessError
from .. import migrate as migrations
from ..database import connect
from ..migrate import files as sqlfiles
from ..migrate import verify as drift
from ..server import embedded
from ..server.embedded import EmbeddedServer, embedded_server


@pytest.fixture(scope="module")
def fresh_server() -> Iterator[EmbeddedServer]:
    """A server without our roles, which belong to the whole of it."""
    with embedded_server() as server:
        server.execute(sql.SQL("create role boss login createrole"))
        yield server


@pytest.fixture(scope="module")
def owned(fresh_server: EmbeddedServer) -> str:
    """A database migrated by its owner, who is no superuser."""
    fresh_server.create_database("owned", owner="boss")
    url = fresh_server.dsn("owned", user="boss")
    with connect(url) as connection:
        migrations.migrate(connection)
    return url


def test_a_second_time_does_nothing(database: str) -> None:
    with connect(database) as connection:
        assert migrations.migrate(connection).steps == []
        assert migrations.status(connection).code == 0


def test_a_migrated_database_is_as_its_files_say(database: str) -> None:
    with connect(database) as connection:
        assert drift.verify(connection) == []


def test_an_owner_who_may_create_roles_can_migrate(owned: str) -> None:
    with connect(owned) as connection:
        assert migrations.status(connection).code == 0
        assert drift.verify(connection) == []
        assert migrations.migrate(connection).steps == []


def test_everything_belongs_to_the_owner_role(owned: str) -> None:
    query = """
        select n.nspname || '.' || o.name from (
            select relname, relnamespace, relowner from pg_class where relkind <> 'i'
            union all select proname, pronamespace, proowner from pg_proc
            union all select typname, typnamespace, typowner from pg_type
            union all select nspname, oid, nspowner from pg_namespace
        ) as o (name, schema, owner) join pg_namespace as n on n.oid = o.schema
        where n.nspname in ('maitred', 'maitred_internal') and o.owner <> 'maitred_owner'::regrole
    """
    with connect(owned) as connection:
        assert connection.execute(query).fetchall() == []


def test_a_second_database_of_another_owner_needs_one_grant(fresh_server: EmbeddedServer, owned: str) -> None:
    assert owned
    fresh_server.execute(sql.SQL("create role neighbour login"))
    fresh_server.create_database("second", owner="neighbour")
    url = fresh_server.dsn("second", user="neighbour")
    with connect(url) as connection:
        with pytest.raises(HarnessError, match="0001_schemas_and_roles.sql"):
            migrations.migrate(connection)
        fresh_server.execute(sql.SQL("grant maitred_owner to neighbour"))
        migrations.migrate(connection)
        assert migrations.status(connection).code == 0


def test_a_rehearsal_on_an_empty_database_runs_every_file(empty_database: str) -> None:
    tree = sqlfiles.load()
    transactional = [file.name for file in (*tree.versioned, *tree.repeatable) if file.transactional]
    with connect(empty_database) as connection:
        assert [step.name for step in migrations.rehearse(connection).steps] == transactional
        assert migrations.status(connection).version == 0


def test_files_can_be_run_by_psql_alone(server: EmbeddedServer, empty_database: str) -> None:
    """Migrations first, as a user; then as the owner; functions with their bodies unchecked."""
    psql = embedded.find_binaries() / "psql"
    if not psql.exists():
        pytest.skip("this server comes without psql")
    tree = sqlfiles.load()
    folder = Path(sqlfiles.__file__).parent.parent.parent / "sql"
    for file in (*tree.versioned, *sorted(tree.repeatable, key=lambda one: one.name)):
        role = "" if file.version == 1 else "-c role=maitred_owner"
        command = [str(psql), "-qX", "-v", "ON_ERROR_STOP=1", "-1", "-d", empty_database, "-f", str(folder / file.name)]
        if not file.transactional:
            command.remove("-1")
        environment = {**os.environ, "PGOPTIONS": f"{role} -c check_function_bodies=off"}
        done = subprocess.run(command, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
    assert server.is_alive()


def test_the_template_is_what_a_test_gets(database: str) -> None:
    with psycopg.connect(database) as connection:
        row = connection.execute("select count(*) from maitred.bookings").fetchone()
    assert row == (0,)
