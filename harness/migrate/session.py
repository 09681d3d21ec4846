"""One migration at a time: its lock, its transactions, and trying again when a lock is not free."""

import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, LiteralString, TypeVar

import psycopg

from .. import HarnessError
from ..database import Connection
from .files import LOCK_TIMEOUT, FileError

T = TypeVar("T")


Report = Callable[[str], None]


OWNER = "maitred_owner"


LOCK_KEY = 7_233_176_401  # of the advisory lock; any number that nothing else in the database uses


ATTEMPTS = 10  # at a lock that others hold, over about a minute


RETRIED = {"55P03", "40P01"}  # lock not available, deadlock


def silent(_: str) -> None:
    """Report nothing."""


@contextmanager
def locked(connection: Connection, report: Report = silent, wait: float = 600) -> Iterator[None]:
    """Keep other migrators out. Polls, since waiting in the lock would deadlock with CREATE INDEX CONCURRENTLY.

    report: told who holds the lock, whenever that changes. wait: seconds before giving up.
    """
    if not connection.autocommit:
        raise ValueError("migrations need a connection in autocommit mode")
    deadline, holder = time.monotonic() + wait, ""
    while not fetch_value(connection, "select pg_try_advisory_lock(%s)", [LOCK_KEY]):
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
            become_owner(connection)
        yield


def become_owner(connection: Connection) -> None:
    """Act as the owner until the transaction ends."""
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


def fetch_value(connection: Connection, query: LiteralString, parameters: Sequence[Any] = ()) -> Any:
    """Return the first column of the first row, None without one."""
    row = connection.execute(query, parameters).fetchone()
    return row[0] if row else None
