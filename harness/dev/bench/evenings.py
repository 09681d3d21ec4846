"""Synthetic evenings to measure the planner on: floors, requests and the options that a party has on a floor.

Everything follows from an evening's name, by numbers drawn with ``random.Random(name).random()`` alone, which gives
the same sequence in every version of Python. Times are counted in cells of a quarter of an hour from 17:00 on.
"""

import json
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from random import Random

OPTIMA = Path(__file__).parent.parent.parent.parent / "scripts" / "benchmarks" / "planner" / "optima.json"

# Seats of the tables of one row; rows are repeated until the floor has its number of tables. Neighbours in a row with
# at most four seats each can be pushed together, up to four of them.
FLOORS = {
    "mixed": (2, 2, 4, 4, 6, 8),
    "bistro": (2, 2, 2, 2, 4, 4, 4, 6),
    "combinations": (2, 2, 2, 2, 4, 4),
}
TABLES = (20, 40, 60)
LOADS = (2.0, 2.5, 3.0, 5.0)  # requests a table
SEEDS = (1, 2, 3)
MOST_COMBINED = 4
LAST_START = 20  # 22:00
PARTIES = (
    (0.20, 1),
    (0.35, 2),
    (0.12, 3),
    (0.20, 4),
    (0.05, 5),
    (0.04, 6),
    (0.01, 7),
    (0.01, 8),
    (0.01, 9),
    (0.01, 10),
)
STAYS = ((2, 5), (3, 6), (4, 7), (6, 8), (10, 9))  # parties up to the first number stay the second in cells: 75-135 min


@dataclass(frozen=True)
class Request:
    """A party that wants ``[start, end)``, in cells."""

    party: int
    start: int
    end: int


@dataclass(frozen=True)
class Evening:
    """A floor and what is wanted of it, in the order in which the requests come in."""

    name: str
    seats: tuple[int, ...]
    rows: tuple[int, ...]  # the row of each table
    requests: tuple[Request, ...]

    @cached_property
    def neighbours(self) -> list[tuple[int, int]]:
        """Pairs of tables that can be pushed together."""
        return [
            (a, b)
            for a, b in pairwise(range(len(self.seats)))
            if self.rows[a] == self.rows[b] and self.seats[a] <= 4 and self.seats[b] <= 4
        ]

    @cached_property
    def _sets(self) -> list[tuple[int, ...]]:
        """Single tables, and runs of neighbours."""
        joined = set(self.neighbours)
        sets: list[tuple[int, ...]] = [(t,) for t in range(len(self.seats))]
        for first in range(len(self.seats)):
            run = [first]
            while len(run) < MOST_COMBINED and (run[-1], run[-1] + 1) in joined:
                run.append(run[-1] + 1)
                sets.append(tuple(run))
        return sets

    def options(self, party: int) -> list[tuple[int, ...]]:
        """Return the sets of tables that seat a party, without those around a smaller one that does."""
        fitting = [s for s in self._sets if sum(self.seats[t] for t in s) >= party]
        return [s for s in fitting if not any(set(o) < set(s) for o in fitting)]


def stay(party: int) -> int:
    """Return how long a party stays, in cells."""
    return next(cells for largest, cells in STAYS if party <= largest)


def _party(random: Random) -> int:
    drawn = random.random()
    for share, size in PARTIES:
        drawn -= share
        if drawn < 0:
            return size
    return PARTIES[1][1]


def _start(random: Random) -> int:
    """Draw a start: two waves, around 18:45 and 20:30, each the mean of four uniform numbers."""
    middle = 7 if random.random() < 0.45 else 14
    spread = sum(random.random() for _ in range(4)) - 2
    return min(max(round(middle + 5 * spread), 0), LAST_START)


def _floor(floor: str, tables: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    row = FLOORS[floor]
    return (
        tuple(row[t % len(row)] for t in range(tables)),
        tuple(t // len(row) for t in range(tables)),
    )


def evening(floor: str, tables: int, load: float, seed: int) -> Evening:
    """Return an evening on which ``load`` requests a table come in."""
    name = f"{floor}-{tables}-{load:g}-{seed}"
    random = Random(name)
    seats, rows = _floor(floor, tables)
    requests = []
    for _ in range(round(tables * load)):
        party, start = _party(random), _start(random)
        requests.append(Request(party, start, start + stay(party)))
    return Evening(name, seats, rows, tuple(requests))


def fitting_evening(floor: str, tables: int, seed: int) -> Evening:
    """Return an evening whose requests all fit, since they were cut out of a full floor."""
    name = f"{floor}-{tables}-fits-{seed}"
    random = Random(name)
    seats, rows = _floor(floor, tables)
    made = Evening(name, seats, rows, ())
    free_from = [round(3 * random.random()) for _ in seats]
    requests = []
    for _ in range(6 * tables):
        party = _party(random)
        options = made.options(party)
        # A random one of the three places that are free first.
        options.sort(key=lambda option: (max(free_from[t] for t in option), option))
        option = options[int(random.random() * min(3, len(options)))]
        start = max(free_from[t] for t in option) + (1 if random.random() < 0.2 else 0)
        if start > LAST_START:
            continue
        requests.append(Request(party, start, start + stay(party)))
        for table in option:
            free_from[table] = start + stay(party)
    requests.sort(key=lambda _: random.random())
    return Evening(name, seats, rows, tuple(requests))


def all_evenings() -> list[Evening]:
    """Return the evenings that are measured against a proven optimum."""
    return [evening(f, t, load, seed) for t in TABLES for f in FLOORS for load in LOADS for seed in SEEDS]


def fitting_evenings() -> list[Evening]:
    """Return the evenings that are known to fit wholly."""
    return [fitting_evening(f, t, seed) for t in TABLES for f in FLOORS for seed in SEEDS]


def ideal_evenings() -> list[Evening]:
    """Return the evenings on which deciding immediately is measured: 20 tables, 2.5 and 3 requests per table."""
    return [evening(f, 20, load, seed) for f in FLOORS for load in (2.5, 3.0) for seed in range(1, 21)]


def load_optima() -> dict[str, dict[str, int]]:
    """Read what was solved: evening -> ``covers`` of a plan, a ``bound`` (the same when proven), the ``ideal``."""
    optima: dict[str, dict[str, int]] = json.loads(OPTIMA.read_text())
    return optima
