"""Bringing a database to what the files under ``sql/`` say, and telling how far it is from that.

*Versioned* files (``migrations/NNNN_name.sql``) run once, in number order, each in a transaction of
its own with its ledger row inside. *Repeatable* files (``functions/**/*.sql``) are applied again
whenever their text changes, all changed ones in one transaction. Everything but the first file runs
as the role ``maitred_owner``.

Nothing here prints. Errors are ``HarnessError``: what they say is meant for the person at the terminal.
"""

import random
import re
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, LiteralString, NamedTuple, TypeVar

import psycopg
from psycopg import sql
from psycopg.rows import class_row

from . import HarnessError
from .database import Connection
from .sqlfiles import LOCK_TIMEOUT, File, Statement, Tree, load

T = TypeVar("T")
Report = Callable[[str], None]

OWNER = "maitred_owner"
LOCK_KEY = 7_233_176_401  # of the advisory lock; any number that nothing else in the database uses
ATTEMPTS = 10  # at a lock that others hold, over about a minute
RETRIED = {"55P03", "40P01"}  # lock not available, deadlock
NOT_YET_THERE = {"42P01", "42883", "42704", "42703"}  # the file that defines it comes later
NOT_REPLACEABLE = {"42P13", "42P16", "42725"}  # another return type, other columns, an old overload
OUR_SCHEMAS = "array['maitred', 'maitred_internal']::name[]"


def silent(_: str) -> None:
    """Report nothing."""


MAY_NOT = (
    "Run it as the role that migrated before, or the first time as a superuser or a role with CREATEROLE and CREATE on "
    "the database."
)


class FileError(HarnessError):
    """A file failed: where, why, and in what state that leaves the database."""

    def __init__(self, file: File, error: psycopg.Error, statement: Statement | None = None) -> None:
        self.file = file
        self.sqlstate = error.sqlstate
        self.line = _line(file, error, statement)
        self.problem = error.diag.message_primary or " ".join(str(error).split())
        hint = error.diag.message_hint or (MAY_NOT if error.sqlstate == "42501" else None)
        self.notes = {"DETAIL": error.diag.message_detail, "HINT": hint}
        self.outcome = "Nothing was applied: functions, views and triggers are as they were."
        super().__init__()

    def __str__(self) -> str:
        where = f"{self.file.name}:{self.line}" if self.line else self.file.name
        lines = [f"{where}: {self.sqlstate or 'connection'}: {self.problem}"]
        lines += [f"{name}: {text}" for name, text in self.notes.items() if text]
        return "\n".join([*lines, self.outcome])


class Blocked(HarnessError):
    """A check file returned rows: what stands in the way of its migration."""

    def __init__(self, file: File, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
        self.file, self.columns, self.rows = file, columns, rows
        count = f"{len(rows)} row{'s' if len(rows) > 1 else ''}"
        super().__init__(f"{file.name} cannot start: {count} in its way. Nothing of it was applied.")


def _line(file: File, error: psycopg.Error, statement: Statement | None) -> int | None:
    """Return the line of the file that an error is about: as near as the server tells."""
    diag = error.diag
    if diag.internal_query and diag.internal_position and diag.internal_query in file.text:
        start = file.text.index(diag.internal_query)
        within = diag.internal_query[: int(diag.internal_position) - 1]
        return file.text.count("\n", 0, start) + 1 + within.count("\n")
    if statement is None:
        return None
    if diag.statement_position:
        before = statement.text[: int(diag.statement_position) - 1]
        return statement.line + before.count("\n")
    body = re.search(r"\$\w*\$", statement.text)
    inline = re.search(r"inline_code_block line (\d+)", diag.context or "")
    if body and inline and statement.text[:2].lower() == "do":
        return statement.line + statement.text.count("\n", 0, body.end()) + int(inline[1]) - 1
    return statement.line


# ---------------------------------------------------------------------------------------------------------------------
# The session: lock, transaction, retry
# ---------------------------------------------------------------------------------------------------------------------


@contextmanager
def locked(connection: Connection, report: Report = silent, wait: float = 600) -> Iterator[None]:
    """Keep other migrators out. Polls, since waiting in the lock would deadlock with CREATE INDEX CONCURRENTLY.

    report: told who holds the lock, whenever that changes. wait: seconds before giving up.
    """
    if not connection.autocommit:
        raise ValueError("migrations need a connection in autocommit mode")
    deadline, holder = time.monotonic() + wait, ""
    while not _value(connection, "select pg_try_advisory_lock(%s)", [LOCK_KEY]):
        if (now := _lock_holder(connection)) != holder:
            holder = now
            report(f"waiting for another migration: {holder}")
        if time.monotonic() > deadline:
            raise HarnessError(f"Another migration is running: {holder}. Nothing was applied.")
        time.sleep(random.uniform(0.1, 0.3))
    try:
        yield
    finally:
        if not connection.closed:
            connection.execute("select pg_advisory_unlock(%s)", [LOCK_KEY])


def _lock_holder(connection: Connection) -> str:
    found = connection.execute(
        """
        select a.pid, a.usename, a.application_name, a.client_addr
        from pg_catalog.pg_locks as l join pg_catalog.pg_stat_activity as a using (pid)
        where l.locktype = 'advisory' and l.granted and l.objsubid = 1
            and l.database = (select d.oid from pg_database as d where d.datname = current_database())
            and (l.classid::bigint << 32) | l.objid::bigint = %s
        """,
        [LOCK_KEY],
    ).fetchone()
    if found is None:
        return "somebody who is just finishing"
    pid, user, application, address = found
    return f"process {pid}, user {user}, {application or 'no application name'}, from {address or 'this machine'}"


@contextmanager
def transaction_as_owner(
    connection: Connection, *, lock_timeout: str = LOCK_TIMEOUT, owner: bool = True
) -> Iterator[None]:
    """Open a transaction, or a savepoint in one, that waits little for locks, and act as the owner in it."""
    with connection.transaction():
        connection.execute(
            """
            select set_config('lock_timeout', %s, true), set_config('statement_timeout', '0', true),
                set_config('idle_in_transaction_session_timeout', '0', true)
            """,
            [lock_timeout],
        )
        if owner:
            _become_owner(connection)
        yield


def _become_owner(connection: Connection) -> None:
    user = connection.info.user
    try:
        connection.execute(f"set local role {OWNER}")
    except psycopg.errors.InsufficientPrivilege:
        raise HarnessError(f"User {user} may not act as {OWNER}: have GRANT {OWNER} TO {user} run.") from None
    except psycopg.errors.InvalidParameterValue:
        raise HarnessError(f"There is no role {OWNER}: this database has never been migrated.") from None


def retrying(work: Callable[[], T], report: Report) -> T:
    """Do some work, again and again while others hold a lock it needs, and longer apart each time."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return work()
        except (FileError, psycopg.Error) as error:
            if error.sqlstate not in RETRIED or attempt == ATTEMPTS:
                raise
            pause = min(0.1 * 2**attempt, 10) * random.uniform(0.5, 1.5)
            report(f"{str(error).splitlines()[0]}; trying again in {pause:.1f} s")
            time.sleep(pause)
    raise AssertionError("unreachable")


def _value(connection: Connection, query: LiteralString, parameters: Sequence[Any] = ()) -> Any:
    row = connection.execute(query, parameters).fetchone()
    return row[0] if row else None


# ---------------------------------------------------------------------------------------------------------------------
# The ledger
# ---------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Entry:
    """A row of the ledger, ``maitred_internal.migrations``."""

    kind: str
    name: str
    version: int | None
    checksum: str
    applied_by: str
    applied_at: datetime
    duration: timedelta | None
    release: str | None
    objects: list[str]


@dataclass(frozen=True)
class Ledger:
    """What was applied: versioned files by number, repeatable ones by name."""

    versioned: dict[int, Entry] = field(default_factory=dict)
    repeatable: dict[str, Entry] = field(default_factory=dict)

    @property
    def version(self) -> int:
        """The highest number applied, 0 when none is."""
        return max(self.versioned, default=0)


def read_ledger(connection: Connection) -> Ledger:
    """Read the ledger; a database without one has had nothing applied."""
    if not _has_ledger(connection):
        return Ledger()
    with connection.transaction(), connection.cursor(row_factory=class_row(Entry)) as cursor:
        _become_owner(connection)
        entries = cursor.execute(
            """
            select kind, name, version, checksum, applied_by, applied_at, duration, release, objects
            from maitred_internal.migrations
            """
        ).fetchall()
    return Ledger(
        {entry.version: entry for entry in entries if entry.version is not None},
        {entry.name: entry for entry in entries if entry.version is None},
    )


def _has_ledger(connection: Connection) -> bool:
    # Not to_regclass: that needs the right to look into the schema.
    return bool(
        _value(
            connection,
            """
            select exists (
                select from pg_catalog.pg_class as c
                    join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
                where n.nspname = 'maitred_internal' and c.relname = 'migrations'
            )
            """,
        )
    )


def _record(connection: Connection, kind: str, file: File, seconds: float, objects: Iterable[str] = ()) -> None:
    connection.execute(
        """
        insert into maitred_internal.migrations (kind, name, version, checksum, duration, release, objects)
        values (%s, %s, %s, %s, %s, %s, %s)
        on conflict (kind, name) do update set checksum = excluded.checksum, applied_by = session_user,
            applied_at = clock_timestamp(), duration = excluded.duration, release = excluded.release,
            objects = excluded.objects
        """,
        [
            kind,
            file.name,
            file.version,
            file.checksum,
            timedelta(seconds=seconds),
            release(),
            sorted(objects),
        ],
    )


def release() -> str:
    """Return the version of this package."""
    try:
        return version("maitred")
    except PackageNotFoundError:
        return "unreleased"


@dataclass(frozen=True)
class Problem:
    """Why files and database do not go together: ``newer`` (the database is ahead), else ``drift``."""

    kind: str
    name: str
    text: str


def compare(tree: Tree, ledger: Ledger) -> list[Problem]:
    """List what forbids migrating: landed files that changed or are missing, gaps, a newer database."""
    problems = []
    for number, entry in sorted(ledger.versioned.items()):
        if number > tree.version:
            text = f"{entry.name} was applied, and these files end at {tree.version:04}: the database is newer."
            problems.append(Problem("newer", entry.name, text))
            continue
        file = tree.versioned[number - 1]
        if file.name != entry.name:
            text = f"{entry.name} was applied, but is missing; {file.name} has its number."
            problems.append(Problem("drift", entry.name, text))
        elif file.checksum != entry.checksum:
            text = f"{file.name} has changed since it was applied on {entry.applied_at:%Y-%m-%d}."
            problems.append(Problem("drift", file.name, text))
    for file in tree.versioned[: ledger.version]:
        if file.version not in ledger.versioned:
            text = f"{file.name} was never applied, though {ledger.version:04} was: it is out of order."
            problems.append(Problem("drift", file.name, text))
    return problems


def _refuse(tree: Tree, ledger: Ledger) -> None:
    if problems := compare(tree, ledger):
        lines = [problem.text for problem in problems]
        if any(problem.kind == "newer" for problem in problems):
            lines.append("Use the release that migrated this database, or a later one.")
        raise HarnessError("\n".join([*lines, "Nothing was applied."]))


# ---------------------------------------------------------------------------------------------------------------------
# What is to be done
# ---------------------------------------------------------------------------------------------------------------------


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


class Live(NamedTuple):
    """An object in the database: catalogue, oid, and a stamp that changes whenever it is defined again."""

    catalogue: str
    oid: int
    stamp: str


def inventory(connection: Connection) -> dict[str, Live]:
    """Return the functions, views and triggers in our two schemas, by what ``drop`` would call them.

    Extensions' own objects and triggers that PostgreSQL made itself are left out.
    """
    rows = connection.execute(
        f"""
        select replace(i.type || ' ' || i.identity, 'pg_catalog.', ''), o.catalogue::text, o.oid, o.stamp
        from (
            select 'pg_proc'::regclass, p.oid, p.ctid::text
            from pg_catalog.pg_proc as p join pg_catalog.pg_namespace as n on n.oid = p.pronamespace
            where n.nspname = any ({OUR_SCHEMAS})
            union all
            select 'pg_class'::regclass, c.oid, r.ctid::text
            from pg_catalog.pg_class as c join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
                join pg_catalog.pg_rewrite as r on r.ev_class = c.oid and r.rulename = '_RETURN'
            where n.nspname = any ({OUR_SCHEMAS})
            union all
            select 'pg_trigger'::regclass, t.oid, t.ctid::text
            from pg_catalog.pg_trigger as t join pg_catalog.pg_class as c on c.oid = t.tgrelid
                join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
            where n.nspname = any ({OUR_SCHEMAS}) and not t.tgisinternal and t.tgparentid = 0
        ) as o (catalogue, oid, stamp),
            pg_catalog.pg_identify_object(o.catalogue, o.oid, 0) as i
        where not exists (
            select from pg_catalog.pg_depend as d
            where d.classid = o.catalogue and d.objid = o.oid and d.deptype = 'e'
        )
        """
    )
    return {name: Live(catalogue, oid, stamp) for name, catalogue, oid, stamp in rows}


def family(name: str) -> str:
    """Return an object's name as a file's CREATE has it: no kind, no argument types (triggers keep their table)."""
    return name if name.startswith("trigger ") else name.partition("(")[0].split(" ")[-1]


# ---------------------------------------------------------------------------------------------------------------------
# Doing it
# ---------------------------------------------------------------------------------------------------------------------


class Step(NamedTuple):
    """One thing done: ``run`` a migration, ``apply`` a repeatable file, ``drop`` an object no file defines any more."""

    action: str
    name: str
    seconds: float = 0


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
        _refuse(tree, ledger)
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
        _refuse(tree, ledger)
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
        steps += retry(partial(_run_versioned, connection, file), report)
    if work.versioned and work.versioned[-1] is tree.versioned[-1]:
        # A migration may have dropped a view that stood in its way: see what is missing now.
        work = find_work(connection, tree, read_ledger(connection))
    if work.repeatable or work.vanished:
        report(f"applying {len(work.repeatable)} files of functions, views and triggers")
        steps += retry(partial(_apply_repeatable, connection, tree, work), report)
    if _has_ledger(connection):
        retry(partial(_ensure_partitions, connection), report)
    return steps


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
    _refuse(tree, ledger)
    work = find_work(connection, tree, ledger, to)
    blocked: list[Blocked] = []
    unchecked: list[str] = []
    for file in work.versioned:
        try:
            _require_no_blockers(connection, file, as_owner=ledger.version > 0)
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


def baseline(connection: Connection, number: int, *, directory: Path | None = None) -> list[Step]:
    """Take migrations 1 to ``number`` for applied, on a database that has their tables but no ledger."""
    tree = load(directory)
    if not 1 <= number <= tree.version:
        raise HarnessError(f"There is no migration {number}: the files are 1 to {tree.version}.")
    with locked(connection):
        if ledger := read_ledger(connection).version:
            raise HarnessError(f"The database has a ledger, and is at version {ledger}: there is nothing to assume.")
        with transaction_as_owner(connection):
            if not _has_ledger(connection):
                first = tree.versioned[0]
                mine = [s for s in first.statements if "maitred_internal.migrations" in s.text]
                _execute(connection, first, mine)
            for file in tree.versioned[:number]:
                _record(connection, "baseline", file, 0)
    return [Step("assume", file.name) for file in tree.versioned[:number]]


def _ensure_partitions(connection: Connection) -> list[Step]:
    exists = "select to_regprocedure('maitred_internal.ensure_partitions()') is not null"
    with transaction_as_owner(connection):
        if _value(connection, exists):
            connection.execute("select maitred_internal.ensure_partitions()")
    return []


def _execute(connection: Connection, file: File, statements: Sequence[Statement] | None = None) -> None:
    """Run the statements of a file, one at a time so that an error has a line."""
    for statement in file.statements if statements is None else statements:
        try:
            connection.execute(statement.text)
        except psycopg.Error as error:
            raise FileError(file, error, statement) from error
    try:
        connection.execute("set constraints all immediate")
    except psycopg.Error as error:
        raise FileError(file, error) from error


def _run_versioned(connection: Connection, file: File) -> list[Step]:
    started = time.monotonic()
    as_owner = file.version != 1  # the first file creates the owner
    _require_no_blockers(connection, file, as_owner)
    if not file.transactional:
        return _run_alone(connection, file)
    try:
        with transaction_as_owner(connection, lock_timeout=file.lock_timeout, owner=as_owner):
            _execute(connection, file)
            if not as_owner:
                _become_owner(connection)
            seconds = time.monotonic() - started
            _record(connection, "versioned", file, seconds)
    except psycopg.Error as error:  # while committing, or in the ledger
        raise _with_outcome(FileError(file, error), connection) from error
    except FileError as error:
        raise _with_outcome(error, connection) from error.__cause__
    return [Step("run", file.name, seconds)]


def _with_outcome(error: FileError, connection: Connection) -> FileError:
    before = (error.file.version or 1) - 1
    error.outcome = f"Nothing of this file was applied; the database is at version {before:04}."
    if connection.broken:
        error.outcome = "The connection was lost: run migrate again, it goes on from where it was."
    return error


def _require_no_blockers(connection: Connection, file: File, as_owner: bool) -> None:
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


def _run_alone(connection: Connection, file: File) -> list[Step]:
    """Run a file of one statement outside any transaction; it must be safe to run again."""
    started = time.monotonic()
    (statement,) = file.statements
    connection.execute("select set_config('lock_timeout', %s, false)", [file.lock_timeout])
    connection.execute("set statement_timeout = 0")
    try:
        connection.execute(f"set role {OWNER}")
        _drop_invalid_indexes(connection, file)
        connection.execute(statement.text)
        if invalid := _invalid_indexes(connection, file):
            raise HarnessError(f"{file.name}: {invalid[0]} is INVALID: run migrate again.")
    except psycopg.Error as error:
        failure = FileError(file, error, statement)
        failure.outcome = "It runs outside a transaction: run migrate again when the cause is gone."
        if not connection.closed:
            with suppress(psycopg.Error):
                _drop_invalid_indexes(connection, file)
            if left := _invalid_indexes(connection, file):
                failure.outcome += f" Until then {left[0]} is INVALID: it slows writes and serves no query."
        raise failure from error
    finally:
        if not connection.closed:
            connection.execute("reset role")
            connection.execute("reset lock_timeout")
            connection.execute("reset statement_timeout")
    seconds = time.monotonic() - started
    with transaction_as_owner(connection):
        _record(connection, "versioned", file, seconds)
    return [Step("run", file.name, seconds)]


def _invalid_indexes(connection: Connection, file: File) -> list[str]:
    """Return the INVALID indexes that a file names: what is left of an attempt that failed half-way."""
    rows = connection.execute(
        f"""
        select format('%I.%I', n.nspname, c.relname), c.relname
        from pg_catalog.pg_index as i join pg_catalog.pg_class as c on c.oid = i.indexrelid
            join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
        where n.nspname = any ({OUR_SCHEMAS}) and not i.indisvalid
        """
    ).fetchall()
    return [full for full, name in rows if re.search(rf"\b{re.escape(name)}\b", file.text)]


def _drop_invalid_indexes(connection: Connection, file: File) -> None:
    for index in _invalid_indexes(connection, file):
        connection.execute(f"drop index concurrently if exists {index}")


def _apply_repeatable(connection: Connection, tree: Tree, work: Work) -> list[Step]:
    """Apply the changed files and drop what no file defines any more, in one transaction.

    Where CREATE OR REPLACE cannot do it (another return type, other columns, other arguments), what the
    changed files defined is dropped first, with all that hangs on it, and every file is applied again.
    """
    started = time.monotonic()
    ledger = read_ledger(connection)
    touched = {file.name for file in work.repeatable} | {entry.name for entry in work.vanished}
    old = {o for e in ledger.repeatable.values() if e.name in touched for o in e.objects}
    kept = {o for e in ledger.repeatable.values() if e.name not in touched for o in e.objects}
    with transaction_as_owner(connection):
        connection.execute("set local check_function_bodies = off")
        files, before = work.repeatable, inventory(connection)
        everything: set[str] = set()
        try:
            with connection.transaction():
                apply_in_any_order(connection, files)
        except FileError as error:
            if error.sqlstate not in NOT_REPLACEABLE or not old & before.keys():
                raise
            files, kept, everything = tree.repeatable, set(), _everything(connection)
            drop(connection, old & before.keys(), cascade=True)
            apply_in_any_order(connection, files)
        after = inventory(connection)
        new = {name for name, live in after.items() if live != before.get(name)}
        objects = {file.name: {n for n in new if family(n) in file.created} for file in files}
        gone = old - kept - set[str]().union(*objects.values())
        drop(connection, gone & after.keys())
        if lost := everything - _everything(connection) - set(_parts(old)):
            raise HarnessError(
                f"A changed function or view would take {min(lost)} with it: that is for a migration to do. "
                "Nothing was applied."
            )
        for file in files:
            _validate(connection, file, [after[name].oid for name in sorted(objects[file.name])])
        seconds = time.monotonic() - started
        for file in files:
            _record(connection, "repeatable", file, seconds / len(files), objects[file.name])
        connection.execute(
            "delete from maitred_internal.migrations where kind = 'repeatable' and name = any (%s)",
            [[entry.name for entry in work.vanished]],
        )
    share = seconds / max(len(files), 1)
    dropped = sorted(gone & before.keys())
    return [Step("apply", file.name, share) for file in files] + [Step("drop", name) for name in dropped]


def apply_in_any_order(connection: Connection, files: Sequence[File]) -> None:
    """Apply files in order of name; one that needs what is not there yet waits for the next round."""
    while files:
        waiting: list[tuple[File, FileError]] = []
        for file in files:
            try:
                with connection.transaction():
                    _execute(connection, file)
            except FileError as error:
                if error.sqlstate not in NOT_YET_THERE:
                    raise
                waiting.append((file, error))
        if len(waiting) == len(files):
            raise waiting[0][1]
        files = [file for file, _ in waiting]


def drop(connection: Connection, names: Iterable[str], *, cascade: bool = False) -> None:
    """Drop objects: triggers before the functions they call, views before what they are made of."""
    order = ["trigger", "materialized", "view"]
    waiting = sorted(names, key=lambda n: (order.index(k) if (k := n.split(" ")[0]) in order else 9, n))
    while waiting:
        stuck: list[tuple[str, psycopg.Error]] = []
        for name in waiting:
            try:
                with connection.transaction():
                    connection.execute(f"drop {_if_exists(name)}{' cascade' if cascade else ''}")
            except psycopg.errors.DependentObjectsStillExist as error:
                stuck.append((name, error))
        if len(stuck) == len(waiting):
            name, reason = stuck[0]
            raise HarnessError(
                f"No file defines {name} any more, and it cannot be dropped: {reason.diag.message_detail}. "
                "Nothing was applied."
            )
        waiting = [name for name, _ in stuck]


def _if_exists(name: str) -> str:
    kind = "materialized view" if name.startswith("materialized view ") else name.split(" ")[0]
    return f"{kind} if exists{name.removeprefix(kind)}"


def _everything(connection: Connection) -> set[str]:
    """Return the name of every object that hangs on another."""
    rows = connection.execute(
        r"""
        select distinct replace(i.type || ' ' || i.identity, 'pg_catalog.', '')
        from (select distinct classid, objid from pg_catalog.pg_depend) as d,
            pg_catalog.pg_identify_object(d.classid, d.objid, 0) as i
        where i.identity is not null and i.identity !~ '\mpg_(temp|toast)'
        """
    )
    return {name for (name,) in rows}


def _parts(names: Iterable[str]) -> Iterator[str]:
    """Yield objects and what PostgreSQL made along with them."""
    for name in names:
        yield name
        view = name.split(" ")[-1]
        yield from (f"type {view}", f"type {view}[]", f'rule "_RETURN" on {view}')


def _validate(connection: Connection, file: File, oids: Sequence[int]) -> None:
    """Check the bodies of functions, now that everything they may call is there."""
    rows = connection.execute(
        """
        select p.oid, v.proname,
            (select s.setting from unnest(p.proconfig) as s (setting) where s.setting like 'search_path=%%')
        from pg_catalog.pg_proc as p join pg_catalog.pg_language as l on l.oid = p.prolang
            join pg_catalog.pg_proc as v on v.oid = l.lanvalidator
        where p.oid = any (%s::oid[])
        """,
        [list(oids)],
    ).fetchall()
    for oid, validator, path in rows:
        try:
            with connection.transaction():
                connection.execute("set local check_function_bodies = on")
                if path:
                    path = path.removeprefix("search_path=")
                    connection.execute("select set_config('search_path', %s, true)", [path])
                call = sql.SQL("select pg_catalog.{}(%s::oid)").format(sql.Identifier(validator))
                connection.execute(call, [oid])
                connection.execute("set local check_function_bodies = off")
        except psycopg.Error as error:
            raise FileError(file, error) from error
