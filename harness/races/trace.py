"""A schedule that was played, and everything that could be seen of it."""

from dataclasses import dataclass, field
from typing import Any

from .snapshot import Snapshot


@dataclass
class Reply:
    """What a step came to.

    ``since`` and ``until`` number the snapshots of the restaurant before it began and after it was done; ``began`` and
    ``finished`` are the numbers of letters that had been played then.
    """

    step: str
    since: int
    until: int = 0
    began: int = 0
    finished: int = 0
    sqlstate: str | None = None
    message: str = ""
    detail: dict[str, Any] = field(default_factory=dict)
    rows: list[dict[str, str | None]] = field(default_factory=list)
    tag: str = ""

    @property
    def outcome(self) -> str:
        """``ok``, or the SQLSTATE."""
        return self.sqlstate or "ok"


@dataclass
class Trace:
    """One schedule and everything that could be seen of it."""

    schedule: str = ""
    lines: list[str] = field(default_factory=list)
    replies: dict[str, list[Reply]] = field(default_factory=dict)
    snapshots: list[Snapshot] = field(default_factory=list)
    isolation: str = "read committed"
