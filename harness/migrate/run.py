"""Bringing a database to what the files under ``sql/`` say.

*Versioned* files (``migrations/NNNN_name.sql``) run once, in number order, each in a transaction of
its own with its ledger row inside. *Repeatable* files (``functions/**/*.sql``) are applied again
whenever their text changes, all changed ones in one transaction. Everything but the first file runs
as the role ``maitred_owner``.

Nothing here prints. Errors are ``HarnessError``: what they say is meant for the person at the terminal.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from .. import HarnessError
from ..database import Connection
from .apply import apply_repeatable, execute_file, run_versioned
from .files import FileError, Tree, load
from .ledger import has_ledger, read_ledger, refuse_problems, write_entry
from .plan import Step, Work, find_work
from .session import Report, fetch_value, locked, retrying, silent, transaction_as_owner


@dataclass(frozen=True)
class Result:
    """What a migration did, and the version the database is at now."""

    version: int
    steps: list[Step]


def migrate(
    connection: Connection,
    *,
    directory: Path | None = None,
    to: int | None = None,
    report: Report = silent,
    wait: float = 600,
) -> Result:
    """Bring the database up to date, or to version ``to``.

    directory: another ``sql`` folder than our own. report: told what happens, a line at a time.
    wait: seconds for which another migration's lock is waited for.
    """
    tree = load(directory)
    with locked(connection, report, wait):
        ledger = read_ledger(connection)
        refuse_problems(tree, ledger)
        steps = _work_through(connection, tree, find_work(connection, tree, ledger, to), report)
        return Result(read_ledger(connection).version, steps)


def rehearse(
    connection: Connection,
    *,
    directory: Path | None = None,
    to: int | None = None,
    report: Report = silent,
    wait: float = 600,
) -> Result:
    """Do what ``migrate`` would do, all of it in one transaction, and roll that back.

    Files that run outside a transaction are left out. Nothing is tried again when a lock is not free.
    """
    tree = load(directory)
    with locked(connection, report, wait), connection.transaction(force_rollback=True):
        ledger = read_ledger(connection)
        refuse_problems(tree, ledger)
        work = find_work(connection, tree, ledger, to)
        for file in work.versioned:
            if not file.transactional:
                report(f"{file.name} is not rehearsed: it runs outside a transaction")
        work = replace(work, versioned=[file for file in work.versioned if file.transactional])
        try:
            steps = _work_through(connection, tree, work, report, retry=lambda do, _: do())
        except FileError as error:
            error.outcome = "This was a rehearsal: nothing was applied."
            raise
        return Result(read_ledger(connection).version, steps)


def _work_through(
    connection: Connection,
    tree: Tree,
    work: Work,
    report: Report,
    retry: Callable[[Callable[[], list[Step]], Report], list[Step]] = retrying,
) -> list[Step]:
    steps: list[Step] = []
    for file in work.versioned:
        report(f"running {file.name}")
        steps += retry(partial(run_versioned, connection, file), report)
    if work.versioned and work.versioned[-1] is tree.versioned[-1]:
        # A migration may have dropped a view that stood in its way: see what is missing now.
        work = find_work(connection, tree, read_ledger(connection))
    if work.repeatable or work.vanished:
        report(f"applying {len(work.repeatable)} files of functions, views and triggers")
        steps += retry(partial(apply_repeatable, connection, tree, work), report)
    if has_ledger(connection):
        retry(partial(_ensure_partitions, connection), report)
    return steps


def baseline(
    connection: Connection, number: int, *, directory: Path | None = None, dry_run: bool = False
) -> list[Step]:
    """Take migrations 1 to ``number`` for applied, on a database that has their tables but no ledger."""
    tree = load(directory)
    if not 1 <= number <= tree.version:
        raise HarnessError(f"There is no migration {number}: the files are 1 to {tree.version}.")
    with locked(connection):
        if ledger := read_ledger(connection).version:
            raise HarnessError(f"The database has a ledger, and is at version {ledger}: there is nothing to assume.")
        if dry_run:
            return [Step("assume", file.name) for file in tree.versioned[:number]]
        with transaction_as_owner(connection):
            if not has_ledger(connection):
                first = tree.versioned[0]
                mine = [s for s in first.statements if "maitred_internal.migrations" in s.text]
                execute_file(connection, first, mine)
            for file in tree.versioned[:number]:
                write_entry(connection, "baseline", file, 0)
    return [Step("assume", file.name) for file in tree.versioned[:number]]


def _ensure_partitions(connection: Connection) -> list[Step]:
    exists = "select to_regprocedure('maitred_internal.ensure_partitions()') is not null"
    with transaction_as_owner(connection):
        if fetch_value(connection, exists):
            connection.execute("select maitred_internal.ensure_partitions()")
    return []
