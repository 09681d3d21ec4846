"""Throughput of the functions, by pgbench, beside a floor that no function can pass.

The floor is one bare INSERT a transaction into a table with the same EXCLUDE constraint, measured in the same minute
on the same server: a ratio to it says what a function costs, on any machine. Rounds are interleaved and medians taken,
so that a machine with other work falsifies all workloads alike. Processor time a call says the most: transactions a
second are the disk's as much as the code's. So the data is in memory where that can be (``--on DIR``: elsewhere), and
what was measured is written after each run, whatever comes after it.

``python -m harness.dev.bench.assignment [--seconds N] [--rounds N] [--clients 1,4,8] [--only NAME,...] [--on DIR]``
"""

import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import mean, median
from typing import Any, NamedTuple

import click
import psycopg
from rich.console import Console
from rich.table import Table

from ... import HarnessError
from ... import migrate as migrations
from ...database import Connection
from ...server.embedded import EmbeddedServer, embedded_server

ROOT = Path(__file__).resolve().parent.parent.parent.parent
SCRIPTS = ROOT / "scripts" / "benchmarks" / "assignment"
SETTINGS = {
    "synchronous_commit": "on",
    "shared_buffers": "1GB",
    "max_wal_size": "8GB",
    "checkpoint_timeout": "30min",
    "wal_level": "replica",
}
DRIFT = "select count(*) from maitred.find_assignment_drift()"
ASSIGNMENTS = "select count(*) from maitred.booking_table_assignments"
OF_FIGHTERS = f"{ASSIGNMENTS} where start_at = '2060-01-01 19:00+00'"
PROFILE = """
    select funcname, calls::float / %(calls)s, self_time * 1000 / %(calls)s, total_time * 1000 / %(calls)s
    from pg_stat_user_functions where schemaname like 'maitred%%' order by self_time desc limit 25
"""
POOL = 250  # bookings a client goes round in, in cycle.sql
FULL = 200_000
# No run uses more bookings a second than these, on any machine; how fast the last one was says nothing about the next.
FASTEST_CLIENT = 4_000
FASTEST = 24_000  # of all clients
MEMORY = Path("/dev/shm")
ROOM = 6 * 2**30  # bytes that the databases and their WAL may need

out = Console(soft_wrap=True, highlight=False)


class Workload(NamedTuple):
    """A pgbench script and where it runs. ``goal``: of the floor, at 8 clients."""

    name: str
    script: str
    says: str
    goal: float | None = None
    email: str | None = None
    database: str = "main"
    tables: int = 2000
    first_table: int = 0


FLOOR = Workload("floor", "floor", "one bare INSERT under the same EXCLUDE constraint")
FIGHT = Workload("fight", "fight", "reassign, everybody to the same six tables: deadlocks are what counts")
WORKLOADS = (
    Workload("assign", "assign", "assign, 50 restaurants of 40 tables", 0.25),
    Workload("assign+mail", "assign", "the same, and each writes an email", 0.25, "guest@example.org"),
    Workload("busy", "assign", "assign, one restaurant of 40 tables", 0.2, tables=40, first_table=2000),
    Workload("paced", "assign", "the same where services limit covers", tables=40, first_table=2100),
    Workload("hold", "hold", "hold, then assign from the hold"),
    Workload("propose", "propose", "propose, then confirm", 0.1),
    Workload("propose+mail", "propose", "the same, and each writes an email", 0.1, "guest@example.org"),
    FIGHT,
    Workload("cycle, empty", "cycle", "assign, then unassign; nothing else assigned", database="empty"),
    Workload("cycle, full", "cycle", "the same beside 200,000 assignments", database="full"),
)
CHECK = Workload("check", "check", "check_table_assignment, 60 tables, 300 bookings that day")


@dataclass
class Run:
    """One run of pgbench."""

    workload: str
    clients: int
    round: int
    tps: float
    latency_ms: float
    transactions: int
    failed: int
    deadlocks: int
    cpu_us: float  # of the server's processes, a transaction
    wal_bytes: float | None = None  # a transaction, without full-page images
    ratio: float | None = None  # to the floor of the same round


class Bench:
    """A server with the benchmark's databases, and the bookings that the next run will use."""

    def __init__(self, server: EmbeddedServer, seconds: int, directory: Path | None = None) -> None:
        self.server = server
        self.seconds = seconds
        self.directory = directory
        self.next: dict[int, int] = defaultdict(int)
        self.expected = 300

    def prepare(self, cycles: bool) -> None:
        """Make the databases."""
        main = self.server.create_database("main")
        with psycopg.connect(main, autocommit=True) as connection:
            migrations.migrate(connection, directory=self.directory)
            connection.execute("create extension pg_walinspect")
            connection.execute((SCRIPTS / "setup.sql").read_bytes())
        for name in ("empty", "full") if cycles else ():
            url = self.server.create_database(name, "main")
            with psycopg.connect(url, autocommit=True) as connection:
                # Two days apart, so that nobody waits for the time that another one frees.
                connection.execute(
                    "call bench.make_bookings(%s, %s, 2000, 0, null, interval '2 days', 'pending')",
                    (2_020_000_000, 64 * POOL),
                )
                if name == "full":
                    # Valid rows: neither foreign keys nor deferred guards have anything to find.
                    connection.execute("set session_replication_role = replica")
                    connection.execute("call bench.make_assignments(0, %s, 2000, 0)", (FULL,))
        for name in ("main", "empty", "full") if cycles else ("main",):
            with self.connect(name) as connection:
                connection.execute("vacuum (analyze)")
        self.execute("main", "checkpoint")

    @contextmanager
    def connect(self, database: str) -> Iterator[Connection]:
        """Open a session in one of the databases."""
        with psycopg.connect(self.server.dsn(database), autocommit=True) as connection:
            yield connection

    def execute(self, database: str, statement: str, parameters: Sequence[object] = ()) -> Any:
        """Run one statement and return its first row, if it has any."""
        with self.connect(database) as connection:
            cursor = connection.execute(statement, parameters)
            return cursor.fetchone() if cursor.description else None

    def measure(self, workload: Workload, clients: int, number: int, *, wal: bool = False) -> Run:
        """Run a workload for some seconds."""
        share, base = self.reserve(workload, clients)
        deadlocks = self.deadlocks(workload.database)
        started = self.execute("main", "select pg_current_wal_insert_lsn()")[0]
        run = self.pgbench(workload, clients, number, share, base)
        run.deadlocks = self.deadlocks(workload.database) - deadlocks
        if wal:
            size = "select sum(record_size)::float from pg_get_wal_stats(%s, pg_current_wal_flush_lsn())"
            run.wal_bytes = self.execute("main", size, (started,))[0] / max(run.transactions, 1)
        if workload.script in {"assign", "hold", "propose"}:
            self.expected += run.transactions
        return run

    def reserve(self, workload: Workload, clients: int) -> tuple[int, int]:
        """Make bookings for a run, more than it can use, and return how many a client and the first."""
        if workload.script in {"check", "cycle", "fight"}:
            return 0, 2_020_000_000
        share = 100_000 if workload is FLOOR else min(FASTEST_CLIENT, FASTEST // clients)
        share *= self.seconds + 1
        # The number of a booking says its table and slot; each pool of tables and the floor count for themselves.
        pool = {"floor": 0, "busy": 1_000_000_000, "paced": 4_000_000_000}.get(workload.name, 0)
        key = -1 if workload is FLOOR else pool
        base = pool + self.next[key]
        self.next[key] += share * clients
        if workload is not FLOOR:
            self.execute(
                workload.database,
                "call bench.make_bookings(%s, %s, %s, %s, %s, interval '2 hours', 'pending')",
                (base, share * clients, workload.tables, workload.first_table, workload.email),
            )
            # As after any bulk load; who comes from a website is seen to by autovacuum.
            self.execute(workload.database, "analyze maitred.bookings")
        return share, base

    def deadlocks(self, database: str) -> int:
        """Return the deadlocks since the server was started."""
        statement = "select deadlocks from pg_stat_database where datname = %s"
        return int(self.execute("main", statement, (database,))[0])

    def cpu_seconds(self) -> dict[int, float]:
        """Return the processor time that each of pgbench's sessions has used so far."""
        seconds = {}
        with self.connect("postgres") as connection:
            for (pid,) in connection.execute("select pid from pg_stat_activity where application_name = 'pgbench'"):
                with suppress(FileNotFoundError):
                    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
                    seconds[pid] = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        return seconds

    def profile(self, workload: Workload) -> list[tuple[Any, ...]]:
        """Return the functions that a workload spends its time in: name, calls and microseconds a transaction."""
        share, base = self.reserve(workload, 1)
        self.execute(workload.database, "select pg_stat_reset()")
        run = self.pgbench(workload, 1, 0, share, base)
        with self.connect(workload.database) as connection:
            return connection.execute(PROFILE, {"calls": run.transactions}).fetchall()

    def pgbench(self, workload: Workload, clients: int, number: int, share: int, base: int) -> Run:
        """Start pgbench and read what it says."""
        variables = {
            "i": -1,
            "base": base,
            "share": share,
            "tables": workload.tables,
            "first_table": workload.first_table,
        }
        program = self.server.bin_directory / "pgbench"
        command = [str(program), "-n", "-M", "prepared", "-c", str(clients), "-j", str(min(clients, 2))]
        command += ["-T", str(self.seconds + 1), "-P", "1", "-f", str(SCRIPTS / f"{workload.script}.sql")]
        command += [word for name, value in variables.items() for word in ("-D", f"{name}={value}")]
        command.append(self.server.dsn(workload.database))
        try:
            process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd="/")
        except FileNotFoundError:
            raise HarnessError(f"There is no pgbench in {program.parent}.") from None
        time.sleep(1)
        before, began = self.cpu_seconds(), time.monotonic()
        time.sleep(max(self.seconds - 0.7, 0.3))
        after, lasted = self.cpu_seconds(), time.monotonic() - began
        output, messages = process.communicate()
        if process.returncode:
            raise HarnessError(f"pgbench, {workload.name}: {messages.strip()[-2000:]}")
        # In the first second every session reads and plans what it calls, which sessions in a pool do once.
        warm = [float(tps) for tps in re.findall(r"^progress: [\d.]+ s, ([\d.]+) tps", messages, re.MULTILINE)[1:]]
        return Run(
            workload.name,
            clients,
            number,
            tps=mean(warm),
            latency_ms=_number(r"^latency average = ([\d.]+)", output),
            transactions=int(_number(r"actually processed: (\d+)", output)),
            failed=int(_number(r"failed transactions: (\d+)", output)),
            deadlocks=0,
            cpu_us=sum(after[pid] - before[pid] for pid in before.keys() & after) / lasted / mean(warm) * 1e6,
        )

    def contradictions(self, databases: Sequence[str]) -> list[str]:
        """Return what is wrong afterwards: drift, or another number of assignments than pgbench counted."""
        drift = {name: self.execute(name, DRIFT)[0] for name in databases}
        found = [f"{rows} rows of drift in the database {name}" for name, rows in drift.items() if rows]
        made = self.execute("main", ASSIGNMENTS)[0]
        made -= self.execute("main", OF_FIGHTERS)[0]
        if made < self.expected:
            found.append(f"{made} assignments were made, pgbench counted {self.expected}")
        return found


def _number(pattern: str, text: str) -> float:
    match = re.search(pattern, text, re.MULTILINE)
    if not match:
        raise HarnessError(f"pgbench said something else than expected:\n{text}")
    return float(match[1])


def run_all(
    bench: Bench,
    workloads: Sequence[Workload],
    clients: Sequence[int],
    rounds: int,
    keep: Callable[[Sequence[Run]], None],
) -> list[Run]:
    """Run all workloads in turn, the floor before and after, as often as asked; ``keep`` what there is after each."""
    runs: list[Run] = []
    for count in clients:
        for number in range(1, rounds + 1):
            half = len(workloads) // 2
            turn = [FLOOR, *workloads[:half], FLOOR, *workloads[half:], FLOOR]
            found: list[Run] = []
            for workload in turn:
                found.append(bench.measure(workload, count, number, wal=number == rounds))
                keep([*runs, *found])
            floor = median(run.tps for run in found if run.workload == "floor")
            for run in found:
                run.ratio = run.tps / floor
                shown = f"{run.workload}, {count} clients, round {number}: {run.cpu_us:.0f} us of CPU, {run.tps:.0f}/s"
                print(f"{shown}, {run.ratio:.3f} x floor", file=sys.stderr)
            runs += found
            keep(runs)
    return runs


def use_place(on: Path | None) -> Path:
    """Put the data into the folder named, else into memory where that has room, else where temporary files are."""
    if on is None and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM:
        on = MEMORY
    if on:
        tempfile.tempdir = str(on.resolve())
    return Path(tempfile.gettempdir())


def write(path: Path, told: dict[str, Any]) -> None:
    """Write results to a file, all or nothing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_suffix(".part")
    half.write_text(json.dumps(told, indent=1), encoding="utf-8")
    half.replace(path)


def show(runs: Sequence[Run], workloads: Sequence[Workload], clients: Sequence[int]) -> None:
    """Print the medians."""
    heads = [f"{n} clients" if n > 1 else "1 client" for n in clients]
    used, ratios = (f"CPU us, {n}" for n in clients), (f"x floor, {n}" for n in clients)
    table = Table("", *used, "WAL kB", *heads, *ratios, "goal", box=None, pad_edge=False)
    for column in table.columns[1:]:
        column.justify = "right"
    for workload in (FLOOR, *workloads):
        mine = [[run for run in runs if run.workload == workload.name and run.clients == n] for n in clients]
        cpu = [f"{median(run.cpu_us for run in each):,.0f}" for each in mine]
        speeds = [f"{median(run.tps for run in each):,.0f}/s" for each in mine]
        shares = [f"{median(run.ratio or 0 for run in each):.3f}" for each in mine]
        wal = f"{median(run.wal_bytes for run in mine[-1] if run.wal_bytes) / 1000:.1f}"
        table.add_row(workload.name, *cpu, wal, *speeds, *shares, f"{workload.goal or ''}")
    out.print(table)
    out.print(
        "A transaction of pgbench at so many clients: CPU of the server's processes, WAL without full-page images, "
        "transactions a second, and their share of the floor's."
    )
    for workload in (FLOOR, *workloads):
        out.print(f"{workload.name}: {workload.says}", style="dim")


def show_growth(runs: Sequence[Run]) -> None:
    """Print what 200,000 assignments cost those that come after."""
    full = [run for run in runs if run.workload == "cycle, full"]
    empty = [run for run in runs if run.workload == "cycle, empty"]
    if full and empty:
        speed = median(a.tps / b.tps for a, b in zip(full, empty, strict=True))
        cpu = median(a.cpu_us / b.cpu_us for a, b in zip(full, empty, strict=True))
        out.print(f"beside 200,000 assignments: {cpu:.2f} x the CPU, {speed:.2f} x the speed (goal: within 10 %)")


def show_profiles(bench: Bench, workloads: Sequence[Workload]) -> None:
    """Print where the time goes."""
    for workload in workloads:
        table = Table(workload.name, "calls", "self us", "total us", box=None, pad_edge=False)
        for name, *numbers in bench.profile(workload):
            table.add_row(name, *(f"{number:.1f}" for number in numbers))
        out.print(table)


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--seconds", type=click.IntRange(2), default=3, show_default=True, help="A run, after one to warm up.")
@click.option("--rounds", default=3, show_default=True, help="Of all workloads, interleaved.")
@click.option("--clients", default="1,4,8", show_default=True, help="How many at once.")
@click.option("--only", default="", metavar="NAME,...", help=", ".join(w.name for w in (*WORKLOADS, CHECK)))
@click.option("--json", "path", type=click.Path(path_type=Path), default="out/bench.json", show_default=True)
@click.option("--profile", is_flag=True, help="Show which functions the time goes into, instead.")
@click.option("--on", type=click.Path(path_type=Path, exists=True, file_okay=False), help="Where the data is.")
@click.option("--sql", type=click.Path(path_type=Path, exists=True), help="Of another version, to compare.")
def main(
    seconds: int,
    rounds: int,
    clients: str,
    only: str,
    path: Path,
    profile: bool,
    on: Path | None,
    sql: Path | None,
) -> None:
    """Measure, and fail on a deadlock, a failed transaction or drift."""
    place = use_place(on)
    counts = [int(word) for word in clients.split(",")]
    wanted = [name.strip() for name in only.split(";" if ";" in only else ",") if name.strip()]
    chosen = [w for w in WORKLOADS if not wanted or any(w.name.startswith(name) for name in wanted)]
    databases = ["main", *sorted({w.database for w in chosen} - {"main"})]
    began = time.monotonic()
    with embedded_server(settings={**SETTINGS, "track_functions": "all" if profile else "none"}, fsync=True) as server:
        bench = Bench(server, seconds, sql)
        bench.prepare(cycles=len(databases) > 1)
        print(f"prepared in {time.monotonic() - began:.1f} s", file=sys.stderr)
        if profile:
            show_profiles(bench, [*chosen, CHECK])
            return
        bench.measure(FLOOR, 4, 0)  # warm
        version = bench.execute("main", "select version()")[0]
        told: dict[str, Any] = {"version": version, "machine": platform.platform(), "data": str(place)}

        def keep(runs: Sequence[Run]) -> None:
            write(path, {**told, "runs": [asdict(run) for run in runs]})

        runs = run_all(bench, chosen, counts, rounds, keep)
        check = [bench.measure(CHECK, 1, number) for number in range(1, rounds + 1)]
        keep([*runs, *check])
        problems = bench.contradictions(databases)
    show(runs, chosen, counts)
    out.print(f"{CHECK.says}: {median(run.latency_ms for run in check):.3f} ms a call (goal: below 1)")
    show_growth(runs)
    deadlocks, failed = sum(r.deadlocks for r in runs), sum(r.failed for r in runs)
    out.print(
        f"deadlocks: {deadlocks}, failed transactions: {failed}; data in {place}, fsync on; {version.split(',')[0]}"
    )
    told |= {"runs": [asdict(run) for run in (*runs, *check)], "deadlocks": deadlocks, "problems": problems}
    write(path, told)
    others = [path.relative_to(ROOT) for path in sorted((ROOT / "scripts").glob("bench-*"))]
    out.print(f"benchmarks of their own: {', '.join(map(str, others))}")
    out.print(f"all runs: {path}; took {time.monotonic() - began:.0f} s")
    for problem in problems:
        out.print(problem, style="red")
    sys.exit(int(bool(deadlocks or failed or problems)))


if __name__ == "__main__":
    main()
