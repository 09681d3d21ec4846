"""What the outbox carries, beside a floor in the same run: one table, a lease by UPDATE, DELETE, batches of 100.

``python -m harness.dev.bench.outbox`` prints a table. Rounds are interleaved, figures are medians, and the server has
durable settings (fsync on).
"""

import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import click
import psycopg
from rich.console import Console
from rich.table import Table

from ... import migrate as migrations
from ...email import queue as outbox
from ...email import smtp
from ...email.message import ClaimedEmail
from ...email.worker import FULL_SCAN, Sender, Settings, Worker
from ...server.embedded import EmbeddedServer, embedded_server

SCRIPTS = Path(__file__).resolve().parent.parent.parent.parent / "scripts" / "benchmarks" / "outbox"
BATCH = 100
DATABASE = "bench"

# Takes every message in a thread a connection and answers commands that come together together.
SINK = """
import socket, threading
def talk(client):
    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    client.sendall(b"220 sink\\r\\n")
    rest, body = b"", False
    while data := client.recv(65536):
        rest, answers = rest + data, []
        while True:
            end = rest.find(b"\\r\\n.\\r\\n" if body else b"\\r\\n")
            if end < 0:
                break
            line, rest = rest[:end], rest[end + (5 if body else 2):]
            verb = line[:4].upper()
            if not body and verb == b"EHLO":
                answers.append(b"250-sink\\r\\n250 PIPELINING\\r\\n")
            elif not body and verb == b"DATA":
                body, rest = True, b"\\r\\n" + rest
                answers.append(b"354 go on\\r\\n")
            else:
                body = False
                answers.append(b"250 OK\\r\\n")
        if answers:
            client.sendall(b"".join(answers))
server = socket.create_server(("127.0.0.1", 0))
print(server.getsockname()[1], flush=True)
while True:
    threading.Thread(target=talk, args=(server.accept()[0],), daemon=True).start()
"""


class Bench:
    """A server with the schema, and ways to fill and drain it."""

    def __init__(self, server: EmbeddedServer, rounds: int) -> None:
        self.server = server
        self.rounds = rounds
        self.url = server.create_database(DATABASE)
        self.connection = psycopg.connect(self.url, autocommit=True)
        migrations.migrate(self.connection)
        self.connection.execute((SCRIPTS / "setup.sql").read_bytes())

    def fill(self, floor: int = 0, emails: int = 0) -> None:
        """Owe emails, in both queues."""
        self.connection.execute(
            "truncate bench.floor, maitred_internal.outbox_ready, maitred_internal.outbox_claims, "
            "maitred_internal.outbox_leases"
        )
        self.connection.execute("select bench.fill_floor(%s), bench.fill_outbox(%s)", (floor, emails))
        for table in ("bench.floor", "maitred_internal.outbox_ready", "maitred_internal.outbox_claims"):
            self.connection.execute(f"vacuum analyze {table}".encode())
        self.connection.execute("checkpoint")

    def pgbench(self, script: str, clients: int, transactions: int) -> float:
        """Run a script and return its transactions a second."""
        command = [
            str(self.server.bin_directory / "pgbench"), "-n", "-M", "prepared", "-c", str(clients), "-j", str(clients),
            "-t", str(transactions // clients), "-D", "after_at=-infinity", "-D", "after_id=0",
            "-f", str(SCRIPTS / script), self.url,
        ]  # fmt: skip
        ran = subprocess.run(command, capture_output=True, text=True, check=False)
        if ran.returncode:
            raise SystemExit(ran.stderr)
        line = next(line for line in ran.stdout.splitlines() if line.startswith("tps"))
        return float(line.split()[2])

    def median(self, *measures: Callable[[], float]) -> list[float]:
        """Return the median of each measure over interleaved rounds."""
        found = [[measure() for measure in measures] for _ in range(self.rounds)]
        return [statistics.median(column) for column in zip(*found, strict=True)]

    # Draining.

    def drain(self, batches: int = 600, clients: int = 1) -> tuple[float, float]:
        """Return emails a second of the floor and of the outbox, right after each other."""
        self.fill(batches * BATCH, batches * BATCH)
        floor = self.pgbench("drain_floor.sql", clients, batches) * BATCH
        return floor, self.pgbench("drain_outbox.sql", clients, batches) * BATCH

    def drain_like_a_worker(self, batches: int) -> tuple[float, float]:
        """Claim with hint and full scans, and settle; return emails a second, by the clock and by the processor."""
        sent = smtp.Result("sent")
        with outbox.open_outbox(self.url) as connection:
            used = processor(connection.info.backend_pid)
            after, scanned, started = None, time.monotonic(), time.monotonic()
            for _ in range(batches):
                if time.monotonic() - scanned > FULL_SCAN:
                    after, scanned = None, time.monotonic()
                emails = outbox.claim(connection, "bench", BATCH, 60, after)
                after = (emails[-1].available_at, emails[-1].email_id)
                outbox.settle(connection, emails[0].claim_token, [(e.email_id, sent) for e in emails])
            elapsed = time.monotonic() - started
            used = processor(connection.info.backend_pid) - used or elapsed
        return batches * BATCH / elapsed, batches * BATCH / used

    def pinned(self, finished: int) -> tuple[float, float, float]:
        """Return emails a second behind ``finished`` rows that an old transaction pins, and how much slower that is.

        By the clock and by the server's processor; over some seconds, for a worker looks through all of the queue once
        a second.
        """
        batches = 400
        self.fill(0, finished + 2 * batches * BATCH)
        before = self.drain_like_a_worker(batches)
        with psycopg.connect(self.url) as old:
            old.execute("set transaction isolation level repeatable read")
            old.execute("select count(*) from maitred_internal.outbox_ready")
            self.drain_like_a_worker(finished // BATCH)
            behind = self.drain_like_a_worker(batches)
        return behind[0], before[0] / behind[0], before[1] / behind[1]

    # A worker.

    def latency(self, count: int, listen_url: str | None = None) -> list[float]:
        """Return the times in ms from a commit to the claim of its email by an idle worker."""
        claimed: dict[int, float] = {}
        original = Sender._claim

        def timed(sender: Sender, after: object) -> list[ClaimedEmail]:
            emails = original(sender, after)  # type: ignore[arg-type]
            claimed.update(dict.fromkeys((e.email_id for e in emails), time.time()))
            return emails

        times: list[float] = []
        with sink() as port:
            settings = Settings(
                self.url, smtp.parse_url(f"smtp://127.0.0.1:{port}"), "bench@example.org", listen_url=listen_url
            )
            Sender._claim = timed  # type: ignore[method-assign,assignment]
            try:
                with running(Worker(settings)):
                    time.sleep(2)
                    for _ in range(count):
                        row = self.connection.execute(
                            "select maitred_internal.queue_email(bench.booking(1), 'booking_confirmed')"
                        ).fetchone()
                        committed = time.time()
                        assert row
                        while row[0] not in claimed:
                            time.sleep(0.0005)
                        times.append((claimed[row[0]] - committed) * 1000)
                        time.sleep(0.03)
            finally:
                Sender._claim = original  # type: ignore[method-assign]
        return sorted(times)

    def send(self, emails: int, connections: int) -> tuple[float, float]:
        """Return emails a second to SMTP on loopback, and the share of time in which nothing but the database works.

        Counted is when all senders at once are claiming, handing results over, or waiting until they are recorded.
        """
        self.fill(0, emails)
        waiting, waited, since = 0, 0.0, 0.0
        lock = threading.Lock()
        places = [(outbox, name) for name in ("claim", "begin_settle", "extend", "release")]
        places.append((outbox.Settling, "count"))  # type: ignore[arg-type]
        originals = [(place, name, getattr(place, name)) for place, name in places]

        def timed(function: Callable[..., object]) -> Callable[..., object]:
            def call(*arguments: object) -> object:
                nonlocal waiting, waited, since
                with lock:
                    waiting += 1
                    since = time.monotonic()
                try:
                    return function(*arguments)
                finally:
                    with lock:
                        if waiting == connections:
                            waited += time.monotonic() - since
                        waiting -= 1

            return call

        with sink() as port:
            server = smtp.parse_url(f"smtp://127.0.0.1:{port}")
            settings = Settings(self.url, server, "bench@example.org", connections=connections, batch=BATCH)
            try:
                for place, name, function in originals:
                    setattr(place, name, timed(function))
                worker = Worker(settings)
                started = time.monotonic()
                with running(worker):
                    while worker.counts.get("sent", 0) < emails:
                        time.sleep(0.005)
                    elapsed = time.monotonic() - started
            finally:
                for place, name, function in originals:
                    setattr(place, name, function)
        return emails / elapsed, waited / elapsed


def processor(pid: int) -> float:
    """Return the seconds that a process has computed, 0 where the system does not tell."""
    with suppress(OSError):
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9
    return 0.0


@contextmanager
def sink() -> Iterator[int]:
    """Run an SMTP server that takes everything, in a process of its own; yield its port."""
    with subprocess.Popen([sys.executable, "-c", SINK], stdout=subprocess.PIPE) as process:
        assert process.stdout
        try:
            yield int(process.stdout.readline())
        finally:
            process.kill()


@contextmanager
def running(worker: Worker) -> Iterator[None]:
    """Run a worker while the block lasts."""
    thread = threading.Thread(target=worker.run)
    thread.start()
    try:
        yield
    finally:
        worker.stop.set()
        thread.join()


def dead_port() -> int:
    """Return a port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def percentile(times: list[float], share: float) -> float:
    """Return a percentile of sorted numbers."""
    return times[min(len(times) - 1, int(len(times) * share))]


def measure(bench: Bench, million: int, finished: int) -> Iterator[tuple[str, str, str]]:
    """Yield what was measured, the figure, and the figure to reach."""
    pairs = [(bench.drain(), bench.drain(clients=2)) for _ in range(bench.rounds)]
    floor, one, two = (
        statistics.median(values)
        for values in zip(*((single[0], single[1], double[1]) for single, double in pairs), strict=True)
    )
    yield "drain without sending, batch 100", f"{one:,.0f}/s, {one / floor:.2f} x floor", ">= 1.2 x floor"
    yield "two workers", f"{two:,.0f}/s, {two / one:.2f} x one", ">= 1.5 x"

    for clients in (1, 4):
        bare, queued = bench.median(
            lambda n=clients: bench.pgbench("enqueue_floor.sql", n, 10_000),  # type: ignore[misc]
            lambda n=clients: bench.pgbench("enqueue_outbox.sql", n, 10_000),  # type: ignore[misc]
        )
        yield f"enqueue, {clients} clients", f"{queued:,.0f}/s, {queued / bare:.2f} x bare insert", ">= 0.7 x"

    small = statistics.median(bench.drain()[1] for _ in range(bench.rounds))
    bench.connection.execute("select bench.add_finished(%s)", (million,))
    bench.connection.execute("vacuum analyze")
    large = statistics.median(bench.drain()[1] for _ in range(bench.rounds))
    yield f"{million:,} finished rows", f"{large:,.0f}/s, {small / large:.2f} x slower", "<= 1.05 x"

    rate, slower, dearer = bench.pinned(finished)
    figure = f"{rate:,.0f}/s, {slower:.2f} x slower, {dearer:.2f} x the processor"
    yield f"old transaction over {finished:,}", figure, "<= 1.3 x"

    times = bench.latency(150)
    figure = f"p50 {percentile(times, 0.5):.1f} ms, p95 {percentile(times, 0.95):.1f}"
    yield "commit to claim, idle worker", figure, "p50 <= 3, p95 <= 8"
    deaf = bench.latency(15, f"postgresql://127.0.0.1:{dead_port()}/none")
    yield "the same with LISTEN dead", f"max {deaf[-1]:,.0f} ms", "<= 1,100"

    for connections in (1, 4):
        rate, share = (
            statistics.median(c) for c in zip(*(bench.send(2000, connections) for _ in range(3)), strict=True)
        )
        figure = f"{rate:,.0f}/s, {share:.0%} of the time nothing but the database"
        yield f"to SMTP, {connections} connections", figure, ">= 500/s, <= 5 %"


@click.command()
@click.option("--rounds", default=5, show_default=True)
@click.option("--finished", default=200_000, show_default=True, help="Rows that an old transaction pins.")
@click.option("--million", default=1_000_000, show_default=True, help="Emails sent long ago.")
def main(rounds: int, finished: int, million: int) -> None:
    """Measure the email outbox on a throw-away server."""
    out = Console(soft_wrap=True, highlight=False)
    table = Table("what", "measured", "reach", box=None)
    with embedded_server(settings={"shared_buffers": "512MB", "max_wal_size": "4GB"}, fsync=True) as server:
        for row in measure(Bench(server, rounds), million, finished):
            out.print("  ".join(row), style="dim")
            table.add_row(*row)
    out.print(table)


if __name__ == "__main__":
    main()
