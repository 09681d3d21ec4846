"""Databases that may be spoilt: a copy of one that somebody uses, or a new one on a throw-away server."""

import os
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from .. import HarnessError
from .. import migrate as migrations
from ..database import Connection, connect

MARK = "a copy made by maitred race"


def refuse_original(control: Connection) -> None:
    """Refuse a database that somebody uses: one with restaurants in it that is no copy made here."""
    row = control.execute(
        "select shobj_description(d.oid, 'pg_database'), exists (select from maitred.restaurants)"
        " from pg_database as d where d.datname = current_database()"
    ).fetchone()
    if row and row[1] and row[0] != MARK:
        raise HarnessError("This database holds restaurants and is no copy: races run in a copy of it alone (--copy).")


@contextmanager
def copied(dsn: str) -> Iterator[str]:
    """Copy a database, give the copy's connection string, and drop it afterwards.

    The server copies it by itself when nobody is connected to it; else pg_dump and psql do, which takes longer.
    """
    original = str(conninfo_to_dict(dsn).get("dbname") or "")
    with connect(dsn, application_name="race copy") as control:
        row = control.execute("select current_database(), to_regclass('maitred.bookings') is not null").fetchone()
        original, migrated = row if row else (original, False)
    if not migrated:
        raise HarnessError(f"{original} has no maitred in it: run maitred migrate first.")
    copy = f"{original[:40]}_race_{secrets.token_hex(4)}"
    with connect(make_conninfo(dsn, dbname="postgres"), application_name="race copy") as control:
        name, source = sql.Identifier(copy), sql.Identifier(original)
        try:
            try:
                control.execute(sql.SQL("create database {} template {}").format(name, source))
            except psycopg.errors.ObjectInUse:
                control.execute(sql.SQL("create database {} template template0").format(name))
                _dump(dsn, make_conninfo(dsn, dbname=copy))
            control.execute(sql.SQL("comment on database {} is {}").format(name, sql.Literal(MARK)))
            yield make_conninfo(dsn, dbname=copy)
        finally:
            control.execute(sql.SQL("drop database if exists {} with (force)").format(name))


def _dump(dsn: str, into: str) -> None:
    for program in ("pg_dump", "psql"):
        if not shutil.which(program):
            raise HarnessError(f"The database is in use, and {program} is not there to copy it.")
    source, environment = _hidden(dsn)
    # Leaving the block closes the pipe: pg_dump would wait for ever for a reader that has given up.
    with subprocess.Popen(["pg_dump", "--dbname", source], stdout=subprocess.PIPE, env=environment) as dump:
        target, environment = _hidden(into)
        load = subprocess.run(
            ["psql", "-X", "-q", "-o", os.devnull, "-v", "ON_ERROR_STOP=1", "--dbname", target],
            stdin=dump.stdout,
            capture_output=True,
            text=True,
            env=environment,
        )
    if dump.returncode or load.returncode:
        raise HarnessError(f"The database could not be copied: {load.stderr.strip()[:500]}")


def _hidden(dsn: str) -> tuple[str, dict[str, str]]:
    """Return a connection string without its password, which others see in a list of processes, and where it is now."""
    parameters = conninfo_to_dict(dsn)
    password = parameters.pop("password", None)
    return make_conninfo("", **parameters), {**os.environ, **({"PGPASSWORD": str(password)} if password else {})}


@contextmanager
def thrown_away() -> Iterator[str]:
    """Start a server with a migrated database, and stop it afterwards."""
    from ..server.embedded import embedded_server

    with embedded_server() as server:
        dsn = server.create_database("race")
        with connect(dsn) as control:
            migrations.migrate(control)
        yield dsn
