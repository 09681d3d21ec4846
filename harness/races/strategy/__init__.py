"""Which session acts next: a strategy a file."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

Choose = Callable[[str, str], str]  # letters played so far, letters that can act -> letter


@dataclass
class Count:
    """How many schedules were played, of how many, and whether that is known or estimated."""

    played: int = 0
    total: float = 0.0
    exact: bool = True

    def __str__(self) -> str:
        """Say how many of how many."""
        return f"{self.played} of {self.total:.0f}" if self.exact else f"{self.played} of about {self.total:.2g}"


class Strategy(Protocol):
    """What decides the orders in which sessions act, one schedule after another."""

    count: Count

    def goes_on(self) -> bool:
        """Tell whether another schedule is to be played."""

    def choose(self, played: str, enabled: str) -> str:
        """Return the session that acts next, one of those enabled."""

    def ended(self, schedule: str) -> None:
        """Learn what a schedule came to."""
