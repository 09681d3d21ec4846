"""Every check of the project, one after another: what ``make test`` runs.

A check is a name and a function that returns how many tests passed and failed; a linter counts as one
test. To add one, add it to ``CHECKS``.
"""

import os
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from .. import HarnessError
from . import coverage, pgtap

ROOT = Path(__file__).resolve().parent.parent.parent
PROGRAMS = Path(sys.executable).parent


class Count(NamedTuple):
    """How many tests passed and failed."""

    passed: int
    failed: int


class Check(NamedTuple):
    """A check, whether it needs no database (``make lint``), and what runs it."""

    name: str
    static: bool
    run: Callable[[], Count]


def command(*arguments: str) -> Count:
    """Run a linter installed in the virtual environment; it is one test, and silent when all is well."""
    program = [str(PROGRAMS / arguments[0]), *arguments[1:]]
    done = subprocess.run(program, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        print(done.stdout.rstrip())
    return Count(int(done.returncode == 0), int(done.returncode != 0))


def pytest() -> Count:
    """Run the Python tests and count them; a run that breaks off counts as one more failure."""
    with tempfile.NamedTemporaryFile(suffix=".xml") as report:
        program = [sys.executable, "-m", "pytest", "--quiet", "--durations=5", f"--junit-xml={report.name}"]
        code = subprocess.run(program, cwd=ROOT).returncode
        suite = ElementTree.parse(report.name).find("testsuite") if Path(report.name).stat().st_size else None
    counts = dict(suite.items()) if suite is not None else {}
    failed = int(counts.get("failures", 0)) + int(counts.get("errors", 0))
    passed = int(counts.get("tests", 0)) - failed - int(counts.get("skipped", 0))
    return Count(passed, failed or int(code != 0))


def sql_tests() -> Count:
    """Run the pgTAP tests; where they cannot run, they have failed."""
    try:
        result = pgtap.run()
    except HarnessError as error:
        print(error)
        return Count(0, 1)
    print(result.report.rstrip())
    return Count(result.passed, result.failed)


def branches() -> Count:
    """Tell which branches of the plpgsql the pgTAP and pytest runs before this did not take; too many are a failure."""
    folder = os.environ.get(coverage.FOLDER)
    found = coverage.read(Path(folder)) if folder else []
    print(coverage.describe(found) if found else "Nobody counted them: that takes the pgTAP tests.")
    enough = bool(found) and coverage.share(found) >= coverage.MUST_RUN
    return Count(int(enough), int(not enough))


def migrations() -> list[str]:
    """Return the migrations' paths: squawk knows no folders."""
    return sorted(str(path.relative_to(ROOT)) for path in (ROOT / "sql" / "migrations").glob("*.sql"))


def shell_scripts() -> list[str]:
    """Return the paths of everything that bash runs."""
    files = [path for path in (ROOT / "scripts").rglob("*") if path.is_file()]
    return [str(path.relative_to(ROOT)) for path in [ROOT / ".ci" / "run", *sorted(files)] if _runs_in_bash(path)]


def _runs_in_bash(path: Path) -> bool:
    with path.open("rb") as file:
        first = file.readline()
    return first.startswith(b"#!") and b"bash" in first


CHECKS = [
    Check("ruff", True, partial(command, "ruff", "check", ".")),
    Check("ruff format", True, partial(command, "ruff", "format", "--check", ".")),
    Check("mypy", True, partial(command, "mypy", "harness")),
    Check("sqlfluff", True, partial(command, "sqlfluff", "lint", "--nocolor", "--processes", "2", "sql")),
    Check("bodies", True, partial(command, "python", "-m", "harness.dev.lint")),
    Check("squawk", True, partial(command, "squawk", "--reporter", "gcc", *migrations())),
    Check("shellcheck", True, partial(command, "shellcheck", *shell_scripts())),
    Check("pgTAP", False, sql_tests),
    Check("pytest", False, pytest),
    Check("coverage", False, branches),
]


def main(wanted: Sequence[str] = ()) -> int:
    """Run the checks named (``lint``: the static ones; none: all) and return the exit status."""
    names = {check.name for check in CHECKS}
    if unknown := set(wanted) - names - {"lint"}:
        print(f"No check is called {min(unknown)}: there are {', '.join(sorted(names))}, and lint.", file=sys.stderr)
        return 2
    chosen = [c for c in CHECKS if not wanted or c.name in wanted or ("lint" in wanted and c.static)]
    passed = failed = 0
    with tempfile.TemporaryDirectory() as folder:
        # Without plpgsql_check there is no counting, and no server that is told to load it.
        if not all(check.static for check in chosen) and "plpgsql_check" not in pgtap.missing():
            os.environ[coverage.FOLDER] = folder
        for check in chosen:
            print(f"== {check.name}", flush=True)
            started = time.monotonic()
            count = check.run()
            seconds = time.monotonic() - started
            print(f"   {check.name}: {count.passed} passed, {count.failed} failed in {seconds:.1f} s", flush=True)
            passed, failed = passed + count.passed, failed + count.failed
    print(f"{passed} passed, {failed} failed")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
