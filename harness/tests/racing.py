"""What the tests of real collisions share: a restaurant, calls that block, and calls that start together.

A call answers with the value of its first column, or with the SQLSTATE that refused it.
"""

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, LiteralString

import psycopg

from ..database import Connection
from ..dev.pgtap import install_fixtures

PATIENCE = 60.0  # seconds; far beyond what any of it takes, on a machine that stands still now and then too


class Restaurant:
    """The restaurant of the SQL fixtures in a database of its own, and as many sessions on it as a test wants."""

    def __init__(self, connect: Callable[..., Connection]) -> None:
        self._connect = connect
        self.observer = connect()
        self.observer.execute("set timezone = 'UTC'")
        with self.observer.transaction():
            install_fixtures(self.observer)
            self.observer.execute("select maitred_test.open_restaurant()")
        self._threads = ThreadPoolExecutor(max_workers=16)

    def close(self) -> None:
        self._threads.shutdown(wait=True, cancel_futures=True)

    def session(self, isolation: str = "read committed") -> Connection:
        """Open a session that waits for no lock longer than the tests have patience."""
        session = self._connect()
        session.execute(f"set statement_timeout = '{PATIENCE:.0f}s'")
        session.execute("select set_config('default_transaction_isolation', %s, false)", [isolation])
        return session

    def value(self, query: LiteralString, *parameters: Any) -> Any:
        """Return the first column of the first row, seen from outside; None when there is none."""
        row = self.observer.execute(query, parameters).fetchone()
        return row[0] if row else None

    def book(self, *names: str, party: int = 2) -> None:
        for name in names:
            self.observer.execute("select maitred_test.book(%s, %s)", [name, party])

    def tables(self, name: str) -> str:
        return str(self.value("select maitred_test.tables_of(%s)", name))

    def status(self, name: str) -> str:
        return str(self.value("select maitred_test.status_of(%s)", name))

    def drift(self) -> list[Any]:
        return self.observer.execute("select * from maitred.find_assignment_drift()").fetchall()

    def start(self, session: Connection, query: LiteralString, *parameters: Any) -> "Future[Any]":
        """Begin a call in a thread of its own."""
        return self._threads.submit(ask, session, query, *parameters)

    def blocked(self, session: Connection, query: LiteralString, *parameters: Any) -> "Future[Any]":
        """Begin a call and return when it waits for a lock; fails when it ends without waiting."""
        call = self.start(session, query, *parameters)
        deadline = time.monotonic() + PATIENCE
        while not self.value("select cardinality(pg_blocking_pids(%s)) > 0", session.info.backend_pid):
            assert not call.done(), f"it did not wait but ended: {call.result()}"
            assert time.monotonic() < deadline
        return call

    def together(self, calls: Sequence[tuple[Connection, LiteralString, Sequence[Any]]]) -> list[Any]:
        """Make calls start at the same instant, as nearly as threads can, and return their answers in order."""
        barrier = threading.Barrier(len(calls))

        def begin(session: Connection, query: LiteralString, parameters: Sequence[Any]) -> Any:
            barrier.wait(PATIENCE)
            return ask(session, query, *parameters)

        return [call.result(PATIENCE) for call in [self._threads.submit(begin, *call) for call in calls]]


def ask(session: Connection, query: LiteralString, *parameters: Any) -> Any:
    """Return the first column of the first row, or the SQLSTATE of the error."""
    try:
        row = session.execute(query, parameters).fetchone()
    except psycopg.OperationalError as error:
        return error.sqlstate or "connection lost"
    except psycopg.Error as error:
        return error.sqlstate
    return row[0] if row else None
