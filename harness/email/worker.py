"""The worker: sends emails over several connections, runs assignment jobs, and sleeps until it is woken.

Each thread has its own database session and, if it sends, its own SMTP connection. An email's result is recorded
before the next message is handed over, so a worker that is killed repeats at most the message in flight.
"""

import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import LiteralString

import psycopg

from .. import HarnessError
from ..database import Connection
from . import queue as outbox
from .message import ClaimedEmail, MessageError, Templates, build_message, parse_sender
from .queue import Delivery, Settling
from .smtp import Connection as SmtpConnection
from .smtp import Result, Server, TransportPausedError, TransportStoppedError

Report = Callable[[str], None]

POLL = 1.0  # seconds; however the wake-up fares
WAKEUP = 3.0  # seconds that commits notify after a wake-up was requested
FULL_SCAN = 1.0  # seconds; how long a claim may start where the last one ended
MAINTENANCE = 60.0  # seconds between chores
LONGEST_PAUSE = 60.0  # seconds between attempts at a server that is away
CHORES: tuple[LiteralString, ...] = (
    "select maitred.expire_holds_and_sessions()",
    "select maitred.prepare_partitions()",
)


class LeaseOverError(Exception):
    """Somebody else may have these emails by now."""


@dataclass(frozen=True)
class Settings:
    """What a worker needs to know. Times in seconds; ``rate`` in emails a second by all workers together, 0: any."""

    database_url: str
    server: Server
    sender: str
    templates: Path | None = None
    listen_url: str | None = None
    connections: int = 4
    batch: int = 50
    lease: float = 60.0
    renew_after: int = 100
    timeout: float = 30.0
    rate: float = 0.0
    name: str = field(default_factory=lambda: f"{socket.gethostname()}:{os.getpid()}")


class Recording:
    """An email's result on its way into the database, while the next message is made and offered."""

    def __init__(self, email: ClaimedEmail, result: Result, finish: Callable[[], bool]) -> None:
        """``finish`` waits for the database and tells whether the result was taken."""
        self.email = email
        self.result = result
        self._finish = finish
        self._taken: bool | None = None

    def taken(self) -> bool:
        """Wait until it is recorded; False: too late."""
        if self._taken is None:
            self._taken = False
            self._taken = self._finish()
        return self._taken

    def delivery(self) -> Delivery:
        """Wait until it is recorded and return what happened."""
        return Delivery(self.email, self.result, self.taken())


class Sender:
    """One claim-and-send loop: a database session and an SMTP connection."""

    def __init__(
        self, settings: Settings, templates: Templates, stop: threading.Event, more: Callable[[], None] = lambda: None
    ) -> None:
        """Settle what to do; nothing is connected yet. ``more`` is called when there is work for another one."""
        self.settings = settings
        self.templates = templates
        self.stop = stop
        self.more = more
        self.smtp = SmtpConnection(settings.server, timeout=settings.timeout, renew_after=settings.renew_after)
        self.database: Connection | None = None
        self._recording: Recording | None = None
        self._after: tuple[datetime, int] | None = None
        self._scanned_at = 0.0

    def close(self) -> None:
        """Close both connections."""
        self.smtp.close()
        if self.database:
            self.database.close()

    def session(self) -> Connection:
        """Return the database session, opened again if it broke; it takes one statement at a time."""
        recording, self._recording = self._recording, None
        if recording:
            recording.taken()
        if self.database is None or self.database.closed:
            self.database = outbox.open_outbox(self.settings.database_url)
        return self.database

    def claim(self) -> tuple[float, list[ClaimedEmail]]:
        """Claim emails; return until when (monotonic clock) they are certainly ours, and the emails."""
        deadline = time.monotonic() + self.settings.lease
        full = self._after is None or time.monotonic() - self._scanned_at >= FULL_SCAN
        emails: list[ClaimedEmail] = []
        if not full:
            emails = self._claim(self._after)
        if not emails:
            self._scanned_at = time.monotonic()
            emails = self._claim(None)
        if emails:
            self._after = max((e.available_at, e.email_id) for e in emails)
        return deadline, emails

    def _claim(self, after: tuple[datetime, int] | None) -> list[ClaimedEmail]:
        settings = self.settings
        return outbox.claim(self.session(), settings.name, settings.batch, settings.lease, after)

    def run_once(self) -> Iterator[Delivery]:
        """Claim one batch and send it; what happened to each email is recorded before it is yielded.

        Raises ``TransportPausedError`` and ``TransportStoppedError`` after giving the rest back.
        """
        deadline, emails = self.claim()
        if not emails:
            return
        if len(emails) == self.settings.batch:
            self.more()
        token = emails[0].claim_token
        recording: Recording | None = None
        recorded = 0
        try:
            for email in emails:
                if self.stop.is_set():
                    break
                if time.monotonic() > deadline - self.settings.lease / 2:
                    deadline = self._extend(token)
                result = self._deliver(email, deadline, recording)
                if recording:
                    recorded += recording.taken()
                    yield recording.delivery()
                recording = self._record(token, email, result, deadline)
        except LeaseOverError:
            pass
        except (TransportPausedError, TransportStoppedError) as error:
            if recording:
                yield recording.delivery()
            recording = None
            if isinstance(error, TransportStoppedError) and error.answer:
                recording = self._record(token, email, Result("released", error.answer), deadline)
            raise
        finally:
            with suppress(psycopg.Error, HarnessError):
                if recording:
                    recorded += recording.taken()
                if recorded < len(emails):
                    outbox.release(self.session(), token)
        if recording:
            yield recording.delivery()

    def _extend(self, token: int) -> float:
        deadline = time.monotonic() + self.settings.lease
        if not outbox.extend(self.session(), token, self.settings.lease):
            raise LeaseOverError
        return deadline

    def _deliver(self, email: ClaimedEmail, deadline: float, before: Recording | None) -> Result:
        """Send one email, within the rate limit, and hand it over when the result before it is recorded."""
        try:
            message = build_message(email, self.templates, self.settings.sender)
        except MessageError as error:
            return Result("dead", str(error)[:2000])

        def still_ours() -> None:
            if before:
                before.taken()
            if time.monotonic() >= deadline:
                raise LeaseOverError

        self._wait_for_token(deadline)
        return self.smtp.send(message, still_ours)

    def _wait_for_token(self, deadline: float) -> None:
        settings = self.settings
        while settings.rate and (wait := outbox.take_token(self.session(), settings.server.name, settings.rate)):
            if self.stop.wait(min(wait, 1.0)) or time.monotonic() >= deadline:
                raise LeaseOverError

    def _record(self, token: int, email: ClaimedEmail, result: Result, deadline: float) -> Recording:
        """Begin to record a result. If the session broke: over a new one, for as long as the lease lasts."""
        results = [(email.email_id, result)]
        settling: Settling | None = None
        with suppress(psycopg.OperationalError, HarnessError):
            settling = outbox.begin_settle(self.session(), token, results)

        def finish() -> bool:
            self._recording = None
            with suppress(psycopg.OperationalError):
                if settling:
                    return settling.count() == 1
            while time.monotonic() < deadline:
                with suppress(psycopg.OperationalError, HarnessError):
                    return outbox.settle(self.session(), token, results) == 1
                time.sleep(0.1)
            return False

        self._recording = Recording(email, result, finish)
        return self._recording


def run_jobs(connection: Connection, worker: str, stop: threading.Event) -> int:
    """Run assignment jobs until none is due; return how many."""
    done = 0
    while not stop.is_set():
        row = connection.execute("select maitred.run_assignment_job(p_worker => %s)", (worker,)).fetchone()
        if not row or row[0] is None:
            break
        done += 1
    return done


def drain(settings: Settings) -> Iterator[Delivery]:
    """Run the jobs that are due, then send what is due, once; yield what happened to each email."""
    parse_sender(settings.sender)
    stop = threading.Event()
    sender = Sender(settings, Templates(settings.templates), stop)
    try:
        with outbox.open_outbox(settings.database_url) as connection:
            run_jobs(connection, settings.name, stop)
        while True:
            deliveries = 0
            for delivery in sender.run_once():
                deliveries += 1
                yield delivery
            if not deliveries:
                return
    except TransportPausedError as error:
        raise HarnessError(f"{error}. Nothing is lost: what was not sent stays in the outbox.") from None
    finally:
        sender.close()


class Worker:
    """Threads that send, one that runs jobs, and the listener, until ``stop`` is set or one of them fails."""

    def __init__(self, settings: Settings, report: Report = lambda _: None) -> None:
        """Check what can be checked without a server."""
        parse_sender(settings.sender)
        self.settings = settings
        self.templates = Templates(settings.templates)
        self.report = report
        self.stop = threading.Event()
        self.counts: dict[str, int] = {}
        self._wake = threading.Condition()
        self._rung = False
        self._jobs_rung = threading.Event()
        self._wakeup_until = 0.0
        self._fatal: BaseException | None = None
        self._paused_until = 0.0
        self._pause = 1.0

    def run(self) -> None:
        """Work until ``stop`` is set, then finish what is in flight.

        Raises what a person has to put right, and whatever a thread did not expect: a process that lives on with a
        thread less would send nothing, and nobody would know.
        """
        with outbox.open_outbox(self.settings.database_url):
            pass  # an unreachable database is said immediately
        threads = [
            threading.Thread(target=self._guard, args=(self._send,), name=f"sender {number}", daemon=True)
            for number in range(self.settings.connections)
        ]
        threads.append(threading.Thread(target=self._guard, args=(self._run_jobs,), name="jobs", daemon=True))
        for thread in threads:
            thread.start()
        try:
            self._listen()
        finally:
            self.stop.set()
            self._ring(everybody=True)
            for thread in threads:
                thread.join()
        if self._fatal:
            raise self._fatal

    def _guard(self, work: Callable[[], None]) -> None:
        """Do a thread's work; if it ends by an exception, so does the worker."""
        try:
            work()
        except BaseException as error:  # the thread ends here, and ``run`` raises it
            self._fail(error)

    def _fail(self, error: BaseException) -> None:
        """End the worker. The first error is the one that is raised."""
        with self._wake:
            self._fatal = self._fatal or error
        self.stop.set()

    def _ring(self, *, everybody: bool = False) -> None:
        """Wake one sender, which wakes the next if there is more than it can take, and who runs jobs."""
        with self._wake:
            self._rung = True
            self._wake.notify(self.settings.connections if everybody else 1)
        self._jobs_rung.set()

    def _sleep(self) -> None:
        """Wait for a wake-up, a second at most."""
        with self._wake:
            if not self._rung and not self.stop.is_set():
                self._wake.wait(POLL)
            self._rung = False

    def _request_wakeup(self, sender: Sender) -> bool:
        """Request wake-ups before sleeping, unless they are; True: now, so that one has to look once more."""
        now = time.monotonic()
        with self._wake:
            if now < self._wakeup_until:
                return False
            self._wakeup_until = now + WAKEUP - POLL - 0.5
        outbox.request_email_wakeup(sender.session(), WAKEUP)
        return True

    # Sending.

    def _send(self) -> None:
        sender = Sender(self.settings, self.templates, self.stop, self._ring)
        try:
            while not self.stop.is_set():
                wait = self._paused_until - time.monotonic()
                if wait > 0:
                    self.stop.wait(min(wait, POLL))
                    continue
                self._send_batch(sender)
        finally:
            sender.close()

    def _send_batch(self, sender: Sender) -> None:
        sent = 0
        try:
            for delivery in sender.run_once():
                sent += 1
                self._count(delivery)
            if not sent and not self._request_wakeup(sender):
                self._sleep()
        except TransportPausedError as error:
            self._pause_transport(error, sender)
        except TransportStoppedError as error:
            self._fail(error)
        except (psycopg.OperationalError, HarnessError) as error:
            self.report(f"the database is away: {' '.join(str(error).split())}")
            self.stop.wait(POLL)

    def _count(self, delivery: Delivery) -> None:
        email, result = delivery.email, delivery.result
        outcome = result.outcome if delivery.recorded else "lost its lease"
        with self._wake:
            self.counts[outcome] = self.counts.get(outcome, 0) + 1
        if outcome == "sent":
            self._pause = 1.0
        else:
            self.report(f"email {email.email_id} ({email.kind}): {outcome}: {result.error}")

    def _pause_transport(self, error: TransportPausedError, sender: Sender) -> None:
        now = time.monotonic()
        if self._paused_until <= now:
            self._paused_until = now + self._pause
            self.report(f"{error}; next try in {self._pause:.0f} s")
            if self.settings.rate and sender.database:
                with suppress(psycopg.Error):
                    outbox.pause(sender.database, self.settings.server.name, self._pause)
            self._pause = min(self._pause * 2, LONGEST_PAUSE)

    # Jobs and tidiness.

    def _run_jobs(self) -> None:
        connection: Connection | None = None
        tidied_at = -MAINTENANCE
        while not self.stop.is_set():
            try:
                if connection is None or connection.closed:
                    connection = outbox.open_outbox(self.settings.database_url, "maitred jobs")
                run_jobs(connection, self.settings.name, self.stop)
                if time.monotonic() - tidied_at >= MAINTENANCE:
                    tidied_at = time.monotonic()
                    for chore in CHORES:
                        connection.execute(chore)
            except psycopg.errors.LockNotAvailable:
                pass  # a partition that is made next time
            except (psycopg.OperationalError, HarnessError) as error:
                self.report(f"jobs: {' '.join(str(error).split())}")
                self.stop.wait(POLL)
            self._jobs_rung.wait(POLL)
            self._jobs_rung.clear()
        if connection:
            connection.close()

    # The wake-up.

    def _listen(self) -> None:
        """Wait for notifications on a session of their own, made again whenever it does not listen any more."""
        connection: Connection | None = None
        while not self.stop.is_set():
            try:
                if connection is None:
                    connection = outbox.open_outbox(
                        self.settings.listen_url or self.settings.database_url, "maitred wake-up"
                    )
                    connection.execute("listen maitred_emails")
                    checked_at = time.monotonic()
                for _ in connection.notifies(timeout=POLL, stop_after=1):
                    self._ring()
                if time.monotonic() - checked_at > 10:
                    checked_at = time.monotonic()
                    if not connection.execute("select from pg_listening_channels()").fetchall():
                        raise psycopg.OperationalError("the session does not listen any more")
            except (psycopg.Error, HarnessError):
                # Every thread polls; what is lost is a fraction of a second.
                if connection:
                    connection.close()
                connection = None
                self.stop.wait(POLL)
        if connection:
            connection.close()
