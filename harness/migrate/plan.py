"""What is to be done, and what stands in its way."""

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import psycopg

from .. import HarnessError
from ..database import Connection
from .files import Blocked, File, FileError, Tree, load
from .ledger import Entry, Ledger, Problem, compare, read_ledger, refuse_problems
from .objects import NOT_YET_THERE, inventory
from .session import transaction_as_owner


@dataclass(frozen=True)
class Work:
    """What would bring a database up to date."""

    versioned: list[File]
    repeatable: list[File]
    vanished: list[Entry]

    def __bool__(self) -> bool:
        return bool(self.versioned or self.repeatable or self.vanished)


def find_work(connection: Connection, tree: Tree, ledger: Ledger, to: int | None = None) -> Work:
    """Compare files and database. Functions belong to the last version, and wait until the tables are there."""
    if to is not None and not ledger.version <= to <= tree.version:
        if to > tree.version:
            raise HarnessError(f"There is no migration {to}: the files end at {tree.version}.")
        raise HarnessError(f"The database is at version {ledger.version}: there is no way back to {to}.")
    versioned = tree.versioned[ledger.version : to]
    if to is not None and to < tree.version:
        return Work(versioned, [], [])
    live = inventory(connection).keys()
    repeatable = [
        file
        for file in tree.repeatable
        if not (entry := ledger.repeatable.get(file.name))
        or entry.checksum != file.checksum
        or not live >= set(entry.objects)
    ]
    names = {file.name for file in tree.repeatable}
    return Work(
        versioned,
        repeatable,
        [e for name, e in sorted(ledger.repeatable.items()) if name not in names],
    )


class Step(NamedTuple):
    """One thing done: ``run`` a migration, ``apply`` a repeatable file, ``drop`` an object no file defines any more."""

    action: str
    name: str
    seconds: float = 0


@dataclass(frozen=True)
class Plan:
    """What ``migrate`` would do from this version on, and what stands in its way."""

    version: int
    work: Work
    blocked: list[Blocked]
    unchecked: list[str]

    @property
    def steps(self) -> list[Step]:
        """The steps, in order; objects are dropped when no other file defines them now."""
        run = [Step("run", file.name) for file in self.work.versioned]
        apply = [Step("apply", file.name) for file in self.work.repeatable]
        return run + apply + [Step("drop", name) for entry in self.work.vanished for name in entry.objects]

    @property
    def sql(self) -> str:
        """The text of the files that would run, in order."""
        files = [*self.work.versioned, *self.work.repeatable]
        return "\n".join(f"-- {file.name}\n\n{file.text}" for file in files)


def plan(connection: Connection, *, directory: Path | None = None, to: int | None = None) -> Plan:
    """Say what ``migrate`` would do; changes nothing and takes no lock."""
    tree = load(directory)
    ledger = read_ledger(connection)
    refuse_problems(tree, ledger)
    work = find_work(connection, tree, ledger, to)
    blocked: list[Blocked] = []
    unchecked: list[str] = []
    for file in work.versioned:
        try:
            require_no_blockers(connection, file, as_owner=ledger.version > 0)
        except Blocked as found:
            blocked.append(found)
        except FileError as error:
            if error.sqlstate not in NOT_YET_THERE:
                raise
            unchecked.append(error.file.name)
    return Plan(ledger.version, work, blocked, unchecked)


@dataclass(frozen=True)
class Status:
    """How files and database go together."""

    version: int
    target: int
    entries: list[Entry]
    work: Work
    problems: list[Problem]

    @property
    def code(self) -> int:
        """0 current, 1 something is pending, 2 drift, 3 the database is newer than the files."""
        kinds = {problem.kind for problem in self.problems}
        return 3 if "newer" in kinds else 2 if kinds else 1 if self.work else 0


def status(connection: Connection, *, directory: Path | None = None) -> Status:
    """Compare files and ledger; changes nothing and takes no lock."""
    tree = load(directory)
    ledger = read_ledger(connection)
    entries = [entry for _, entry in sorted(ledger.versioned.items())]
    entries += [entry for _, entry in sorted(ledger.repeatable.items())]
    problems = compare(tree, ledger)
    work = Work([], [], []) if problems else find_work(connection, tree, ledger)
    return Status(ledger.version, tree.version, entries, work, problems)


def require_no_blockers(connection: Connection, file: File, as_owner: bool) -> None:
    """Run the check file beside a migration, in a transaction that can change nothing."""
    if file.check is None:
        return
    with transaction_as_owner(connection, owner=as_owner):
        connection.execute("set transaction read only")
        for statement in file.check.statements:
            try:
                cursor = connection.execute(statement.text)
            except psycopg.Error as error:
                failure = FileError(file.check, error, statement)
                failure.outcome = f"Nothing of {file.name} was applied."
                raise failure from error
        if rows := cursor.fetchall():
            columns = [column.name for column in cursor.description or ()]
            raise Blocked(file, columns, rows)
