"""The SQL tests: pgTAP through pg_prove on a throw-away server, and what of the plpgsql they ran.

All files run in one database, one after another; each rolls back what it did. The profiler of plpgsql_check
counts the statements; its counters live in shared memory and survive a rollback.

``python -m harness.pgtap [-v] [file or folder ...]`` runs some of them, or all.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import psycopg

from . import HarnessError, migrations
from .database import Connection
from .embedded import EmbeddedServer, embedded_server

ROOT = Path(__file__).resolve().parent.parent
TESTS = ROOT / "sql" / "tests"
SUPPORT = TESTS / "support"
DATABASE = "maitred_pgtap"
SETTINGS = {"shared_preload_libraries": "plpgsql,plpgsql_check", "plpgsql_check.profiler": "on"}
SESSION = "-c client_min_messages=warning -c statement_timeout=60s -c lock_timeout=20s"

MUST_RUN = 0.90  # of all branches; fewer is a failure
SHOULD_RUN = 0.95

# A branch is a way that execution can take: the body of a function, of a loop, of each IF, ELSIF, ELSE, WHEN and
# exception handler, and the ELSE that is not written. One row each. (plpgsql_coverage_branches counts nearly the
# same, but takes a function without branches for covered though it never ran, and a CASE without ELSE for uncovered.)
BRANCHES = """
with statements as materialized (
    select p.oid, n.nspname || '.' || p.proname as function, s.stmtid, s.parent_stmtid, s.parent_note as note,
        s.block_num, s.lineno, s.exec_stmts as runs, s.stmtname
    from pg_catalog.pg_proc as p
        join pg_catalog.pg_namespace as n on n.oid = p.pronamespace
        join pg_catalog.pg_language as l on l.oid = p.prolang
        cross join lateral plpgsql_profiler_function_statements_tb(p.oid) as s
    where n.nspname in ('maitred', 'maitred_internal') and l.lanname = 'plpgsql'
),
written as (
    select oid, function, parent_stmtid, note, lineno, runs
    from statements
    where block_num = 1 and (parent_stmtid is null or note <> 'body')
),
unwritten as (
    select i.oid, i.function, i.stmtid, 'not entered', i.lineno, i.runs - sum(w.runs)
    from statements as i join written as w on w.oid = i.oid and w.parent_stmtid = i.stmtid
    where i.stmtname = 'IF'
    group by i.oid, i.function, i.stmtid, i.lineno, i.runs
    having bool_and(w.note <> 'else body')
)
select b.function, coalesce(b.note, 'never called'), b.lineno, b.runs > 0
from (select * from written union all select * from unwritten) as b
order by b.function, b.lineno
"""


class Result(NamedTuple):
    """How many tests passed and failed, and what pg_prove said."""

    passed: int
    failed: int
    report: str


class Branch(NamedTuple):
    """A branch of a function: what it is, the line of the body where it starts, and whether a test went there."""

    function: str
    note: str
    line: int
    ran: bool


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


@contextmanager
def prepared_server() -> Iterator[EmbeddedServer]:
    """Start a server with a migrated database, the extensions that tests need and their fixtures."""
    with embedded_server(settings=SETTINGS) as server:
        with psycopg.connect(server.create_database(DATABASE), autocommit=True) as connection:
            migrations.migrate(connection)
            connection.execute("create extension pgtap")
            connection.execute("create extension plpgsql_check")
            for file in sorted(SUPPORT.glob("*.sql")):
                with connection.transaction():
                    connection.execute(file.read_bytes())
            connection.execute("select plpgsql_profiler_reset_all()")
        yield server


def prove(server: EmbeddedServer, files: Sequence[Path], *, verbose: bool = False) -> Result:
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
        "PGDATABASE": DATABASE,
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
    broken = re.findall(r"^\S.* \(Wstat: .* Tests: \d+ Failed: (\d+)\)$", report, re.MULTILINE)
    failed = sum(int(number) for number in broken)
    passed = tests - failed
    failed += broken.count("0")
    if code != 0 or tests == 0:
        failed = max(failed, 1)
    return Result(passed, failed, report)


def branches(connection: Connection) -> list[Branch]:
    """Return every branch of every plpgsql function, as far as the profiler of this server saw."""
    return [Branch(*row) for row in connection.execute(BRANCHES)]


def coverage(found: Sequence[Branch]) -> float:
    """Return the share of branches that ran, 0 to 1."""
    return sum(branch.ran for branch in found) / len(found) if found else 1.0


def describe(found: Sequence[Branch]) -> str:
    """Tell, file by file, which branches no test took, and the total."""
    lines = []
    for function in sorted({branch.function for branch in found}):
        own = [branch for branch in found if branch.function == function]
        missed = [branch for branch in own if not branch.ran]
        if not missed:
            continue
        name, offset = _place(function)
        if missed[0].note == "never called":
            notes = "never called"
        else:
            notes = ", ".join(f"{branch.line + offset} {branch.note}" for branch in missed)
        lines.append(f"  {coverage(own):6.1%}  {name}: {notes}")
    functions = len({branch.function for branch in found})
    ran = sum(branch.ran for branch in found)
    lines.append(
        f"plpgsql branches run: {ran} of {len(found)} in {functions} functions, {coverage(found):.1%} "
        f"(goal {SHOULD_RUN:.0%}, below {MUST_RUN:.0%} fails; functions in SQL are not measured)"
    )
    return "\n".join(lines)


def _place(function: str) -> tuple[str, int]:
    """Return the file of a function, and what to add to a line of its body to get a line of the file."""
    for file in (ROOT / "sql" / "functions").rglob(f"{function.partition('.')[2]}.sql"):
        text = file.read_text()
        return str(file.relative_to(ROOT)), text.count("\n", 0, max(text.find("\nas $"), 0) + 1)
    return function, 0


def run() -> Result:
    """Run every test and measure; too few branches run is one more failure."""
    with prepared_server() as server:
        result = prove(server, find_tests())
        with psycopg.connect(server.dsn(DATABASE)) as connection:
            found = branches(connection)
    enough = coverage(found) >= MUST_RUN
    report = f"{result.report.rstrip()}\n{describe(found)}"
    return Result(result.passed + enough, result.failed + (not enough), report)


def main(arguments: Sequence[str]) -> int:
    """Run the files and folders named, with the coverage of the functions they are named after; none: run all."""
    verbose = "-v" in arguments
    paths = [Path(argument) for argument in arguments if argument != "-v"]
    try:
        if not paths:
            result = run()
        else:
            files = find_tests(paths)
            names = {file.parent.name for file in files}
            with prepared_server() as server:
                result = prove(server, files, verbose=verbose)
                with psycopg.connect(server.dsn(DATABASE)) as connection:
                    found = [b for b in branches(connection) if b.function.partition(".")[2] in names]
            if found:
                result = result._replace(report=f"{result.report.rstrip()}\n{describe(found)}")
    except HarnessError as error:
        print(error, file=sys.stderr)
        return 2
    print(result.report.rstrip())
    print(f"{result.passed} passed, {result.failed} failed")
    return int(result.failed > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
