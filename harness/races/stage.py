"""Where races are held: a throw-away server, or a copy of a database; never a database that somebody uses."""

import itertools
import json
import os
import re
import secrets
import shutil
import subprocess
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from .. import HarnessError
from .. import migrate as migrations
from ..database import Connection, connect
from . import invariants, later
from .explorer import Choose, Count, Runner, Stuck, Trace, explore, follow
from .scenario import READ_COMMITTED, Scenario, Seen, fill

STAGE = Path(__file__).with_name("stage.sql")
MARK = "a copy made by maitred race"
DEADLOCK_TIMEOUT = "15ms"  # how soon the server ends a deadlock; only the tests wait for it

ID = re.compile(r"(?:'(?=[-0-9a-f]{36}'::uuid))?\b([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\b(?:'::uuid)?")
SWEEP_EVERY = 250  # schedules
ASK_LATER_EVERY = 10  # schedules of a race that takes away what other restaurants have; of another all are asked later
BATCH = 20  # schedules whose restaurants are searched for drift at once: nobody enters a restaurant after its race

Played = dict[str, tuple[Trace, list[str]]]  # by restaurant: what was done, and what is wrong
Oracle = Callable[[Connection, str | None], dict[str, list[str]]]


@dataclass
class Finding:
    """A schedule after which something was wrong."""

    race: str
    isolation: str
    schedule: str
    wrong: list[str]
    lines: list[str]

    def __str__(self) -> str:
        """Tell the story: what was wrong, who did what, and how to see it again."""
        level = "" if self.isolation == READ_COMMITTED else f" --isolation '{self.isolation}'"
        return "\n".join(
            [
                f"{self.race}, {self.isolation}, schedule {self.schedule}:",
                *(f"  WRONG: {sentence}" for sentence in self.wrong),
                *self.lines,
                f"  again: maitred race replay {self.race} {self.schedule}{level}",
            ]
        )


@dataclass
class Stage:
    """A database to race in, its control connection, and the sessions of the race that is on."""

    dsn: str
    control: Connection
    sweeps: bool = True  # nobody's data is in it: a restaurant can be thrown away after its race
    runner: Runner | None = None
    played: int = 0
    swept: int = 0
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(secrets.randbits(62) << 24))

    def close(self) -> None:
        """End all sessions."""
        if self.runner:
            self.runner.close()
        self.control.close()

    def run(self, scenario: Scenario, choose: Choose, isolation: str = READ_COMMITTED) -> tuple[Seen, list[str]]:
        """Play one schedule in a restaurant of its own; return what was seen, and what is wrong except drift."""
        self.played += 1
        names = self._open_restaurant(scenario)
        try:
            self._set_up(scenario, names)
        except psycopg.Error as error:
            return Seen(Trace(isolation=isolation), names, self.control, {}), [f"the setup was refused: {error}"]
        if not self.runner:
            options = f"-c deadlock_timeout={DEADLOCK_TIMEOUT} -c client_min_messages=warning -c jit=off"
            self.runner = Runner(self.control, make_conninfo(self.dsn, options=options))
        try:
            trace = self.runner.run(
                {name: [fill(step, names) for step in steps] for name, steps in scenario.sessions.items()},
                choose,
                lambda: self._ask("look", names["restaurant"]),
                pauses=scenario.pauses,
                isolation=isolation,
            )
        except Stuck as stuck:
            self.runner.close()
            self.runner = None
            trace = stuck.trace or Trace(isolation=isolation)
            trace.lines = _named(trace.lines, names)
            return Seen(trace, names, self.control, {}), [str(stuck)]
        trace.lines = _named(trace.lines, names)
        seen = Seen(trace, names, self.control, self._ask("books", names["restaurant"]))
        return seen, _named([*invariants.evaluate(seen, scenario), *scenario.expect(seen)], names)

    def _ask(self, function: str, restaurant: str) -> dict[str, Any]:
        query = sql.SQL("select maitred_race.{}(%s)").format(sql.Identifier(function))
        row = self.control.execute(query, (restaurant,)).fetchone()
        return dict(row[0]) if row else {}

    def _open_restaurant(self, scenario: Scenario) -> dict[str, str]:
        number = next(self._numbers)
        names = {
            name: str(uuid.UUID(int=number << 32 | place, version=4))
            for place, name in enumerate(["restaurant", *scenario.tables, *scenario.bookings, *scenario.users], start=1)
        }
        if scenario.clear:
            self.control.execute("select maitred_race.clear_queues()")
        bookings = [
            {"id": names[name], "name": name, "party": party.size, "begins": party.begins, "ends": party.ends}
            for name, party in scenario.bookings.items()
        ]
        self.control.execute(
            "select maitred_race.open_restaurant(%s, %s, %s, %s)",
            (
                names["restaurant"],
                json.dumps([{"id": names[t], "name": t, "seats": n} for t, n in scenario.tables.items()]),
                json.dumps([{"a": names[a], "b": names[b]} for a, b in scenario.neighbours]),
                json.dumps(bookings),
            ),
        )
        return names

    def _set_up(self, scenario: Scenario, names: dict[str, str]) -> None:
        for name, statement in scenario.setup.items():
            cursor = self.control.execute(fill(statement, names).encode())
            row = cursor.fetchone() if cursor.description else None
            names[name] = str(row[0]) if row else ""

    def race(
        self,
        name: str,
        scenario: Scenario,
        *,
        isolation: str = READ_COMMITTED,
        limit: int | None = None,
        seed: int = 1,
        count: Count | None = None,
        enough: int = 1,
    ) -> list[Finding]:
        """Play all schedules of a race, or a sample; return the first ``enough`` of those that ended wrong."""
        found: list[Finding] = []
        size = BATCH if self.sweeps and not scenario.clear else 1
        batch: Played = {}
        waiting: Played = {}  # what has ended well, to be asked again an hour later
        last = ("", list[str]())

        def run(choose: Choose) -> Trace:
            nonlocal last
            seen, wrong = self.run(scenario, choose, isolation)
            last = (seen.names["restaurant"], wrong)
            return seen.trace

        def evaluate(played: Played, oracle: Oracle) -> None:
            if scenario.consistent and played:
                for restaurant, drifts in oracle(self.control, None if len(played) > 1 else min(played)).items():
                    if restaurant in played:
                        played[restaurant][1].extend(drifts)
            found.extend(
                Finding(name, isolation, one.schedule, wrong, one.lines) for one, wrong in played.values() if wrong
            )

        def close() -> None:
            evaluate(batch, invariants.drift)
            waiting.update({restaurant: one for restaurant, one in batch.items() if not one[1]})
            batch.clear()
            if scenario.clear and self.played % ASK_LATER_EVERY:
                waiting.clear()  # the next schedule takes away what these restaurants have
            elif scenario.clear or self.played - self.swept >= SWEEP_EVERY:
                wait()

        def wait() -> None:
            if self.sweeps:
                evaluate(waiting, invariants.drift_later)
            waiting.clear()
            if self.sweeps and self.played - self.swept >= SWEEP_EVERY:
                self.control.execute("select maitred_race.sweep()")
                self.swept = self.played

        for one in explore(run, limit or scenario.limit, seed, count or Count()):
            batch[last[0]] = (one, last[1])
            if last[1] or len(batch) >= size:
                close()
            if len(found) >= enough:
                break
        if batch:
            close()
        wait()
        return found[:enough]

    def replay(self, scenario: Scenario, schedule: str, isolation: str = READ_COMMITTED) -> tuple[Seen, list[str]]:
        """Play one schedule again."""
        seen, wrong = self.run(scenario, follow(schedule), isolation)
        drift = invariants.drift(self.control, seen.names["restaurant"]) if scenario.consistent else {}
        return seen, wrong + [line for lines in drift.values() for line in lines]


def _named(lines: Sequence[str], names: Mapping[str, str]) -> list[str]:
    """Put names in the place of ids."""
    ids = {value: name for name, value in names.items() if len(value) == 36}
    return [ID.sub(lambda match: ids.get(match[1], match[0]), line) for line in lines]


@contextmanager
def staged(dsn: str, *, sweeps: bool = True) -> Iterator[Stage]:
    """Set the stage in a database that may be spoilt: a fresh one, or, with ``sweeps`` false, one from ``copied``."""
    control = psycopg.connect(dsn, autocommit=True, application_name="race runner")
    try:
        row = control.execute("select to_regnamespace('maitred_race') is null").fetchone()
        if row and row[0]:
            refuse_original(control)
            control.execute(STAGE.read_bytes())
            later.install(control)
        control.execute("set jit = off")
        stage = Stage(dsn, control, sweeps)
        try:
            yield stage
        finally:
            stage.close()
    finally:
        control.close()


def refuse_original(control: Connection) -> None:
    """Refuse a database that somebody uses: one with restaurants in it that is no copy made here."""
    row = control.execute(
        "select shobj_description(d.oid, 'pg_database'), exists (select from maitred.restaurants)"
        " from pg_database as d where d.datname = current_database()"
    ).fetchone()
    if row and row[1] and row[0] != MARK:
        raise HarnessError("This database holds restaurants and is no copy: races run in a copy of it alone (--copy).")


@contextmanager
def copied(dsn: str) -> Iterator[str]:
    """Copy a database, give the copy's connection string, and drop it afterwards.

    The server copies it by itself when nobody is connected to it; else pg_dump and psql do, which takes longer.
    """
    original = str(conninfo_to_dict(dsn).get("dbname") or "")
    with connect(dsn, application_name="race copy") as control:
        row = control.execute("select current_database(), to_regclass('maitred.bookings') is not null").fetchone()
        original, migrated = row if row else (original, False)
    if not migrated:
        raise HarnessError(f"{original} has no maitred in it: run maitred migrate first.")
    copy = f"{original[:40]}_race_{secrets.token_hex(4)}"
    with connect(make_conninfo(dsn, dbname="postgres"), application_name="race copy") as control:
        name, source = sql.Identifier(copy), sql.Identifier(original)
        try:
            try:
                control.execute(sql.SQL("create database {} template {}").format(name, source))
            except psycopg.errors.ObjectInUse:
                control.execute(sql.SQL("create database {} template template0").format(name))
                _dump(dsn, make_conninfo(dsn, dbname=copy))
            control.execute(sql.SQL("comment on database {} is {}").format(name, sql.Literal(MARK)))
            yield make_conninfo(dsn, dbname=copy)
        finally:
            control.execute(sql.SQL("drop database if exists {} with (force)").format(name))


def _dump(dsn: str, into: str) -> None:
    for program in ("pg_dump", "psql"):
        if not shutil.which(program):
            raise HarnessError(f"The database is in use, and {program} is not there to copy it.")
    source, environment = _hidden(dsn)
    # Leaving the block closes the pipe: pg_dump would wait for ever for a reader that has given up.
    with subprocess.Popen(["pg_dump", "--dbname", source], stdout=subprocess.PIPE, env=environment) as dump:
        target, environment = _hidden(into)
        load = subprocess.run(
            ["psql", "-X", "-q", "-o", os.devnull, "-v", "ON_ERROR_STOP=1", "--dbname", target],
            stdin=dump.stdout,
            capture_output=True,
            text=True,
            env=environment,
        )
    if dump.returncode or load.returncode:
        raise HarnessError(f"The database could not be copied: {load.stderr.strip()[:500]}")


def _hidden(dsn: str) -> tuple[str, dict[str, str]]:
    """Return a connection string without its password, which others see in a list of processes, and where it is now."""
    parameters = conninfo_to_dict(dsn)
    password = parameters.pop("password", None)
    return make_conninfo("", **parameters), {**os.environ, **({"PGPASSWORD": str(password)} if password else {})}


@contextmanager
def thrown_away() -> Iterator[str]:
    """Start a server with a migrated database, and stop it afterwards."""
    from ..server.embedded import embedded_server

    with embedded_server() as server:
        dsn = server.create_database("race")
        with connect(dsn) as control:
            migrations.migrate(control)
        yield dsn
