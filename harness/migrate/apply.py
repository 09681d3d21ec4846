"""Carrying out files: versioned ones alone, repeatable ones together."""

import time
from collections.abc import Sequence
from contextlib import suppress

import psycopg
from psycopg import sql

from .. import HarnessError
from ..database import Connection
from .files import File, FileError, Statement, Tree
from .ledger import read_ledger, write_entry
from .objects import (
    NOT_REPLACEABLE,
    NOT_YET_THERE,
    all_objects,
    drop,
    drop_invalid_indexes,
    family,
    invalid_indexes,
    inventory,
    with_parts,
)
from .plan import Step, Work, require_no_blockers
from .session import OWNER, become_owner, transaction_as_owner


def execute_file(connection: Connection, file: File, statements: Sequence[Statement] | None = None) -> None:
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


def run_versioned(connection: Connection, file: File) -> list[Step]:
    """Run a versioned file, with its row of the ledger in the same transaction, unless something is in its way."""
    started = time.monotonic()
    as_owner = file.version != 1  # the first file creates the owner
    require_no_blockers(connection, file, as_owner)
    if not file.transactional:
        return _run_alone(connection, file)
    try:
        with transaction_as_owner(connection, lock_timeout=file.lock_timeout, owner=as_owner):
            execute_file(connection, file)
            if not as_owner:
                become_owner(connection)
            seconds = time.monotonic() - started
            write_entry(connection, "versioned", file, seconds)
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


def _run_alone(connection: Connection, file: File) -> list[Step]:
    """Run a file of one statement outside any transaction; it must be safe to run again."""
    started = time.monotonic()
    (statement,) = file.statements
    connection.execute("select set_config('lock_timeout', %s, false)", [file.lock_timeout])
    connection.execute("set statement_timeout = 0")
    try:
        connection.execute(f"set role {OWNER}")
        drop_invalid_indexes(connection, file)
        connection.execute(statement.text)
        if invalid := invalid_indexes(connection, file):
            raise HarnessError(f"{file.name}: {invalid[0]} is INVALID: run migrate again.")
    except psycopg.Error as error:
        failure = FileError(file, error, statement)
        failure.outcome = "It runs outside a transaction: run migrate again when the cause is gone."
        if not connection.closed:
            with suppress(psycopg.Error):
                drop_invalid_indexes(connection, file)
            if left := invalid_indexes(connection, file):
                failure.outcome += f" Until then {left[0]} is INVALID: it slows writes and serves no query."
        raise failure from error
    finally:
        if not connection.closed:
            connection.execute("reset role")
            connection.execute("reset lock_timeout")
            connection.execute("reset statement_timeout")
    seconds = time.monotonic() - started
    with transaction_as_owner(connection):
        write_entry(connection, "versioned", file, seconds)
    return [Step("run", file.name, seconds)]


def apply_repeatable(connection: Connection, tree: Tree, work: Work) -> list[Step]:
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
            files, kept, everything = tree.repeatable, set(), all_objects(connection)
            drop(connection, old & before.keys(), cascade=True)
            apply_in_any_order(connection, files)
        after = inventory(connection)
        new = {name for name, live in after.items() if live != before.get(name)}
        objects = {file.name: {n for n in new if family(n) in file.created} for file in files}
        gone = old - kept - set[str]().union(*objects.values())
        drop(connection, gone & after.keys())
        if lost := everything - all_objects(connection) - set(with_parts(old)):
            raise HarnessError(
                f"A changed function or view would take {min(lost)} with it: that is for a migration to do. "
                "Nothing was applied."
            )
        for file in files:
            _validate(connection, file, [after[name].oid for name in sorted(objects[file.name])])
        seconds = time.monotonic() - started
        for file in files:
            write_entry(connection, "repeatable", file, seconds / len(files), objects[file.name])
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
                    execute_file(connection, file)
            except FileError as error:
                if error.sqlstate not in NOT_YET_THERE:
                    raise
                waiting.append((file, error))
        if len(waiting) == len(files):
            raise waiting[0][1]
        files = [file for file, _ in waiting]


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
