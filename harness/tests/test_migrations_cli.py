"""What the person at the terminal sees: sentences and exit statuses, never a traceback."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner, Result

from .. import cli
from ..dev import docs
from ..migrate import files as sqlfiles
from ..server.embedded import EmbeddedServer

Run = Callable[..., Result]
SECRET = "hush"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.delenv("DATABASE_URL", raising=False)

    def one(*arguments: str, url: str | None = None, answer: str | None = None) -> Result:
        environment = {"DATABASE_URL": url, "COLUMNS": "200"}
        return CliRunner().invoke(cli.main, arguments, env=environment, input=answer)

    return one


@pytest.mark.parametrize("command", [["migrate"], ["plan"], ["status"], ["verify"], ["repair"], ["baseline", "1"]])
def test_a_missing_url_is_named(run: Run, command: list[str]) -> None:
    done = run(*command)
    assert done.exit_code == 1
    assert done.stderr.startswith("DATABASE_URL is not set: export DATABASE_URL=postgresql://")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("nonsense", "The database URL is no PostgreSQL connection string"),
        ("mysql://localhost/x", "The database URL is no PostgreSQL connection string"),
        ("postgresql://u@127.0.0.1:1/x", "Cannot connect to the database: connection failed: connection to server at"),
        (
            "postgresql://u@127.0.0.1:port/x",
            'Cannot connect to the database: connection is bad: invalid integer value "port"',
        ),
        ("postgresql://u@no.such.host.invalid/x", "Cannot connect to the database: "),
    ],
)
def test_a_bad_url_is_one_sentence(run: Run, url: str, sentence: str) -> None:
    done = run("status", url=url)
    assert done.exit_code == 1
    assert sentence in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert "Traceback" not in done.output


@pytest.mark.parametrize(
    "command",
    [
        ["doctor"],
        ["explain", "00000000-0000-0000-0000-000000000000"],
        ["prune", "--older-than", "1 year"],
        ["outbox", "list"],
    ],
)
def test_a_database_that_was_never_migrated_is_named_as_such(run: Run, empty_database: str, command: list[str]) -> None:
    done = run(*command, url=empty_database)
    assert done.exit_code != 0
    assert "Migrate this database first: maitred migrate" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_missing_database_is_one_sentence(run: Run, server: EmbeddedServer) -> None:
    done = run("migrate", url=server.dsn("nowhere"))
    assert (done.exit_code, 'database "nowhere" does not exist' in done.stderr) == (1, True)


def test_a_wrong_password_is_one_sentence_without_the_password(run: Run, server: EmbeddedServer) -> None:
    rules = server.data_directory / "pg_hba.conf"
    before = rules.read_text()
    rules.write_text("host all locked_out all scram-sha-256\n" + before)
    with psycopg.connect(server.dsn(), autocommit=True) as connection:
        connection.execute("create role locked_out login password 'other'")
        connection.execute("select pg_reload_conf()")
    url = f"postgresql://locked_out:{SECRET}@127.0.0.1:{server.port}/postgres"
    done = run("status", url=url)
    rules.write_text(before)
    assert done.exit_code == 1
    assert 'password authentication failed for user "locked_out"' in done.stderr
    assert SECRET not in done.output


def test_the_url_can_be_an_option(run: Run, empty_database: str) -> None:
    assert run("--database-url", empty_database, "status").exit_code == 1


def test_from_nothing_to_current(run: Run, empty_database: str) -> None:
    last = f"{sqlfiles.load().version:04}"
    behind = run("status", url=empty_database)
    assert (behind.exit_code, "Behind: run migrate." in behind.stdout) == (1, True)
    planned = run("plan", url=empty_database)
    assert planned.exit_code == 0
    assert "migrations/0001_schemas_and_roles.sql" in planned.stdout
    assert "create schema maitred" in run("plan", "--sql", url=empty_database).stdout
    rehearsed = run("plan", "--dry-run", url=empty_database)
    assert (rehearsed.exit_code, "All of it was rolled back." in rehearsed.stdout) == (0, True)
    migrated = run("migrate", url=empty_database)
    assert migrated.exit_code == 0
    assert f"the database is at version {last}." in migrated.stdout
    again = run("migrate", url=empty_database)
    assert again.stdout == f"Up to date: the database is at version {last}.\n"
    assert run("status", url=empty_database).exit_code == 0
    assert run("verify", url=empty_database).stdout == "Everything is as the files have it.\n"
    assert run("repair", url=empty_database).stdout == "Nothing to repair.\n"


def test_a_database_newer_than_the_files_exits_3(run: Run, database: str) -> None:
    with psycopg.connect(database) as connection:
        connection.execute(
            "insert into maitred_internal.migrations (kind, name, version, checksum) "
            "values ('versioned', 'migrations/9999_later.sql', 9999, repeat('0', 64))"
        )
    done = run("status", url=database)
    assert (done.exit_code, "migrations/9999_later.sql was applied" in done.stderr) == (3, True)
    assert run("migrate", url=database).exit_code == 1


def test_drift_exits_2_and_repair_asks_first(run: Run, database: str) -> None:
    with psycopg.connect(database) as connection:
        connection.execute("grant execute on function maitred.seat_booking to public")
        connection.execute("update maitred_internal.migrations set checksum = repeat('0', 64) where version = 2")
    assert run("status", url=database).exit_code == 2
    found = run("verify", url=database)
    assert found.exit_code == 2
    assert "granted, but not by its file: public: execute" in found.stdout
    refused = run("repair", url=database, answer="n\n")
    assert (refused.exit_code, run("verify", url=database).exit_code) == (1, 2)
    repaired = run("repair", "--yes", url=database)
    assert repaired.exit_code == 0, repaired.output
    assert run("verify", url=database).exit_code == 0


def test_a_baseline_asks_first(run: Run, database: str) -> None:
    with psycopg.connect(database) as connection:
        connection.execute("drop table maitred_internal.migrations")
    last = str(sqlfiles.load().version)
    assert run("baseline", last, url=database, answer="n\n").exit_code == 1
    assert run("baseline", last, "--yes", url=database).exit_code == 0
    assert run("migrate", url=database).exit_code == 0
    assert run("verify", url=database).exit_code == 0


def test_blockers_are_a_table(run: Run, empty_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "migrations"
    folder.mkdir()
    (folder / "0001_first.sql").write_text("select 1;")
    (folder / "0001_first.check.sql").write_text("select 7 as dish, 'no [red]price[/red]' as problem;")
    monkeypatch.setattr(sqlfiles, "sql_directory", lambda: tmp_path)
    for command in ("migrate", "plan"):
        done = run(command, url=empty_database)
        assert done.exit_code == 1
        assert "no [red]price[/red]" in done.output
        assert "migrations/0001_first.sql cannot start: 1 row in its way." in done.stderr


def test_an_error_of_the_database_is_a_line_not_a_traceback(run: Run, database: str) -> None:
    with psycopg.connect(database) as connection:
        connection.execute("alter table maitred_internal.migrations drop column release cascade")
    done = run("status", url=database)
    assert (done.exit_code, "Traceback" in done.output) == (1, False)
    assert done.stderr == '42703: column "release" does not exist\n'


def test_the_reference_is_written_from_the_database(tmp_path: Path) -> None:
    written = {path.relative_to(tmp_path).as_posix(): path.read_text(encoding="utf-8") for path in docs.write(tmp_path)}
    assert "### assign_tables_atomic_v2" in written["functions.md"]
    assert "p_start_at timestamptz DEFAULT NULL,\n" in written["functions.md"]
    assert "| MD201 | table_overlap |" in written["errors.md"]
    longer_than_a_name = "set by an edit, cleared by confirmation or cancellation."
    assert longer_than_a_name in written["tables.md"]
    assert "    pending --> confirmed\n" in written["states.md"]
    assert "\n## assign_tables_atomic_v2\n" in written["internals/calls.md"]
    kept = docs.ROOT / "docs"
    stale = [name for name, text in written.items() if (kept / name).read_text(encoding="utf-8") != text]
    assert stale == [], "make docs writes them again"


def test_it_runs_as_a_module() -> None:
    root = docs.ROOT
    done = subprocess.run([sys.executable, "-m", "harness", "--help"], cwd=root, capture_output=True, text=True)
    assert "Keep a restaurant's tables straight" in done.stdout


@pytest.mark.parametrize("target", ["migrate", "plan", "status", "worker", "drain"])
def test_make_names_the_missing_variable(target: str) -> None:
    root = docs.ROOT
    environment = {name: text for name, text in os.environ.items() if name != "DATABASE_URL"}
    done = subprocess.run(["make", "-s", target], cwd=root, env=environment, capture_output=True, text=True)
    assert done.returncode != 0
    assert done.stderr.startswith("DATABASE_URL is not set: export DATABASE_URL=")
