"""Plays the schedules that a strategy chooses, and asks after each whether everything is as it must be.

Drift is asked of many restaurants at once, which costs little more than asking it of one: nobody enters a restaurant
after its race. What has ended well is asked about again as if an hour had passed.
"""

from collections.abc import Callable
from dataclasses import dataclass

from ..database import Connection
from . import invariants
from .sandbox import Sandbox
from .scenario import READ_COMMITTED, Scenario, Seen
from .strategy import Strategy
from .strategy.replay import Replay
from .strategy.sampled import Sampled
from .trace import Trace

SWEEP_EVERY = 250  # schedules
ASK_LATER_EVERY = 10  # schedules of a race that takes away what other restaurants have; of another all are asked later
BATCH = 20  # schedules whose restaurants are searched for drift at once

Played = dict[str, tuple[Trace, list[str]]]  # by restaurant: what was done, and what is wrong
FindDrift = Callable[[Connection, str | None], dict[str, list[str]]]


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


class Batches:
    """Schedules of one race that have been played and not yet been searched for drift, now or later."""

    def __init__(self, sandbox: Sandbox, race: str, scenario: Scenario, isolation: str) -> None:
        self.sandbox, self.race, self.scenario, self.isolation = sandbox, race, scenario, isolation
        self.found: list[Finding] = []
        self._size = BATCH if sandbox.sweeps and not scenario.clear else 1
        self._batch: Played = {}
        self._waiting: Played = {}  # what has ended well, to be asked again an hour later

    def add(self, trace: Trace, restaurant: str, wrong: list[str]) -> None:
        """Take in a schedule, and search when there are enough of them or something is wrong already."""
        self._batch[restaurant] = (trace, wrong)
        if wrong or len(self._batch) >= self._size:
            self._search()

    def close(self) -> None:
        """Search what is left."""
        if self._batch:
            self._search()
        self._search_later()

    def _search(self) -> None:
        self._evaluate(self._batch, invariants.drift)
        self._waiting.update({restaurant: one for restaurant, one in self._batch.items() if not one[1]})
        self._batch.clear()
        sandbox, clear = self.sandbox, self.scenario.clear
        if clear and sandbox.played % ASK_LATER_EVERY:
            self._waiting.clear()  # the next schedule takes away what these restaurants have
        elif clear or sandbox.played - sandbox.swept >= SWEEP_EVERY:
            self._search_later()

    def _search_later(self) -> None:
        sandbox = self.sandbox
        if sandbox.sweeps:
            self._evaluate(self._waiting, invariants.drift_later)
        self._waiting.clear()
        if sandbox.sweeps and sandbox.played - sandbox.swept >= SWEEP_EVERY:
            sandbox.sweep()

    def _evaluate(self, played: Played, find_drift: FindDrift) -> None:
        if self.scenario.consistent and played:
            of_one = None if len(played) > 1 else min(played)
            for restaurant, drifts in find_drift(self.sandbox.control, of_one).items():
                if restaurant in played:
                    played[restaurant][1].extend(drifts)
        self.found.extend(
            Finding(self.race, self.isolation, trace.schedule, wrong, trace.lines)
            for trace, wrong in played.values()
            if wrong
        )


def explore(
    sandbox: Sandbox,
    name: str,
    scenario: Scenario,
    strategy: Strategy | None = None,
    *,
    isolation: str = READ_COMMITTED,
    enough: int = 1,
) -> list[Finding]:
    """Play schedules of a race; return the first ``enough`` of those that ended wrong. None: the scenario's sample."""
    strategy = strategy or Sampled(scenario.limit)
    batches = Batches(sandbox, name, scenario, isolation)
    while strategy.goes_on() and len(batches.found) < enough:
        seen, wrong = sandbox.run(scenario, strategy.choose, isolation)
        strategy.ended(seen.trace.schedule)
        batches.add(seen.trace, seen.names["restaurant"], wrong)
    batches.close()
    return batches.found[:enough]


def replay(
    sandbox: Sandbox, scenario: Scenario, schedule: str, isolation: str = READ_COMMITTED
) -> tuple[Seen, list[str]]:
    """Play one schedule again; return what was seen, and what is wrong."""
    seen, wrong = sandbox.run(scenario, Replay(schedule).choose, isolation)
    drift = invariants.drift(sandbox.control, seen.names["restaurant"]) if scenario.consistent else {}
    return seen, wrong + [line for lines in drift.values() for line in lines]
