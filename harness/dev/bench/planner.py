"""Measures how good the planner is, against proven optima, and how long it takes.

``python -m harness.dev.bench.planner`` prints tables.

All of it runs through the functions that applications call, on a throw-away server. Milliseconds are those of the
call; beside them stand the milliseconds of processor time, which a busy machine disturbs less.
"""

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import fmean, quantiles
from typing import Any, LiteralString
from uuid import UUID, uuid5

import psycopg
from rich.console import Console
from rich.table import Table

from ... import floor
from ... import migrate as migrations
from ...database import Connection
from ...server.embedded import embedded_server
from .evenings import (
    FLOORS,
    MOST_COMBINED,
    STAYS,
    Evening,
    all_evenings,
    evening,
    fitting_evenings,
    ideal_evenings,
    load_optima,
)

ZERO = datetime(2031, 6, 7, 17, tzinfo=UTC)
CELL = timedelta(minutes=15)
SPACE = UUID("6b0e3a3e-0d1f-4c0e-9a51-6d5b1f3c0a11")


@dataclass
class Group:
    """What was measured in one group of evenings."""

    bookings: int = 0
    ratios: list[float] = field(default_factory=list)
    elapsed: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)


def restaurant_of(evening: Evening) -> UUID:
    """Return the id of the restaurant in which an evening takes place."""
    return uuid5(SPACE, evening.name)


def open_restaurant(connection: Connection, evening: Evening) -> UUID:
    """Make the restaurant of an evening, without bookings."""
    restaurant = restaurant_of(evening)
    floor.open_restaurant(
        connection,
        [
            {"id": uuid5(restaurant, f"table {number}"), "name": f"T{number}", "capacity": seats}
            for number, seats in enumerate(evening.seats)
        ],
        [(f"T{a}", f"T{b}") for a, b in evening.neighbours],
        restaurant_id=restaurant,
        services=[{"name": "dinner", "weekday": 6, "opens": "17:00", "closes": "00:00"}],
        turn_times={party: cells * CELL for party, cells in STAYS},
        name=evening.name,
        timezone="UTC",
        max_combined_tables=MOST_COMBINED,
        max_spare_seats=100,
    )
    return restaurant


def take_requests(connection: Connection, evening: Evening) -> list[UUID]:
    """Write the requests of an evening as waiting bookings, without jobs and emails, and return their ids."""
    restaurant = restaurant_of(evening)
    now = datetime.now(UTC)
    ids = [uuid5(restaurant, f"booking {number}") for number in range(len(evening.requests))]
    columns = "restaurant_id, id, party_size, start_at, end_at, guest_name, locale, source, created_at, updated_at"
    with connection.cursor() as cursor, cursor.copy(f"copy maitred.bookings ({columns}) from stdin") as copy:
        for number, request in enumerate(evening.requests):
            start, end = ZERO + request.start * CELL, ZERO + request.end * CELL
            copy.write_row(
                [restaurant, ids[number], request.party, start, end, f"guest {number}", "en", "import", now, now]
            )
    return ids


class Clock:
    """Takes the time of calls in one session, by the clock and by the processor of its server process."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._usage = Path(f"/proc/{connection.info.backend_pid}/schedstat")

    def processor(self) -> float:
        """Return the processor time that the session has used, in milliseconds; 0 where /proc does not tell."""
        if not self._usage.exists():
            return 0.0
        return int(self._usage.read_text().split()[0]) / 1e6

    def call(self, query: LiteralString, *parameters: Any) -> tuple[Any, float]:
        """Return the first column of the first row of a query, and the milliseconds it took."""
        start = time.perf_counter()
        row = self.connection.execute(query, parameters).fetchone()
        return (row[0] if row else None), (time.perf_counter() - start) * 1000


@contextmanager
def one_evening(connection: Connection, evening: Evening) -> Iterator[list[UUID]]:
    """Make a restaurant with the requests of an evening, and take it away again."""
    with connection.transaction(force_rollback=True):
        open_restaurant(connection, evening)
        yield take_requests(connection, evening)


def measure_plans(connection: Connection, steps: int, evenings: Sequence[Evening]) -> dict[str, Group]:
    """Re-optimise whole evenings; an evening that fits wholly has all its covers for an optimum."""
    optima = load_optima()
    groups: dict[str, Group] = {}
    clock = Clock(connection)
    for one in evenings:
        _, tables, load, _ = one.name.split("-")
        wanted = sum(request.party for request in one.requests)
        optimum = wanted if load == "fits" else int(optima[one.name]["bound"])
        with one_evening(connection, one):
            before = clock.processor()
            covers, elapsed = clock.call(
                "select coalesce(sum(b.party_size), 0) from maitred.reoptimise_service(%s, %s, %s, %s) as r"
                " inner join maitred.bookings as b on b.id = r.booking_id",
                restaurant_of(one),
                ZERO,
                ZERO + timedelta(hours=7),
                steps,
            )
            group = groups.setdefault(f"{tables} tables, {load}", Group())
            group.bookings = max(group.bookings, len(one.requests))
            group.ratios.append(int(covers) / optimum)
            group.elapsed.append(elapsed)
            group.processor.append(clock.processor() - before)
    return groups


def measure_online(connection: Connection) -> dict[str, Group]:
    """Decide each request at once, in the order they come in, against who accepts whenever any rearrangement fits."""
    optima = load_optima()
    groups: dict[str, Group] = {}
    clock = Clock(connection)
    for one in ideal_evenings():
        group = groups.setdefault(one.name.split("-")[0], Group())
        with one_evening(connection, one) as ids:
            before = clock.processor()
            covers = 0
            for request, booking in zip(one.requests, ids, strict=True):
                outcome, elapsed = clock.call("select (maitred.auto_assign_booking(%s, true)).outcome", booking)
                covers += request.party if outcome == "assigned" else 0
                group.elapsed.append(elapsed)
            group.processor.append((clock.processor() - before) / len(ids))
            group.bookings = max(group.bookings, len(ids))
            group.ratios.append(covers / int(optima[one.name]["ideal"]))
    return groups


def measure_calls(connection: Connection) -> dict[str, Group]:
    """Take the time of single calls on a floor of 60 tables with 300 bookings."""
    clock = Clock(connection)
    groups: dict[str, Group] = {}

    def take(name: str, query: LiteralString, *parameters: Any) -> None:
        group = groups.setdefault(name, Group())
        before = clock.processor()
        group.elapsed.append(clock.call(query, *parameters)[1])
        group.processor.append(clock.processor() - before)

    one = evening("mixed", 60, 5.0, 1)
    with one_evening(connection, one) as ids:
        for booking in ids:
            take(
                "one decision, insert included",
                "select (maitred.auto_assign_booking(%s, true)).outcome",
                booking,
            )
        row = connection.execute(
            "select count(maitred_internal.queue_job(b, true, 'none', clock_timestamp())::text)"
            " from maitred.bookings as b where b.restaurant_id = %s and b.status = 'pending'",
            [restaurant_of(one)],
        ).fetchone()
        for _ in range(row[0] if row else 0):
            take("a look for one who waits, in vain", "select maitred.run_assignment_job()")
        take("a worker that finds nothing due", "select maitred.run_assignment_job()")
        for number in range(100):
            take(
                "find_available_slots, a day",
                "select count(*) from maitred.find_available_slots(%s, '2031-06-07', %s)",
                restaurant_of(one),
                1 + number % 8,
            )
        for _ in range(20):
            take("options built again", "select maitred_internal.rebuild_table_options(%s)", restaurant_of(one))
    return groups


def measure_inserts(connection: Connection) -> float:
    """Return the milliseconds of 1,000 bare inserts under an exclusion constraint: what this machine is worth."""
    connection.execute(
        "create temporary table if not exists bare (table_id int, during tstzrange,"
        " exclude using gist (table_id with =, during with &&)); truncate bare"
    )
    _, elapsed = Clock(connection).call(
        "with i as (insert into bare select n %% 60, tstzrange(now() + n * interval '1 hour', now() + (n + 1)"
        " * interval '1 hour') from generate_series(1, 1000) as n returning 1) select count(*) from i"
    )
    return elapsed


def _percentile(values: Sequence[float], percent: int) -> float:
    return quantiles(values, n=100, method="inclusive")[percent - 1] if len(values) > 1 else values[0]


def _show(console: Console, title: str, groups: dict[str, Group]) -> None:
    table = Table("", "evenings", "bookings", "mean", "p10", "min", "ms mean", "ms max", "cpu ms mean", title=title)
    for name, group in groups.items():
        table.add_row(
            name,
            str(len(group.ratios)),
            str(group.bookings),
            *(f"{x:.4f}" for x in (fmean(group.ratios), _percentile(group.ratios, 10), min(group.ratios))),
            *(f"{x:.1f}" for x in (fmean(group.elapsed), max(group.elapsed), fmean(group.processor))),
        )
    console.print(table)


def _together(groups: dict[str, Group], names: Sequence[str]) -> Group:
    chosen = [group for name, group in groups.items() if name.split(", ")[-1] in names]
    return Group(
        max(group.bookings for group in chosen),
        [x for group in chosen for x in group.ratios],
        [x for group in chosen for x in group.elapsed],
        [x for group in chosen for x in group.processor],
    )


def main() -> int:
    """Measure everything and print it."""
    console = Console(width=120)
    with embedded_server() as server, psycopg.connect(server.create_database("bench"), autocommit=True) as connection:
        migrations.migrate(connection)
        connection.execute("set timezone = 'UTC'")
        connection.execute("set jit = off")
        console.print(f"1,000 bare inserts under EXCLUDE: {measure_inserts(connection):.1f} ms")
        for steps in (200, 1000):
            groups = measure_plans(connection, steps, all_evenings())
            groups["2 to 3 requests per table"] = _together(groups, ("2", "2.5", "3"))
            _show(console, f"re-optimise, {steps} steps, covers / optimum", groups)
        _show(
            console,
            "evenings that fit wholly, 1000 steps, covers / all",
            measure_plans(connection, 1000, fitting_evenings()),
        )
        groups = measure_online(connection)
        groups["together"] = _together(groups, tuple(FLOORS))
        _show(console, "at once, 20 tables, covers / first come first served ideal", groups)
        table = Table(
            "60 tables, 300 bookings", "calls", "ms median", "ms p95", "ms max", "cpu ms median", "cpu ms p95"
        )
        for name, group in measure_calls(connection).items():
            numbers = (*(_percentile(group.elapsed, percent) for percent in (50, 95)), max(group.elapsed))
            processor = (_percentile(group.processor, percent) for percent in (50, 95))
            table.add_row(name, str(len(group.elapsed)), *(f"{x:.1f}" for x in (*numbers, *processor)))
        console.print(table)
        console.print(f"1,000 bare inserts under EXCLUDE, again: {measure_inserts(connection):.1f} ms")
    return 0


if __name__ == "__main__":
    sys.exit(main())
