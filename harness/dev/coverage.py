"""How much of the plpgsql the tests ran, branch by branch.

The profiler of plpgsql_check counts statements in shared memory; its counters survive a rollback. Each database that
tests ran in is asked for them before it goes, and the answers are put together.
"""

import json
import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from itertools import count, groupby
from pathlib import Path
from typing import NamedTuple

import psycopg

from ..database import Connection

ROOT = Path(__file__).resolve().parent.parent.parent
SETTINGS = {"shared_preload_libraries": "plpgsql,plpgsql_check", "plpgsql_check.profiler": "on"}
FOLDER = "MAITRED_COVERAGE"  # environment: where to write down what was run, if anywhere

ALL = "all.json"  # what pgTAP writes: every branch there is

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
    where n.nspname in ('maitred', 'maitred_internal') and l.lanname = 'plpgsql' and {which}
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
EVERY = "true"
CALLED = "p.oid in (select f.funcoid from plpgsql_profiler_functions_all() as f)"

_numbers = count(1)


class Branch(NamedTuple):
    """A branch of a function: what it is, the line of the body where it starts, and whether a test went there."""

    function: str
    note: str
    line: int
    ran: bool


def measure(connection: Connection, which: str = EVERY) -> list[Branch]:
    """Return the branches of every function, or of every one CALLED, as far as they ran in this database."""
    return [Branch(*row) for row in connection.execute(BRANCHES.format(which=which).encode())]


def write_down(found: Iterable[Branch], name: str) -> None:
    """Keep what was run for ``read``, if anybody wants it."""
    if folder := os.environ.get(FOLDER):
        (Path(folder) / name).write_text(json.dumps(list(found)))


def write_down_and_forget(url: str) -> None:
    """Keep what was run in a database that is about to be dropped, and make room for the next."""
    if not os.environ.get(FOLDER):
        return
    with suppress(psycopg.Error), psycopg.connect(url, autocommit=True) as connection:
        connection.execute("create extension if not exists plpgsql_check")
        write_down(measure(connection, CALLED), f"{os.getpid()}-{next(_numbers)}.json")
        connection.execute("select plpgsql_profiler_reset(f.funcoid) from plpgsql_profiler_functions_all() as f")


def read(folder: Path) -> list[Branch]:
    """Put together what was written down: a branch of those in ``ALL`` ran if it ran anywhere."""
    runs: dict[tuple[str, str, int], bool] = {}
    with suppress(FileNotFoundError):
        runs = {(function, note, line): ran for function, note, line, ran in json.loads((folder / ALL).read_text())}
    for path in folder.glob("*.json"):
        for function, note, line, ran in json.loads(path.read_text()):
            if ran and (function, note, line) in runs:
                runs[function, note, line] = True
    return [Branch(*key, ran) for key, ran in runs.items()]


def share(found: Sequence[Branch]) -> float:
    """Return the share of branches that ran, 0 to 1."""
    return sum(branch.ran for branch in found) / len(found) if found else 1.0


def describe(found: Sequence[Branch]) -> str:
    """Tell, file by file, which branches no test took, and the total."""
    ordered = sorted(found, key=lambda branch: (branch.function, branch.line))
    lines = []
    functions = 0
    for function, group in groupby(ordered, key=lambda branch: branch.function):
        functions += 1
        own = list(group)
        missed = [branch for branch in own if not branch.ran]
        if not missed:
            continue
        name, offset = _place(function)
        notes = ", ".join(f"{branch.line + offset} {branch.note}" for branch in missed)
        if any(branch.note == "never called" for branch in missed):
            notes = "never called"
        lines.append(f"  {share(own):6.1%}  {name}: {notes}")
    ran = sum(branch.ran for branch in found)
    lines.append(
        f"plpgsql branches run: {ran} of {len(found)} in {functions} functions, {share(found):.1%} "
        f"(goal {SHOULD_RUN:.0%}, below {MUST_RUN:.0%} fails; functions in SQL are not measured)"
    )
    return "\n".join(lines)


def _place(function: str) -> tuple[str, int]:
    """Return the file of a function, and what to add to a line of its body to get a line of the file."""
    for file in (ROOT / "sql" / "functions").rglob(f"{function.partition('.')[2]}.sql"):
        text = file.read_text()
        return str(file.relative_to(ROOT)), text.count("\n", 0, max(text.find("\nas $"), 0) + 1)
    return function, 0
