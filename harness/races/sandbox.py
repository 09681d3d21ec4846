"""Where schedules are played: a database that may be spoilt, and in it a new restaurant for each schedule."""

import itertools
import json
import secrets
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from psycopg.conninfo import make_conninfo

from .. import floor
from ..database import Connection
from . import invariants
from .copies import refuse_original
from .names import fill, name_ids
from .runner import Runner, Stuck
from .scenario import READ_COMMITTED, Scenario, Seen
from .snapshot import read_history, take_snapshot
from .strategy import Choose
from .trace import Trace

INSTALL = Path(__file__).with_name("sandbox.sql")
DEADLOCK_TIMEOUT = "15ms"  # how soon the server ends a deadlock; only the tests wait for it


@dataclass
class Sandbox:
    """A database to race in, its control connection, and the sessions of the race that is on."""

    dsn: str
    control: Connection
    sweeps: bool = True  # nobody's data is in it: a restaurant can be thrown away after its race
    runner: Runner | None = None
    played: int = 0
    swept: int = 0  # how many were played when it was last emptied
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
                lambda: take_snapshot(self.control, names["restaurant"]),
                pauses=scenario.pauses,
                isolation=isolation,
            )
        except Stuck as stuck:
            self.runner.close()
            self.runner = None
            trace = stuck.trace or Trace(isolation=isolation)
            trace.lines = name_ids(trace.lines, names)
            return Seen(trace, names, self.control, {}), [str(stuck)]
        trace.lines = name_ids(trace.lines, names)
        seen = Seen(trace, names, self.control, read_history(self.control, names["restaurant"]))
        return seen, name_ids([*invariants.evaluate(seen, scenario), *scenario.expect(seen)], names)

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
                json.dumps([{"id": names[t], "name": t, "capacity": n} for t, n in scenario.tables.items()]),
                json.dumps(scenario.neighbours),
                json.dumps(bookings),
            ),
        )
        return names

    def _set_up(self, scenario: Scenario, names: dict[str, str]) -> None:
        for name, statement in scenario.setup.items():
            cursor = self.control.execute(fill(statement, names).encode())
            row = cursor.fetchone() if cursor.description else None
            names[name] = str(row[0]) if row else ""

    def sweep(self) -> None:
        """Throw all restaurants away, so that looking for drift stays fast."""
        self.control.execute("select maitred_race.sweep()")
        self.swept = self.played


@contextmanager
def open_sandbox(dsn: str, *, sweeps: bool = True) -> Iterator[Sandbox]:
    """Make a sandbox of a database that may be spoilt: a fresh one, or, with ``sweeps`` false, one from ``copied``."""
    control = psycopg.connect(dsn, autocommit=True, application_name="race runner")
    try:
        row = control.execute("select to_regnamespace('maitred_race') is null").fetchone()
        if row and row[0]:
            refuse_original(control)
            floor.install(control)
            control.execute(INSTALL.read_bytes())
            invariants.install_drift_later(control)
        control.execute("set jit = off")
        sandbox = Sandbox(dsn, control, sweeps)
        try:
            yield sandbox
        finally:
            sandbox.close()
    finally:
        control.close()
