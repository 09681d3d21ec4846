"""What calls cost beside the past: in a database that has just begun, and in one with years of finished bookings.

Both are copies of one database on one server; into one of them go past bookings with their tables, events and sent
emails, spread over 50 restaurants and 24 months. The calls take turns in one session each, and what is compared is the
processor time of the session's backend, which other work on the machine disturbs least.

``python -m harness.dev.bench.growth [--past N] [--calls N] [--only NAME,...] [--on DIR]``
"""

import platform
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import count
from pathlib import Path
from statistics import median
from typing import Any, LiteralString, NamedTuple

import click
import psycopg
from rich.console import Console
from rich.table import Table

from ... import migrate as migrations
from ...database import Connection
from ...server.embedded import EmbeddedServer, embedded_server
from .assignment import ROOT, SCRIPTS, SETTINGS, use_place, write

PAST = ROOT / "scripts" / "benchmarks" / "growth" / "past.sql"
NAMES = ("empty", "past")
LONGEST = 120  # seconds of one call
BUDGET = 6.0  # seconds for the calls of one kind in one database, three of them at least

out = Console(soft_wrap=True, highlight=False)


class Call(NamedTuple):
    """A call and what goes before it; ``%(n)s`` is the number of a booking that waits for its table.

    goal: times the cost without a past; most: seconds of processor time beside any past.
    """

    name: str
    statement: LiteralString
    before: LiteralString | None = None
    goal: float | None = None
    most: float | None = None


BOOKING: LiteralString = "md5('booking ' || %(n)s)::uuid"
TABLE: LiteralString = "md5('table ' || %(n)s %% 2000)::uuid"
ASSIGN: LiteralString = f"select from maitred.assign_tables_atomic_v2({BOOKING}, array[{TABLE}], 'k')"
QUEUE: LiteralString = (
    f"with due as (update maitred.bookings set staff_decides = false where id = {BOOKING} returning *)"
    " select maitred_internal.queue_job(d::maitred.bookings, true, 'standard', clock_timestamp()) from due as d"
)
CALLS = (
    Call("assign", ASSIGN, goal=1.1),
    Call(
        "create",
        "select from maitred.create_booking(bench.restaurant_of(0), 2, '2040-01-01 10:00+00'::timestamptz"
        " + %(n)s * interval '1 hour', 'Anna', 'anna@example.org')",
        goal=1.1,
    ),
    Call("job", "select maitred.run_assignment_job('bench')", before=QUEUE, goal=1.1),
    Call("slots", "select from maitred.find_available_slots(bench.restaurant_of(0), '2031-01-03', 2)", goal=1.1),
    Call("check", f"select from maitred.check_table_assignment({BOOKING}, array[{TABLE}])", goal=1.1),
    Call("explain_booking", f"select maitred.explain_booking({BOOKING})", goal=1.5),
    Call("find_assignment_drift", "select from maitred.find_assignment_drift(bench.restaurant_of(%(n)s))", goal=1.5),
    Call("list_emails", "select from maitred.list_emails(p_restaurant_id => bench.restaurant_of(%(n)s))", goal=1.5),
    Call("plan_pruning", "select from maitred.plan_pruning('1 year')", most=10),
)


@dataclass
class Cost:
    """What a call costs in each of the two databases: microseconds of processor time, the median of some calls."""

    call: str
    past: int
    calls: int
    empty_us: float
    past_us: float

    @property
    def ratio(self) -> float:
        """How many times as much it costs beside the past."""
        return self.past_us / self.empty_us


def prepare(server: EmbeddedServer, past: int, waiting: int) -> None:
    """Make the two databases, with ``waiting`` bookings to be used up in each."""
    with psycopg.connect(server.create_database("empty"), autocommit=True) as connection:
        migrations.migrate(connection)
        connection.execute((SCRIPTS / "setup.sql").read_bytes())
        connection.execute(PAST.read_bytes())
        connection.execute("call bench.make_past_months()")
        connection.execute("call bench.make_bookings(0, %s, 2000, 0, null, interval '2 hours', 'pending')", [waiting])
    with psycopg.connect(server.create_database("past", "empty"), autocommit=True) as connection:
        connection.execute("set session_replication_role = replica")
        connection.execute("call bench.make_past(%s)", [past])
    for name in NAMES:
        with psycopg.connect(server.dsn(name), autocommit=True) as connection:
            connection.execute("vacuum (analyze)")


@contextmanager
def sessions(server: EmbeddedServer) -> Iterator[dict[str, Connection]]:
    """Open a session in each database, in which one backend does all of the work and plans are kept."""
    options = f"-c max_parallel_workers_per_gather=0 -c statement_timeout={LONGEST}s"
    with (
        psycopg.connect(server.dsn("empty"), autocommit=True, prepare_threshold=1, options=options) as empty,
        psycopg.connect(server.dsn("past"), autocommit=True, prepare_threshold=1, options=options) as past,
    ):
        yield {"empty": empty, "past": past}


def processor_time(connection: Connection) -> float:
    """Return the processor time that a session's backend has used so far, in microseconds."""
    return int(Path(f"/proc/{connection.info.backend_pid}/schedstat").read_text().split()[0]) / 1000


def once(connection: Connection, call: Call, number: int) -> float:
    """Make a call and return its microseconds; infinitely many when it was cut off."""
    values = {"n": number}
    if call.before:
        connection.execute(call.before, values)
    before = processor_time(connection)
    try:
        connection.execute(call.statement, values)
    except psycopg.errors.QueryCanceled:
        return float("inf")
    return processor_time(connection) - before


def measure(sides: dict[str, Connection], call: Call, calls: int, numbers: Iterator[int]) -> dict[str, list[float]]:
    """Make calls in both databases in turn, after two that warm up, until there are enough or the time is over."""
    found: dict[str, list[float]] = {name: [] for name in NAMES}
    spent = 0.0
    for turn in range(calls + 2):
        number = next(numbers)
        for name in NAMES if turn % 2 else reversed(NAMES):
            began = time.monotonic()
            found[name].append(once(sides[name], call, number))
            spent = max(spent, (time.monotonic() - began) * (turn + 1))
        if (turn >= 4 and spent > BUDGET) or float("inf") in found["past"]:
            break
    return {name: times[2:] or times for name, times in found.items()}


def compare(
    past: int, calls: int, chosen: Sequence[Call], keep: Callable[[Sequence[Cost]], None]
) -> tuple[list[Cost], list[str]]:
    """Measure calls, and ``keep`` what there is after each; return the costs, and drift, if there is any."""
    costs: list[Cost] = []
    with embedded_server(settings=SETTINGS) as server:
        began = time.monotonic()
        prepare(server, past, (calls + 2) * len(chosen))
        print(f"prepared in {time.monotonic() - began:.0f} s", file=sys.stderr)
        numbers = count()
        with sessions(server) as sides:
            for call in chosen:
                found = measure(sides, call, calls, numbers)
                used = len(found["past"])
                costs.append(Cost(call.name, past, used, median(found["empty"]), median(found["past"])))
                keep(costs)
                print(f"{call.name}: {used} calls", file=sys.stderr)
        problems = []
        for name in NAMES:
            with psycopg.connect(server.dsn(name), autocommit=True) as connection:
                row = connection.execute(
                    "select count(*), string_agg(distinct d.kind, ', ') from maitred.find_assignment_drift() as d"
                ).fetchone()
                if row and row[0]:
                    problems.append(f"{row[0]} rows of drift in the database {name}: {row[1]}")
    return costs, problems


def show(costs: Sequence[Cost], past: int) -> None:
    """Print what each call costs, and how many times as much beside the past."""
    table = Table("", "CPU us, empty", f"beside {past:,}", "ratio", "goal", box=None, pad_edge=False)
    for column in table.columns[1:]:
        column.justify = "right"
    goals = {call.name: call for call in CALLS}
    for cost in costs:
        call = goals[cost.call]
        missed = (call.goal and cost.ratio > call.goal) or (call.most and cost.past_us > call.most * 1e6)
        table.add_row(
            cost.call,
            f"{cost.empty_us:,.0f}",
            f"{cost.past_us:,.0f}",
            f"{cost.ratio:.2f}",
            f"{call.goal} x" if call.goal else f"{call.most} s",
            style="red" if missed else None,
        )
    out.print(table)


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--past", type=click.IntRange(1, 10_000_000), default=100_000, show_default=True, help="Past bookings.")
@click.option("--calls", type=click.IntRange(1), default=40, show_default=True, help="Of each kind, fewer if slow.")
@click.option("--only", default="", metavar="NAME,...", help=", ".join(call.name for call in CALLS))
@click.option("--json", "path", type=click.Path(path_type=Path), default="out/bench-growth.json", show_default=True)
@click.option("--on", type=click.Path(path_type=Path, exists=True, file_okay=False), help="Where the data is.")
def main(past: int, calls: int, only: str, path: Path, on: Path | None) -> None:
    """Measure, and fail on drift."""
    wanted = [name.strip() for name in only.split(",") if name.strip()]
    chosen = [call for call in CALLS if not wanted or any(call.name.startswith(name) for name in wanted)]
    told: dict[str, Any] = {"machine": platform.platform(), "data": str(use_place(on))}

    def keep(costs: Sequence[Cost]) -> None:
        write(path, {**told, "costs": [asdict(cost) for cost in costs]})

    costs, problems = compare(past, calls, chosen, keep)
    show(costs, past)
    for problem in problems:
        out.print(problem, style="red")
    sys.exit(int(bool(problems)))


if __name__ == "__main__":
    main()
