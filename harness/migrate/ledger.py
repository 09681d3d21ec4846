"""The ledger of what was applied, and what forbids going on from there."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib.metadata import PackageNotFoundError, version

from psycopg.rows import class_row

from .. import HarnessError
from ..database import Connection
from .files import File, Tree
from .session import become_owner, fetch_value


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
    if not has_ledger(connection):
        return Ledger()
    with connection.transaction(), connection.cursor(row_factory=class_row(Entry)) as cursor:
        become_owner(connection)
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


def has_ledger(connection: Connection) -> bool:
    """Tell whether anything was ever migrated here."""
    # Not to_regclass: that needs the right to look into the schema.
    return bool(
        fetch_value(
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


def write_entry(connection: Connection, kind: str, file: File, seconds: float, objects: Iterable[str] = ()) -> None:
    """Write down that a file was applied."""
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


# Files that only a maitred from before the first release had: its migrations were edited since.
BEFORE_THE_FIRST_RELEASE = ("migrations/0008_care.sql", "functions/care/", "functions/outbox/")


def compare(tree: Tree, ledger: Ledger) -> list[Problem]:
    """List what forbids migrating: landed files that changed or are missing, gaps, a newer database."""
    for name in sorted([*(entry.name for entry in ledger.versioned.values()), *ledger.repeatable]):
        if name.startswith(BEFORE_THE_FIRST_RELEASE):
            text = (
                f"This database was made by a maitred from before the first release (it has {name}), and cannot be "
                "brought up to date.\nStart anew in an empty database: createdb NAME, then maitred migrate with its "
                "URL. maitred adopt takes over restaurants, tables and bookings from tables of another schema."
            )
            return [Problem("drift", name, text)]
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


def refuse_problems(tree: Tree, ledger: Ledger) -> None:
    """Raise what forbids migrating, if anything does."""
    if problems := compare(tree, ledger):
        lines = [problem.text for problem in problems]
        if any(problem.kind == "newer" for problem in problems):
            lines.append("Use the release that migrated this database, or a later one.")
        raise HarnessError("\n".join([*lines, "Nothing was applied."]))
