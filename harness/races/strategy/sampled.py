"""So many schedules, and how many there are.

Where playing all of them would take too long, so many are drawn, none twice, and how many there are is estimated from
the branches met on the way (Knuth, *Estimating the Efficiency of Backtrack Programs*, 1975).
"""

from math import prod

from .exhaustive import ATTEMPTS, Exhaustive


class Sampled(Exhaustive):
    """Plays ``limit`` schedules drawn by ``seed``, or all when there are no more."""

    def __init__(self, limit: int, seed: int = 1) -> None:
        super().__init__(seed)
        self.limit = limit
        self._widths: list[int] = []
        self._estimates: list[int] = []

    def goes_on(self) -> bool:
        """Tell whether the sample wants another schedule, and there is one."""
        return (
            super().goes_on()
            and self.count.played < self.limit
            and len(self._estimates) < 2 * self.limit + ATTEMPTS  # some led where others had been
        )

    def choose(self, played: str, enabled: str) -> str:
        """Choose among what was not played yet, and note among how many."""
        self._widths.append(len(self.left(played, enabled)) or 1)
        return super().choose(played, enabled)

    def ended(self, schedule: str) -> None:
        """Estimate: each draw was from what was left, and says how much that was."""
        self._estimates.append(self.count.played + prod(self._widths))
        self._widths.clear()
        super().ended(schedule)
        if not self.count.exact:
            self.count.total = max(self.count.played, sum(self._estimates) / len(self._estimates))
