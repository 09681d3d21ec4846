"""Every schedule, once.

The search is stateless: a schedule is played from a fresh restaurant to its end, choosing at random among what was not
played yet, until nothing is left (Godefroid, *Model Checking for Programming Languages using VeriSoft*, POPL 1997).
"""

import random
from collections import Counter

from . import Count

ATTEMPTS = 3  # how often a schedule is tried that led elsewhere


class Exhaustive:
    """Plays what was not played yet, drawn by ``seed``, until nothing is left."""

    def __init__(self, seed: int = 1) -> None:
        self.count = Count()
        self._chance = random.Random(seed)
        self._played = set[str]()
        self._done = set[str]()  # schedules, and beginnings after which everything was played
        self._known: dict[str, set[str]] = {}  # letters that could act after a beginning
        self._tried = Counter[str]()

    def goes_on(self) -> bool:
        """Tell whether something was not played yet."""
        return "" not in self._done

    def left(self, played: str, enabled: str) -> list[str]:
        """Return the letters after which something was not played yet."""
        return [letter for letter in enabled if played + letter not in self._done]

    def choose(self, played: str, enabled: str) -> str:
        """Choose among what was not played yet."""
        letters = self._known.setdefault(played, set())
        letters.update(enabled)
        left = self.left(played, enabled)
        if not left:
            # Two sessions that one commit lets go run side by side, so that what was left here may not come again.
            self._tried[played] += 1
            if self._tried[played] >= ATTEMPTS:
                self._done.update(played + letter for letter in letters)
        return self._chance.choice(left or enabled)

    def ended(self, schedule: str) -> None:
        """Cross off a schedule, and the beginnings after which nothing else is left."""
        if schedule not in self._played:
            self._played.add(schedule)
            self.count.played += 1
        self._done.add(schedule)
        for end in reversed(range(len(schedule))):
            beginning = schedule[:end]
            if not all(beginning + letter in self._done for letter in self._known[beginning]):
                break
            self._done.add(beginning)
        self.count.exact = "" in self._done
        self.count.total = self.count.played
