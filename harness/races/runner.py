"""Lets sessions act one at a time, in the order that a strategy chooses.

A session is a list of steps, one message to the server each, on a connection of its own. The runner lets one session
at a time act: it sends the next step, or lets go on what is paused, and then waits until nobody moves any more: each
session is done with its step, waits for a lock of another (``pg_isolation_test_session_is_blocked``), or is paused.
Pauses are triggers that wait for an advisory lock of the runner's (``sandbox.sql``), so the code under test stays
untouched. Each choice of a session is a letter, and the letters of a schedule replay it exactly.

A deadlock is an outcome, since the server ends it; a session that nobody ends is one as well: ``Stuck``.
"""

import select
import time
from collections.abc import Callable, Mapping, Sequence
from string import ascii_lowercase

from ..database import Connection
from .session import Session
from .snapshot import Snapshot
from .strategy import Choose
from .trace import Reply, Trace

PAUSES = 24  # how often a session can pause in one schedule
PATIENCE = 20.0  # seconds without any change, after which a session counts as left waiting
STANDSTILL = 0.1  # seconds between two looks, beyond which the runner itself was not let act
GLANCE = 0.001  # seconds to wait for an answer before asking who waits for whom

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

    trace: Trace | None = None


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
        take_snapshot: Callable[[], Snapshot],
        *,
        pauses: Sequence[str] = (),
        isolation: str = "read committed",
    ) -> Trace:
        """Play one schedule from beginning to end; a snapshot says what everybody can see of the restaurant then."""
        trace = Trace(isolation=isolation, snapshots=[take_snapshot()])
        self.open_sessions(list(scripts))
        self._prepare(list(scripts.values()), pauses, isolation)
        try:
            while enabled := [a for a in self.sessions if a.paused or (a.steps and not a.busy)]:
                letters = "".join(a.letter for a in enabled)
                chosen = choose(trace.schedule, letters)
                trace.schedule += chosen
                self._act(trace, next(a for a in enabled if a.letter == chosen), take_snapshot)
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

    def _act(self, trace: Trace, session: Session, take_snapshot: Callable[[], Snapshot]) -> None:
        working = [a for a in self.sessions if a.busy]
        if session.paused:
            self.turns[session.pid] += 1
            self.control.execute("select pg_advisory_unlock(%s, %s)", (session.pid, self.turns[session.pid]))
            session.paused = False
            line = f"{session.name} goes on"
        else:
            line = f"{session.name}: {' '.join(session.act(len(trace.snapshots) - 1).split())}"
            session.replies[-1].began = len(trace.schedule)
            working.append(session)
        trace.lines.append(f"{len(trace.schedule):>3} {session.letter}  {line}")

        self.settle()
        done = [a for a in working if not a.busy]
        for other in done:
            reply = other.replies[-1]
            if trace.isolation != "read committed":
                reply.since = other.began
            reply.until = len(trace.snapshots)  # the snapshot that is taken below, or after the next commit
            reply.finished = len(trace.schedule)
            what = f"{reply.sqlstate} {reply.message}" if reply.sqlstate else f"{reply.tag}{_shown(reply.rows)}"
            trace.lines.append(f"         {other.name} -> {what}")
        if session.busy:
            trace.lines.append(f"         {session.name} {'pauses' if session.paused else 'waits'}")
        if any(not other.in_transaction for other in done):
            trace.snapshots.append(take_snapshot())

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
