"""What a race is: a restaurant, what happened in it before, and sessions that then act at the same time."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from .. import HarnessError
from ..database import Connection
from .names import fill
from .snapshot import History
from .trace import Reply, Trace

READ_COMMITTED, REPEATABLE_READ, SERIALIZABLE = LEVELS = ("read committed", "repeatable read", "serializable")


@dataclass(frozen=True)
class Party:
    """A booking of the restaurant before the race: pending, without a table."""

    size: int = 2
    begins: str = "19:00"
    ends: str = "21:00"


@dataclass
class Seen:
    """A schedule that was played: what the sessions were told, and the restaurant as it is now."""

    trace: Trace
    names: Mapping[str, str]
    control: Connection
    history: History

    def replies(self, session: str) -> list[Reply]:
        """Return what the steps of a session came to."""
        return self.trace.replies[session]

    def outcome(self, session: str) -> str:
        """Return ``ok`` when all that a session did was done and committed, else its first SQLSTATE."""
        return next((r.sqlstate for r in self.replies(session) if r.sqlstate), "ok")

    def outcomes(self) -> list[str]:
        """Return the outcomes of all sessions, in order."""
        return [self.outcome(session) for session in self.trace.replies]

    def row(self, session: str, step: int = 0) -> dict[str, str | None]:
        """Return the first row that a step gave, with nothing in it when there is none."""
        rows = self.replies(session)[step].rows
        return rows[0] if rows else {}

    def serialization(self) -> bool:
        """Tell whether a session was told to run again (only asked for above READ COMMITTED)."""
        return "40001" in self.outcomes()

    def status(self, booking: str) -> str:
        """Return the status of a booking."""
        return str(self.history["bookings"][self.names[booking]]["status"])

    def tables(self, booking: str) -> list[str]:
        """Return the names of the tables that are kept for a booking."""
        named = {value: name for name, value in self.names.items()}
        return sorted(named[table] for who, table in self.history["taken"] if who == self.names[booking])

    def emails(self, booking: str) -> list[str]:
        """Return the kinds of the emails that were written about a booking."""
        return sorted(kind for who, kind, _ in self.history["emails"] if who == self.names[booking])

    def events(self, name: str, booking: str | None = None) -> list[dict[str, Any]]:
        """Return the payloads of the events of a name."""
        return [
            payload
            for event, who, payload in self.history["events"]
            if event == name and (booking is None or who == self.names[booking])
        ]

    def query(self, statement: str) -> Any:
        """Return the first column of the first row of a query."""
        row = self.control.execute(fill(statement, self.names).encode()).fetchone()
        return row[0] if row else None


Expect = Callable[[Seen], Iterator[str]]


def _nothing_more(_: Seen) -> Iterator[str]:
    return iter(())


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """A race. Names in braces are ids: ``{restaurant}``, tables, bookings, users, and what a step of the setup gave.

    sessions: steps by session; a step is one message to the server.
    setup:    what happened before, by name; a single value that a statement gives can be named in the sessions.
    pauses:   tables at whose writes a session pauses (``allocations``, or ``insert allocations``).
    expect:   sentences on what is wrong, beyond what the invariants know by themselves.
    clear:    whether emails and jobs of other restaurants must be out of the way (functions that serve all
              restaurants).
    repeats:  whether a call may say 40001, run it again, also under READ COMMITTED (``reoptimise_service``).
    consistent: false where the setup damages the restaurant on purpose; then ``expect`` evaluates drift and events.
    """

    sessions: Mapping[str, Sequence[str]]
    tables: Mapping[str, int] = field(default_factory=lambda: {"T1": 4})
    neighbours: Sequence[tuple[str, str]] = ()
    bookings: Mapping[str, Party] = field(default_factory=lambda: {"anna": Party()})
    users: Sequence[str] = ()
    setup: Mapping[str, str] = field(default_factory=dict)
    pauses: Sequence[str] = ()
    levels: Sequence[str] = (READ_COMMITTED,)
    expect: Expect = _nothing_more
    limit: int = 400
    clear: bool = False
    consistent: bool = True
    repeats: bool = False


def load() -> dict[str, tuple[str, Scenario]]:
    """Return every race by name, with the sentence that its file begins with."""
    from . import scenarios

    found: dict[str, tuple[str, Scenario]] = {}
    for info in sorted(iter_modules(scenarios.__path__), key=lambda info: info.name):
        module = import_module(f"{scenarios.__name__}.{info.name}")
        title = (module.__doc__ or "").strip().splitlines()[0]
        for variant, scenario in module.SCENARIOS.items():
            name = f"{info.name}/{variant}".rstrip("/").replace(", ", "-").replace(" ", "-")
            found[name] = (title, scenario)
    return found


def find(names: Sequence[str]) -> dict[str, tuple[str, Scenario]]:
    """Return the races named, or whose names begin so; all when none is."""
    known = load()
    for name in names:
        if not any(key == name or key.startswith(f"{name}/") for key in known):
            raise HarnessError(f"There is no race {name}: see maitred race list.")
    return {
        key: value
        for key, value in known.items()
        if not names or any(key == name or key.startswith(f"{name}/") for name in names)
    }


def exactly(name: str) -> Scenario:
    """Return the race of that name."""
    known = load()
    if name not in known:
        raise HarnessError(f"There is no race {name}: see maitred race list.")
    return known[name][1]
