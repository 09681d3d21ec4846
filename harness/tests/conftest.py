"""A server for the whole run, and a freshly migrated database for each test that asks for one."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import count
from typing import Any

import hypothesis
import psycopg
import pytest

from .. import migrate as migrations
from ..dev import coverage
from ..races import invariants
from ..server.embedded import EmbeddedServer, embedded_server

hypothesis.settings.register_profile(
    "default",
    deadline=None,  # a database answers when it answers
    max_examples=50,
    suppress_health_check=[
        hypothesis.HealthCheck.function_scoped_fixture,
        hypothesis.HealthCheck.too_slow,
    ],
)
hypothesis.settings.register_profile("thorough", hypothesis.settings.get_profile("default"), max_examples=2000)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))

Connect = Callable[..., psycopg.Connection[Any]]
TEMPLATE = "maitred_template"
_numbers = count(1)


@pytest.fixture(scope="session")
def server() -> Iterator[EmbeddedServer]:
    """One server for the whole run."""
    with embedded_server(settings=coverage.SETTINGS if coverage.FOLDER in os.environ else {}) as running:
        yield running


@pytest.fixture(scope="session")
def template(server: EmbeddedServer) -> str:
    """The name of a migrated database that nobody connects to."""
    server.create_database(TEMPLATE)
    with psycopg.connect(server.dsn(TEMPLATE), autocommit=True) as connection:
        migrations.migrate(connection)
    return TEMPLATE


@pytest.fixture
def empty_database(server: EmbeddedServer) -> Iterator[str]:
    """The URL of a database with nothing in it, dropped after the test."""
    name = f"empty_{next(_numbers)}"
    yield server.create_database(name)
    server.drop_database(name)


@pytest.fixture
def database(server: EmbeddedServer, template: str) -> Iterator[str]:
    """The URL of a migrated database, dropped after the test."""
    name = f"test_{next(_numbers)}"
    url = server.create_database(name, template)
    yield url
    coverage.write_down_and_forget(url)
    goes_wrong = wrong_by_waiting(url)
    server.drop_database(name)
    assert not goes_wrong, f"an hour later there is drift: {goes_wrong}"


def wrong_by_waiting(url: str) -> set[Any]:
    """Return what the oracle would find an hour later, and does not find now."""
    with psycopg.connect(url, autocommit=True) as connection:
        invariants.install_drift_later(connection)
        if not (found := {(kind, row) for kind, _, row, _ in invariants.find_drift_later(connection)}):
            return found
        now = connection.execute("select kind, row_ref from maitred.find_assignment_drift()").fetchall()
        return found - set(now)


@pytest.fixture
def connect(database: str) -> Iterator[Connect]:
    """Open as many sessions on ``database`` as a test wants; they are closed after it.

    ``connect()`` gives one in autocommit; ``connect(role="maitred_staff")`` acts as that role. Everything else goes to
    ``psycopg.connect``.
    """
    with ExitStack() as stack:

        def open_one(role: str | None = None, **options: Any) -> psycopg.Connection[Any]:
            if role:
                options.setdefault("options", f"-c role={role}")
            connection = psycopg.connect(database, **{"autocommit": True, **options})
            stack.callback(connection.close)
            return connection

        yield open_one
