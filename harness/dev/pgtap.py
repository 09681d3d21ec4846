"""The SQL tests: pgTAP through pg_prove on a throw-away server.

All files run in one database, one after another; each rolls back what it did.

``python -m harness.dev.pgtap [-v] [file or folder ...]`` runs some of them, or all.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import psycopg
from psycopg import sql

from .. import HarnessError, floor
from .. import migrate as migrations
from ..database import Connection
from ..races import invariants
from ..server.embedded import EmbeddedServer, embedded_server
from . import coverage

ROOT = Path(__file__).resolve().parent.parent.parent
TESTS = ROOT / "sql" / "tests"
SUPPORT = TESTS / "support"
DATABASE = "maitred_pgtap"
EXTENSIONS = ("pgtap", "plpgsql_check")
# The fixtures' finish() stands before pgTAP's.
SESSION = (
    "-c client_min_messages=warning -c statement_timeout=60s -c lock_timeout=20s -c search_path=maitred_test,public"
)


class Result(NamedTuple):
    """How many tests passed and failed, and what pg_prove said."""

    passed: int
    failed: int
    report: str


def find_tests(paths: Sequence[Path] = ()) -> list[Path]:
    """Return the test files at some paths, or all; a path without any is an error, not a success."""
    found: set[Path] = set()
    for path in paths or [TESTS]:
        files = [path] if path.suffix == ".sql" and path.is_file() else sorted(path.rglob("*.sql"))
        tests = [file.resolve() for file in files if not file.resolve().is_relative_to(SUPPORT)]
        if not tests:
            raise HarnessError(f"{path} holds no test: a test is a file called *.sql.")
        found.update(tests)
    for folder in (f for f in TESTS.iterdir() if f.is_dir() and f != SUPPORT):
        if not any(folder.rglob("*.sql")):
            raise HarnessError(f"{folder} holds no test: a test is a file called *.sql.")
    return sorted(found)


def missing() -> list[str]:
    """Return what the SQL tests need and nobody has installed."""
    with embedded_server() as server, psycopg.connect(server.dsn()) as connection:
        offered = {name for (name,) in connection.execute("select name from pg_available_extensions")}
    return [name for name in EXTENSIONS if name not in offered] + ([] if shutil.which("pg_prove") else ["pg_prove"])


@contextmanager
def prepared_server(
    database: str = DATABASE, settings: Mapping[str, str] = coverage.SETTINGS
) -> Iterator[EmbeddedServer]:
    """Start a server with a migrated database, the extensions that tests need and their fixtures."""
    if lacking := missing():
        raise HarnessError(f"The SQL tests need what is not installed: {' and '.join(lacking)}.")
    with embedded_server(settings=settings) as server:
        with psycopg.connect(server.create_database(database), autocommit=True) as connection:
            migrations.migrate(connection)
            for extension in EXTENSIONS:
                connection.execute(sql.SQL("create extension {}").format(sql.Identifier(extension)))
            invariants.install_drift_later(connection)
            install_fixtures(connection)
            connection.execute("select plpgsql_profiler_reset_all()")
        yield server


def install_fixtures(connection: Connection) -> None:
    """Load what the tests stand on, in one transaction."""
    with connection.transaction():
        floor.install(connection)
        for file in sorted(SUPPORT.glob("*.sql")):
            connection.execute(file.read_bytes())


def prove(server: EmbeddedServer, files: Sequence[Path], *, verbose: bool = False, database: str = DATABASE) -> Result:
    """Run test files, one after another, and show what fails."""
    psql = server.bin_directory / "psql"
    command = ["pg_prove", "--nocolor", "--norc", "--psql-bin", str(psql if psql.exists() else "psql")]
    command += ["--verbose"] if verbose else ["--failures", "--comments"]
    command += [str(file.relative_to(ROOT)) for file in files]
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("PG")},
        "PGHOST": str(server.socket_directory),
        "PGPORT": str(server.port),
        "PGUSER": "postgres",
        "PGDATABASE": database,
        "PGOPTIONS": SESSION,
        "PGCLIENTENCODING": "UTF8",
    }
    done = subprocess.run(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    report = done.stdout if verbose else re.sub(r"^\S+ \.+ ok\n", "", done.stdout, flags=re.MULTILINE)
    return summarise(report, done.returncode)


def summarise(report: str, code: int) -> Result:
    """Read the totals off pg_prove's report; a file that broke off counts as a failure, whatever it had passed."""
    totals = re.search(r"^Files=\d+, Tests=(\d+),", report, re.MULTILINE)
    tests = int(totals[1]) if totals else 0
    failures = re.findall(r"^\S.* \(Wstat: .* Tests: \d+ Failed: (\d+)\)$", report, re.MULTILINE)
    failed = sum(int(number) for number in failures)
    passed = tests - failed
    failed += failures.count("0")
    if code != 0 or tests == 0:
        failed = max(failed, 1)
    return Result(passed, failed, report)


def run() -> Result:
    """Run every test, and write down which branches they took."""
    with prepared_server() as server:
        result = prove(server, find_tests())
        with psycopg.connect(server.dsn(DATABASE)) as connection:
            coverage.write_down(coverage.measure(connection), coverage.ALL)
    return result


def main(arguments: Sequence[str]) -> int:
    """Run the files and folders named, or all, and tell what they covered of the functions they are named after."""
    verbose = "-v" in arguments
    paths = [Path(argument) for argument in arguments if argument != "-v"]
    try:
        files = find_tests(paths)
        names = {file.parent.name for file in files}
        with prepared_server() as server:
            result = prove(server, files, verbose=verbose)
            with psycopg.connect(server.dsn(DATABASE)) as connection:
                found = coverage.measure(connection)
    except HarnessError as error:
        print(error, file=sys.stderr)
        return 2
    print(result.report.rstrip())
    if paths:
        found = [branch for branch in found if branch.function.partition(".")[2] in names]
    if found:
        print(coverage.describe(found))
    print(f"{result.passed} passed, {result.failed} failed")
    return int(result.failed > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
