"""Killed at any moment: what was acknowledged is there, and of what was not there is all or nothing."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest

from .. import migrate as migrations
from ..server.embedded import EmbeddedServer, embedded_server
from .clients import Restaurant, open_restaurant, run_clients
from .racing import PATIENCE
from .smtp_server import smtp_server
from .test_worker import states
from .test_worker import wait_for as until
from .test_worker_crash import CONNECTIONS, worker_process

pytestmark = [pytest.mark.races, pytest.mark.crash]

ALL = os.environ.get("MAITRED_RACES") == "all"
CLIENTS = 6
ROUNDS = 20 if ALL else 4  # crashes, of four kinds
LOAD = 60.0 if ALL else 2.5  # seconds


@pytest.fixture
def own_server() -> Iterator[EmbeddedServer]:
    """A server of the test's own, whose commits reach the disk."""
    with embedded_server(fsync=True) as running:
        yield running


def migrated(server: EmbeddedServer) -> str:
    dsn = server.create_database("crash")
    with psycopg.connect(dsn, autocommit=True) as connection:
        migrations.migrate(connection)
        connection.execute("update maitred.installation set request_email_delay = '0 seconds'")
    return dsn


# --- A diary: calls whose traces are easy to look for -----------------------------------------------------------------


class Diary:
    """A client that makes bookings and tables, writing down what it asked for and what was acknowledged."""

    def __init__(self, dsn: str, restaurant: Restaurant, number: int) -> None:
        self.dsn, self.restaurant, self.number = dsn, restaurant, number
        self.asked: list[str] = []
        self.made: dict[str, str] = {}
        self.assigned: dict[str, str] = {}
        self.cancelled: set[str] = set()

    def write(self, until: threading.Event) -> None:
        """Create, assign, cancel, and again; after a break the last creation is asked for once more."""
        chance = random.Random(self.number)
        while not until.is_set():
            with suppress(psycopg.OperationalError), psycopg.connect(self.dsn, autocommit=True) as connection:
                while not until.is_set():
                    self.one(connection, chance)
            time.sleep(0.02)

    def one(self, connection: psycopg.Connection[Any], chance: random.Random) -> None:
        key = f"{self.number}-{len(self.asked)}"
        self.asked.append(key)
        day = chance.randrange(300)
        row = connection.execute(
            "select id::text from maitred.create_booking(%s, 2,"
            " timestamptz '2031-06-07 19:00+02' + %s * interval '1 day',"
            " 'guest', 'guest@example.org', p_idempotency_key => %s)",
            (self.restaurant.id, day, key),
        ).fetchone()
        assert row is not None
        self.made[key] = row[0]
        try:
            connection.execute(
                "select * from maitred.assign_tables_atomic_v2(%s, %s, %s)",
                (row[0], chance.sample(self.restaurant.tables, 1), key),
            )
            self.assigned[key] = row[0]
        except psycopg.errors.Error as error:
            if error.sqlstate != "MD201":
                raise
        if chance.random() < 0.3:
            connection.execute("select id from maitred.cancel_booking(%s)", (row[0],))
            self.cancelled.add(row[0])


def check_diaries(connection: psycopg.Connection[Any], diaries: list[Diary]) -> None:
    rows = connection.execute(
        "select i.idempotency_key, b.id::text, b.status::text,"
        " (select count(*) from maitred.booking_table_assignments as a where a.booking_id = b.id),"
        " (select count(*) from maitred.observability_events as e"
        "  where e.booking_id = b.id and e.name = 'booking.created'),"
        " (select count(*) from maitred_internal.outbox_keys as k"
        "  where k.booking_id = b.id and k.kind = 'booking_requested'),"
        " (select count(*) from maitred_internal.outbox_keys as k"
        "  where k.booking_id = b.id and k.kind = 'booking_confirmed'),"
        " (select count(*) from maitred_internal.outbox_keys as k"
        "  where k.booking_id = b.id and k.kind in ('booking_cancelled', 'booking_declined'))"
        " from maitred.bookings as b"
        " inner join maitred_internal.booking_creation_idempotency as i on i.booking_id = b.id"
    ).fetchall()
    found = {row[0]: row for row in rows}
    asked = {key for diary in diaries for key in diary.asked}
    assert found.keys() <= asked
    for diary in diaries:
        for key, booking in diary.made.items():
            assert key in found, f"booking {key} was acknowledged and is lost"
            assert found[key][1] == booking
        for key in diary.assigned:
            assert found[key][2] in ("confirmed", "cancelled"), f"{key} was given a table and is {found[key][2]}"
        for booking in diary.cancelled:
            assert any(row[1] == booking and row[2] == "cancelled" for row in rows), f"{booking} is not cancelled"
    for key, _, status, tables, created, requested, confirmed, cancelled in rows:
        assert (created, requested) == (1, 1), f"half of {key} is there"
        assert (tables > 0) == (status == "confirmed"), f"{key} is {status} at {tables} tables"
        assert status != "confirmed" or confirmed == 1, f"{key} is confirmed, and {confirmed} emails say so"
        assert (status == "cancelled") == (cancelled == 1), f"{key} is {status}, and {cancelled} emails say so"


# --- What dies --------------------------------------------------------------------------------------------------------


@dataclass
class Scene:
    """What is running, and can be killed."""

    server: EmbeddedServer
    dsn: str
    worker: "AbstractContextManager[Any]"

    def kill_a_backend(self) -> None:
        """Kill the process of a client at work: the server ends all the others and recovers."""
        with suppress(psycopg.Error), psycopg.connect(self.dsn, autocommit=True) as connection:
            row = connection.execute(
                "select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
                " and state = 'active' and backend_type = 'client backend' order by random() limit 1"
            ).fetchone()
            if row:
                with suppress(ProcessLookupError):
                    os.kill(row[0], signal.SIGKILL)

    def kill_the_server(self) -> None:
        """Kill all processes of the server at once, start it again, and let it recover."""
        self.wait()
        self.server.kill()
        self.server.start()

    def stop_the_server(self) -> None:
        """Stop the server as ``pg_ctl stop -m immediate`` does: nothing is written any more."""
        self.wait()
        self.server.restart(immediate=True)

    def kill_the_worker(self) -> None:
        """Kill the worker, whatever it has in flight, and start another one."""
        self.worker.__exit__(None, None, None)
        self.worker.__enter__()

    def wait(self) -> None:
        """Wait until the server answers."""
        wait_for(self.dsn).close()


EMAILS = """
    select c.message_id, exists (
        select from maitred_internal.outbox_attempts as a where a.email_id = c.email_id and a.outcome = 'superseded'
    )
    from maitred_internal.outbox_contents as c
"""


def test_a_crash_loses_nothing_that_was_acknowledged(own_server: EmbeddedServer) -> None:
    dsn = migrated(own_server)
    with psycopg.connect(dsn, autocommit=True) as control:
        row = control.execute("show synchronous_commit").fetchone()
        assert row == ("on",)
        restaurant = open_restaurant(control, tables=6, bookings=30)
    done = threading.Event()
    diaries = [Diary(dsn, restaurant, number) for number in range(CLIENTS // 2)]
    threads = [threading.Thread(target=diary.write, args=(done,), daemon=True) for diary in diaries]
    threads.append(
        threading.Thread(target=run_clients, args=(dsn, restaurant, CLIENTS // 2, 1, done.is_set), daemon=True)
    )
    with smtp_server() as (url, mailbox):
        scene = Scene(own_server, dsn, reopened(lambda: worker_process(dsn, url)))
        crashes = [scene.kill_a_backend, scene.kill_the_server, scene.stop_the_server, scene.kill_the_worker]
        crashes *= ROUNDS // len(crashes)
        chance = random.Random(1)
        chance.shuffle(crashes)
        with scene.worker:
            for thread in threads:
                thread.start()
            started = time.monotonic()
            for number, crash in enumerate(crashes):
                moment = started + LOAD * (number + chance.random()) / len(crashes)
                time.sleep(max(0.0, moment - time.monotonic()))
                crash()
            time.sleep(max(0.3, started + LOAD - time.monotonic()))
            seconds = time.monotonic() - started
            done.set()
            for thread in threads:
                thread.join()
            with wait_for(dsn) as control:
                check_diaries(control, diaries)
                assert control.execute("select * from maitred.find_assignment_drift()").fetchall() == []
            until(lambda: set(states(dsn)) <= {"sent"})
            with wait_for(dsn) as control:
                emails = dict(control.execute(EMAILS).fetchall())
        assert set(mailbox.ids) <= set(emails)
        assert {message for message, superseded in emails.items() if not superseded} <= set(mailbox.ids)
        twice = sum(mailbox.ids.values()) - len(mailbox.ids)
        assert twice <= CONNECTIONS * len(crashes)
    print(
        f"\n{len(crashes)} crashes in {seconds:.0f} s: {sum(len(diary.made) for diary in diaries)} bookings were "
        f"acknowledged and are there; {len(mailbox.ids)} emails were sent, {twice} of them twice"
    )


class reopened:  # noqa: N801
    """A context that can be entered again once it is left."""

    def __init__(self, make: Callable[[], AbstractContextManager[Any]]) -> None:
        self.make = make

    def __enter__(self) -> None:
        self.inner = self.make()
        self.inner.__enter__()

    def __exit__(self, *error: object) -> None:
        self.inner.__exit__(None, None, None)


def wait_for(dsn: str) -> psycopg.Connection[Any]:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with suppress(psycopg.OperationalError):
            return psycopg.connect(dsn, autocommit=True)
        time.sleep(0.1)
    raise AssertionError("the server did not come back")


# --- Jobs -------------------------------------------------------------------------------------------------------------

WORKER = """
import sys, psycopg
with psycopg.connect(sys.argv[1], autocommit=True) as connection:
    print("at work", flush=True)
    while True:
        connection.execute("select maitred.run_assignment_job('doomed')")
"""


def test_a_killed_worker_loses_no_job_and_does_none_twice(database: str) -> None:
    bookings = 120 if ALL else 24
    with psycopg.connect(database, autocommit=True) as control:
        restaurant = open_restaurant(control, tables=8, bookings=0)
        control.execute("update maitred.restaurants set auto_assign_on_booking = true where id = %s", (restaurant.id,))
        control.execute(
            "select maitred.create_booking(%s, 2, timestamptz '2031-06-07 19:00+02' + n / 8 * interval '1 day',"
            " 'guest ' || n, 'guest@example.org') from generate_series(0, %s) as n",
            (restaurant.id, bookings - 1),
        )
        chance = random.Random(1)
        waiting = bookings
        killed = in_vain = 0
        while waiting and killed < 200:
            with subprocess.Popen([sys.executable, "-c", WORKER, database], stdout=subprocess.PIPE) as worker:
                assert worker.stdout
                worker.stdout.readline()
                # On a slow machine a worker lives longer.
                time.sleep(chance.uniform(0, 0.05 * (1 + in_vain)))
                worker.kill()
            killed += 1
            row = control.execute("select count(*) from maitred_internal.assignment_jobs").fetchone()
            before, waiting = waiting, row[0] if row else 0
            in_vain = in_vain + 1 if waiting == before else 0
        told = control.execute(
            "select b.status::text, (select count(*) from maitred_internal.outbox_keys as k"
            " where k.booking_id = b.id and k.kind = 'booking_confirmed'),"
            " (select count(*) from maitred.observability_events as e"
            " where e.booking_id = b.id and e.name = 'tables.assigned') from maitred.bookings as b"
        ).fetchall()
        assert told == [("confirmed", 1, 1)] * bookings
        assert control.execute("select * from maitred.find_assignment_drift()").fetchall() == []
    print(f"\n{bookings} jobs were done by {killed} workers, each of them killed")
