"""Plays sessions against each other in every order that the database lets them.

A session is a list of steps, one message to the server each, on a connection of its own. The runner lets one session
at a time act: it sends the next step, or lets go on what is paused, and then waits until nobody moves any more: each
session is done with its step, waits for a lock of another (``pg_isolation_test_session_is_blocked``), or is paused.
Pauses are triggers that wait for an advisory lock of the runner's (``stage.sql``), so the code under test stays
untouched. Each choice of a session is a letter, and the letters of a schedule replay it exactly.

The search is stateless: a schedule is played from a fresh restaurant to its end, choosing at random among what was not
played yet, until nothing is left (Godefroid, *Model Checking for Programming Languages using VeriSoft*, POPL 1997).
Where that would take too long it stops before, and how many there are is estimated from the branches met on the way
(Knuth, *Estimating the Efficiency of Backtrack Programs*, 1975).

A deadlock is an outcome, since the server ends it; a session that nobody ends is one as well: ``Stuck``.
"""

import json
import random
import select
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import prod
from string import ascii_lowercase
from typing import Any

import psycopg
from psycopg import pq

from ..database import Connection

PAUSES = 24  # how often a session can pause in one schedule
PATIENCE = 20.0  # seconds without any change, after which a session counts as left waiting
STANDSTILL = 0.1  # seconds between two looks, beyond which the runner itself was not let act
GLANCE = 0.001  # seconds to wait for an answer before asking who waits for whom
ATTEMPTS = 3  # how often a schedule is tried that led elsewhere

FIELD = pq.DiagnosticField
FAILED = (pq.ExecStatus.FATAL_ERROR, pq.ExecStatus.BAD_RESPONSE)

STATES = """
    select
        p.pid,
        pg_isolation_test_session_is_blocked(p.pid, %(runner)s::int[]) as paused,
        pg_isolation_test_session_is_blocked(p.pid, %(sessions)s::int[]) as blocked,
        pg_blocking_pids(p.pid) as blockers
    from unnest(%(busy)s::int[]) as p (pid)
"""


class Stuck(Exception):
    """A schedule came to a stand-still: the message says who waits for whom, ``trace`` how it came there."""

    trace: "Trace | None" = None


@dataclass
class Reply:
    """What a step came to.

    ``since`` and ``until`` number the looks at the restaurant before it began and after it was done; ``began`` and
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


class Session:
    """A session: its connection, the steps it still has to do, and what those done came to."""

    def __init__(self, letter: str, dsn: str) -> None:
        self.name = self.letter = letter
        self.connection = psycopg.connect(dsn, autocommit=True, application_name=f"race {letter}")
        self.link = self.connection.pgconn
        self.pid = self.link.backend_pid
        self.steps: list[str] = []
        self.replies: list[Reply] = []
        self.busy = self.paused = False
        self.began = 0

    @property
    def in_transaction(self) -> bool:
        """Whether the session has a transaction open."""
        return self.link.transaction_status in (pq.TransactionStatus.INTRANS, pq.TransactionStatus.INERROR)

    def send(self, statements: str) -> None:
        """Send statements without waiting for what they come to."""
        self.link.send_query(statements.encode())
        self.busy = True

    def act(self, seen: int) -> str:
        """Send the next step; ``seen`` is the number of the last look at the restaurant."""
        if not self.in_transaction:
            self.began = seen
        step = self.steps.pop(0)
        self.replies.append(Reply(step, since=seen))
        self.send(step)
        return step

    def finished(self) -> bool:
        """Take in what the server has answered; true when the step is done."""
        self.link.consume_input()
        if self.link.is_busy():
            return False
        reply = self.replies[-1] if self.replies else Reply("", 0)
        while result := self.link.get_result():
            if result.status in FAILED:
                reply.sqlstate = _text(result.error_field(FIELD.SQLSTATE))
                reply.message = _text(result.error_field(FIELD.MESSAGE_PRIMARY)) or ""
                detail = _text(result.error_field(FIELD.MESSAGE_DETAIL)) or ""
                reply.detail = json.loads(detail) if detail.startswith("{") else {"text": detail}
            elif result.status == pq.ExecStatus.TUPLES_OK:
                names = [_text(result.fname(column)) or "" for column in range(result.nfields)]
                reply.rows = [
                    {name: _text(result.get_value(row, column)) for column, name in enumerate(names)}
                    for row in range(result.ntuples)
                ]
            reply.tag = _text(result.command_status) or reply.tag
        self.busy = False
        return True


def _text(value: bytes | None) -> str | None:
    return None if value is None else value.decode()


@dataclass
class Trace:
    """One schedule and everything that could be seen of it."""

    schedule: str = ""
    lines: list[str] = field(default_factory=list)
    replies: dict[str, list[Reply]] = field(default_factory=dict)
    looks: list[dict[str, Any]] = field(default_factory=list)
    isolation: str = "read committed"


Choose = Callable[[str, str], str]  # letters played so far, letters that can act -> letter


class Runner:
    """Lets sessions act one at a time, and sees what becomes of it."""

    def __init__(self, control: Connection, dsn: str) -> None:
        self.control, self.dsn = control, dsn
        self.pool: list[Session] = []
        self.sessions: list[Session] = []

    def close(self) -> None:
        """End the sessions, whatever they are doing."""
        for session in self.pool:
            session.connection.close()

    def open_sessions(self, names: Sequence[str]) -> None:
        """Give the sessions of the next schedules their names; their connections, once open, are kept."""
        for letter in ascii_lowercase[len(self.pool) : len(names)]:
            self.pool.append(Session(letter, self.dsn))
        self.sessions = self.pool[: len(names)]
        for session, name in zip(self.sessions, names, strict=True):
            session.name = name

    def run(
        self,
        scripts: Mapping[str, Sequence[str]],
        choose: Choose,
        look: Callable[[], dict[str, Any]],
        *,
        pauses: Sequence[str] = (),
        isolation: str = "read committed",
    ) -> Trace:
        """Play one schedule from beginning to end; ``look`` says what everybody can see of the restaurant then."""
        trace = Trace(isolation=isolation, looks=[look()])
        self.open_sessions(list(scripts))
        self._prepare(list(scripts.values()), pauses, isolation)
        try:
            while enabled := [a for a in self.sessions if a.paused or (a.steps and not a.busy)]:
                letters = "".join(a.letter for a in enabled)
                chosen = choose(trace.schedule, letters)
                trace.schedule += chosen
                self._act(trace, next(a for a in enabled if a.letter == chosen), look)
            if waiting := [a for a in self.sessions if a.busy]:
                raise Stuck(", ".join(f"{a.name} waits for ever" for a in waiting))
        except Stuck as stuck:
            stuck.trace = trace
            raise
        finally:
            self._clear()
        trace.replies = {session.name: session.replies for session in self.sessions}
        return trace

    def _prepare(self, scripts: Sequence[Sequence[str]], pauses: Sequence[str], isolation: str) -> None:
        settings = (
            f"set maitred_race.pauses = ',{','.join(pauses)},'; set maitred_race.turn = 0; "
            f"set default_transaction_isolation = '{isolation}'"
        )
        for session in self.sessions:
            session.send(settings)
        self.settle()
        for session, script in zip(self.sessions, scripts, strict=True):
            session.steps, session.replies = list(script), []
        if pauses:
            self.control.execute(
                "select pg_advisory_lock(p, n) from unnest(%s::int[]) as p, generate_series(1, %s) as n",
                ([session.pid for session in self.sessions], PAUSES),
            )
        self.turns = dict.fromkeys((session.pid for session in self.sessions), 0)

    def _act(self, trace: Trace, session: Session, look: Callable[[], dict[str, Any]]) -> None:
        working = [a for a in self.sessions if a.busy]
        if session.paused:
            self.turns[session.pid] += 1
            self.control.execute("select pg_advisory_unlock(%s, %s)", (session.pid, self.turns[session.pid]))
            session.paused = False
            line = f"{session.name} goes on"
        else:
            line = f"{session.name}: {' '.join(session.act(len(trace.looks) - 1).split())}"
            session.replies[-1].began = len(trace.schedule)
            working.append(session)
        trace.lines.append(f"{len(trace.schedule):>3} {session.letter}  {line}")

        self.settle()
        done = [a for a in working if not a.busy]
        for other in done:
            reply = other.replies[-1]
            if trace.isolation != "read committed":
                reply.since = other.began
            reply.until = len(trace.looks)  # the look that is taken below, or after the next commit
            reply.finished = len(trace.schedule)
            what = f"{reply.sqlstate} {reply.message}" if reply.sqlstate else f"{reply.tag}{_shown(reply.rows)}"
            trace.lines.append(f"         {other.name} -> {what}")
        if session.busy:
            trace.lines.append(f"         {session.name} {'pauses' if session.paused else 'waits'}")
        if any(not other.in_transaction for other in done):
            trace.looks.append(look())

    def settle(self) -> None:
        """Wait until each session is done, paused, or waits for another one."""
        waited, last, standstill = 0.0, time.monotonic(), None
        while busy := [a for a in self.sessions if a.busy and not a.paused]:
            ready, _, _ = select.select([a.link.socket for a in busy], [], [], 0 if standstill else GLANCE)
            if ready:
                for session in busy:
                    session.finished()
                waited, standstill = 0.0, None
                continue
            again = self._still(busy)
            if again and (again == standstill or set(again.values()) == {"paused"}):
                for session in busy:
                    session.paused = again[session.pid] == "paused"
                return
            standstill = again
            # A machine that stands still for a while, servers and all, has not kept anybody waiting.
            now = time.monotonic()
            waited, last = waited + min(now - last, STANDSTILL), now
            if waited > PATIENCE:
                raise Stuck(", ".join(f"{a.name} does not answer" for a in busy))

    def _still(self, busy: Sequence[Session]) -> dict[int, str] | None:
        """Say who is paused and who waits for whom; None while somebody moves, or the server must end a deadlock."""
        rows = self.control.execute(
            STATES,
            {
                "runner": [self.control.info.backend_pid],
                "sessions": [session.pid for session in self.sessions],
                "busy": [session.pid for session in busy],
            },
        ).fetchall()
        if not all(paused or blocked for _, paused, blocked, _ in rows):
            return None
        waits = {pid: set(blockers) for pid, _, _, blockers in rows}
        for pid in waits:
            reached, frontier = set[int](), {pid}
            while frontier:
                frontier = {b for p in frontier for b in waits.get(p, ())} - reached
                reached |= frontier
            if pid in reached:
                return None
        return {pid: "paused" if paused else "waits" for pid, paused, _, _ in rows}

    def _clear(self) -> None:
        """Leave no session in a transaction and no lock behind, also after a stand-still."""
        self.control.execute("select pg_advisory_unlock_all()")
        for session in self.sessions:
            session.paused = False
            session.steps = []
            if session.busy:
                session.connection.cancel()
        self.settle()
        for session in self.sessions:
            if session.in_transaction:
                session.replies.append(Reply("rollback", 0))
                session.send("rollback")
        self.settle()


def _shown(rows: Sequence[dict[str, str | None]]) -> str:
    text = "; ".join(" ".join(f"{value}" for value in row.values() if value) for row in rows)
    return f" ({text[:150]}{'...' if len(text) > 150 else ''})" if text else ""


# --- The search ---------------------------------------------------------------------------------------------------


@dataclass
class Count:
    """How many schedules were played, of how many, and how."""

    played: int = 0
    total: float = 0.0
    exact: bool = True

    def __str__(self) -> str:
        """Say how many of how many."""
        return f"{self.played} of {self.total:.0f}" if self.exact else f"{self.played} of about {self.total:.2g}"


def follow(schedule: str) -> Choose:
    """Choose as a schedule says, as long as that can be done, and after it the first session that can act."""

    def choose(played: str, enabled: str) -> str:
        wanted = schedule[len(played) : len(played) + 1]
        return wanted if wanted and schedule.startswith(played) and wanted in enabled else enabled[0]

    return choose


def explore(run: Callable[[Choose], Trace], limit: int, seed: int, count: Count) -> Iterator[Trace]:
    """Play every schedule once, or ``limit`` of them drawn by ``seed`` when there are more; tell it in ``count``."""
    chance = random.Random(seed)
    seen, done = set[str](), set[str]()  # schedules, and beginnings after which everything was played
    known: dict[str, set[str]] = {}  # letters that could act after a beginning
    tried = Counter[str]()
    widths: list[int] = []
    estimates: list[int] = []

    def choose(played: str, enabled: str) -> str:
        letters = known.setdefault(played, set())
        letters.update(enabled)
        left = [letter for letter in enabled if played + letter not in done]
        if not left:
            # Two sessions that one commit lets go run side by side, so that what was left here may not come again.
            tried[played] += 1
            if tried[played] >= ATTEMPTS:
                done.update(played + letter for letter in letters)
        widths.append(len(left) or 1)
        return chance.choice(left or enabled)

    while "" not in done and count.played < limit and len(estimates) < 2 * limit + ATTEMPTS:
        widths.clear()
        one = run(choose)
        # Each draw is from what was left, and estimates how much that was.
        estimates.append(count.played + prod(widths))
        if one.schedule not in seen:
            seen.add(one.schedule)
            count.played += 1
        done.add(one.schedule)
        for end in reversed(range(len(one.schedule))):
            beginning = one.schedule[:end]
            if not all(beginning + letter in done for letter in known[beginning]):
                break
            done.add(beginning)
        count.exact = "" in done
        count.total = count.played if count.exact else max(count.played, sum(estimates) / len(estimates))
        yield one
