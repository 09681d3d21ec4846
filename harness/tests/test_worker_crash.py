"""Workers and servers killed at any moment, and a pooler between: no email lost, none sent again without need."""

import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest

from .. import migrate as migrations
from ..email.worker import Worker
from ..server.embedded import EmbeddedServer, server_user
from .racing import PATIENCE
from .smtp_server import Mailbox, smtp_server
from .test_worker import SENDER, fill, fill_mixed, lost, settings, states, wait_for, working

CONNECTIONS = 2
FULL = bool(os.environ.get("MAITRED_THOROUGH"))
EMAILS, KILLS, RESTARTS = (2000, 200, 10) if FULL else (300, 12, 2)
EVERY = 10  # emails, between which three end at the claim

# A worker that finds no database when it starts says so and ends: its supervisor starts it again.
WORKER = f"""
import sys, time
from harness import HarnessError
from harness.email import smtp, worker
server = smtp.parse_url(sys.argv[2])
settings = worker.Settings(sys.argv[1], server, {SENDER!r}, lease=1.0, batch=20, connections={CONNECTIONS})
while True:
    try:
        worker.Worker(settings).run()
    except HarnessError:
        time.sleep(0.1)
"""


@contextmanager
def worker_process(database: str, url: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run ``maitred worker`` with short leases, in a process of its own, until it is killed."""
    process = subprocess.Popen(
        [sys.executable, "-c", WORKER, database, url],
        cwd=Path(__file__).resolve().parents[2],
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def everything_was_sent_once(database: str, mailbox: Mailbox, kills: int) -> None:
    """Nothing lost; sent more than once at most the message in flight, one per kill and connection."""
    ids = mailbox.ids
    assert lost(database) == []
    with psycopg.connect(database) as connection:
        rows = connection.execute(
            "select message_id from maitred_internal.outbox_contents where recipient like 'guest%'"
        ).fetchall()
    assert set(ids) == {message_id for (message_id,) in rows}
    assert len(rows) == EMAILS
    assert sum(ids.values()) - len(ids) <= kills * CONNECTIONS


@pytest.mark.crash
def test_a_killed_worker_loses_no_email(database: str) -> None:
    choose = random.Random(1)
    with smtp_server() as (url, mailbox):
        mailbox.greylisting = True
        fill_mixed(database, EMAILS, EVERY)
        for _ in range(KILLS):
            with worker_process(database, url):
                before = len(mailbox.known)
                if len(mailbox.known) < EMAILS:
                    wait_for(lambda before=before: len(mailbox.known) > before)  # type: ignore[misc]
                time.sleep(choose.uniform(0, 0.05))
        with worker_process(database, url):
            wait_for(lambda: states(database) == {"sent": EMAILS})
        everything_was_sent_once(database, mailbox, KILLS)


@pytest.mark.crash
def test_a_database_that_crashes_loses_no_email() -> None:
    choose = random.Random(2)
    with smtp_server() as (url, mailbox):
        own = EmbeddedServer()
        try:
            database = own.create_database("crashing")
            with psycopg.connect(database, autocommit=True) as connection:
                migrations.migrate(connection)
            fill_mixed(database, EMAILS, EVERY)
            mailbox.delay = 0.002
            with worker_process(database, url):
                for _ in range(RESTARTS):
                    before = len(mailbox.messages)
                    if len(mailbox.ids) < EMAILS:
                        wait_for(lambda before=before: len(mailbox.messages) > before)  # type: ignore[misc]
                    time.sleep(choose.uniform(0, 0.2))
                    own.restart(immediate=True)
                wait_for(lambda: states(database) == {"sent": EMAILS})
            everything_was_sent_once(database, mailbox, RESTARTS)
        finally:
            own.stop()


@contextmanager
def pgbouncer(database: str, folder: Path) -> Iterator[str]:
    """Run the real pooler in transaction mode before a database; yield the URL to use."""
    program = shutil.which("pgbouncer") or "/usr/sbin/pgbouncer"
    if not Path(program).exists():
        pytest.skip("pgbouncer is not installed")
    parts = urlsplit(database)
    query = parse_qs(parts.query)
    name = parts.path.strip("/")
    folder.chmod(0o777)
    users, settings_file = folder / "users.txt", folder / "pgbouncer.ini"
    users.write_text('"postgres" ""\n')
    settings_file.write_text(
        f"[databases]\n{name} = host={query['host'][0]} port={query['port'][0]} user=postgres\n"
        f"[pgbouncer]\nlisten_addr =\nunix_socket_dir = {folder}\nlisten_port = 6432\nauth_type = any\n"
        f"auth_file = {users}\npool_mode = transaction\ndefault_pool_size = 3\n"
    )
    user = server_user()
    command = [program, "-q", str(settings_file)]
    if user:
        command = ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups", *command]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    try:
        wait_for(lambda: (folder / ".s.PGSQL.6432").exists())
        yield f"postgresql://postgres@/{name}?host={folder}&port=6432"
    finally:
        process.terminate()
        process.wait(PATIENCE)


def test_the_worker_works_behind_pgbouncer(database: str) -> None:
    with tempfile.TemporaryDirectory(prefix="maitred-pooler-") as folder, smtp_server() as (url, mailbox):
        with pgbouncer(database, Path(folder)) as pooled:
            fill(database, *(f"guest{n}@example.org" for n in range(100)))
            with working(Worker(settings(pooled, url, connections=4, listen_url=database))):
                wait_for(lambda: states(database) == {"sent": 100})
            with working(Worker(settings(pooled, url, connections=4))):
                fill(database, "late@example.org")
                wait_for(lambda: states(database) == {"sent": 101})
        assert len(mailbox.messages) == 101
