"""Reading the files under ``sql/``, and refusing, by name, what nobody could apply."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import psycopg

from .. import HarnessError, sql_directory

LOCK_TIMEOUT = "2s"  # never stand in front of traffic for longer


class Statement(NamedTuple):
    """One statement of a file, without the comments before it, and the line it starts on."""

    text: str
    line: int


TOKEN = re.compile(
    r"""(?P<blank> \s+ | --[^\n]* | /\*.*?\*/ )
      | (?P<end> ; )
      | (?: \b[eE]'(?:[^'\\]|\\.|'')*' | '(?:[^']|'')*' | "(?:[^"]|"")*"
          | (?<![\w$])\$(?P<tag>(?:[^\W\d]\w*)?)\$.*?\$(?P=tag)\$ | \w+ | . )""",
    re.VERBOSE | re.DOTALL,
)
TRANSACTION_CONTROL = re.compile(
    r"(begin|start\s+transaction|commit|end|rollback|abort|prepare\s+transaction)\b(?!\s+to\b)",
    re.IGNORECASE,
)
CREATED = re.compile(
    r"""create \s+ (?:or \s+ replace \s+)? (?:recursive \s+)?
        (?: (?P<kind>function|procedure|aggregate|view|materialized \s+ view)
              \s+ (?:if \s+ not \s+ exists \s+)? (?P<name>[\w.]+)
          | (?:constraint \s+)? trigger \s+ (?P<trigger>\w+) \s .*? \s on \s+ (?P<table>[\w.]+) )""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
DIRECTIVE = re.compile(r"^-- ?maitred: *([\w-]+)(?: *= *(.*?))? *$", re.MULTILINE)


def split_statements(text: str) -> list[Statement]:
    """Split SQL at its semicolons: not at those in strings, comments, dollar quotes or ``begin atomic`` bodies."""
    statements: list[Statement] = []
    start: int | None = None
    atomic = False
    for token in TOKEN.finditer(text):
        if start is None and (token["blank"] or token["end"]):
            continue
        if start is None:
            start = token.start()
        if not token["end"]:
            continue
        piece = text[start : token.start()]
        atomic = atomic or re.search(r"\bbegin\s+atomic\b", piece, re.IGNORECASE) is not None
        if atomic and not re.search(r";\s*end\s*$", piece, re.IGNORECASE):
            continue
        statements.append(Statement(piece, text.count("\n", 0, start) + 1))
        start, atomic = None, False
    if start is not None:
        statements.append(Statement(text[start:].rstrip(), text.count("\n", 0, start) + 1))
    return statements


@dataclass(frozen=True)
class File:
    """A file under ``sql/``: its path from there, and its text with LF line ends and no byte order mark."""

    name: str
    text: str
    check: "File | None" = None

    @property
    def version(self) -> int | None:
        """The number of a versioned file, None for a repeatable one."""
        return int(Path(self.name).name[:4]) if self.name.startswith("migrations/") else None

    @cached_property
    def checksum(self) -> str:
        """SHA-256 of the text, in hex."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @cached_property
    def statements(self) -> list[Statement]:
        """The statements, in order."""
        return split_statements(self.text)

    @cached_property
    def created(self) -> set[str]:
        """What the file creates, without argument types: ``maitred.foo``, ``trigger t on maitred.bookings``."""
        found = filter(None, (CREATED.match(statement.text) for statement in self.statements))
        return {(m["name"] or f"trigger {m['trigger']} on {m['table']}").lower() for m in found}

    @cached_property
    def directives(self) -> dict[str, str]:
        """The ``-- maitred: key=value`` lines."""
        return dict(DIRECTIVE.findall(self.text))

    @property
    def transactional(self) -> bool:
        """Whether the file runs inside a transaction."""
        return "no-transaction" not in self.directives

    @property
    def lock_timeout(self) -> str:
        """How long one of its statements waits for a lock; without a transaction it is in nobody's way."""
        return self.directives.get("lock_timeout", LOCK_TIMEOUT if self.transactional else "0")


@dataclass(frozen=True)
class Tree:
    """All files under ``sql/`` that a database is made of."""

    versioned: list[File]
    repeatable: list[File]

    @property
    def version(self) -> int:
        """The number of the last versioned file, 0 when there is none."""
        return len(self.versioned)


def load(directory: Path | None = None) -> Tree:
    """Read the files, and refuse, by name, what could not be applied by anybody."""
    root = directory or sql_directory()
    migrations, functions = root / "migrations", root / "functions"
    if not migrations.is_dir():
        raise HarnessError(f"{migrations} does not exist: there is nothing to migrate with.")
    checks = {path.name: _read(root, path) for path in migrations.glob("*.check.sql")}
    versioned = [
        _read(root, path, checks.pop(f"{path.stem}.check.sql", None))
        for path in sorted(migrations.glob("*.sql"))
        if not path.name.endswith(".check.sql")
    ]
    if checks:
        raise HarnessError(f"migrations/{min(checks)} belongs to no migration.")
    for number, file in enumerate(versioned, start=1):
        if not re.fullmatch(r"migrations/\d{4}_[a-z0-9_]+\.sql", file.name):
            raise HarnessError(f"{file.name} is not named like 0001_what_it_does.sql.")
        if file.version != number:
            twice = file.version == number - 1
            raise HarnessError(
                f"{file.name}: there is another migration with this number."
                if twice
                else f"{file.name}: the migration before it, {number:04}, is missing."
            )
    repeatable = [_read(root, path) for path in sorted(functions.rglob("*.sql"))]
    homes: dict[str, str] = {}
    for file in repeatable:
        for name in sorted(file.created):
            if homes.setdefault(name, file.name) != file.name:
                raise HarnessError(f"{file.name} creates {name}, and so does {homes[name]}.")
        if file.directives:
            raise HarnessError(f"{file.name}: only migrations have directives.")
    return Tree(versioned, repeatable)


def _read(root: Path, path: Path, check: File | None = None) -> File:
    name = path.relative_to(root).as_posix()
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise HarnessError(f"{name} is not UTF-8: byte {error.start} cannot be read.") from None
    if "\0" in text:
        raise HarnessError(f"{name}:{text[: text.index(chr(0))].count(chr(10)) + 1}: NUL byte.")
    file = File(name, text.replace("\r\n", "\n").replace("\r", "\n"), check)
    for statement in file.statements:
        if TRANSACTION_CONTROL.match(statement.text):
            raise HarnessError(
                f"{name}:{statement.line}: a file cannot begin or end a transaction, it runs inside one."
            )
    if unknown := file.directives.keys() - {"no-transaction", "lock_timeout"}:
        raise HarnessError(f"{name}: unknown directive {min(unknown)}.")
    if not re.fullmatch(r"\d+ ?(ms|s|min)?", file.lock_timeout):
        raise HarnessError(f"{name}: lock_timeout={file.lock_timeout} is no time such as 5s or 500ms.")
    if not file.transactional and len(file.statements) != 1:
        raise HarnessError(
            f"{name}: a file with no-transaction holds exactly one statement, not {len(file.statements)}."
        )
    return file


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
