"""The SQL side of the outbox, as Python calls it. Everything is decided there."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from psycopg import errors, generators, pq, sql
from psycopg.rows import class_row

from ..database import Connection, connect
from .message import ClaimedEmail
from .smtp import Result

COLUMNS = sql.SQL(", ").join(sql.Identifier(field.name) for field in fields(ClaimedEmail))


def open_outbox(url: str, name: str = "maitred worker") -> Connection:
    """Connect without server-side state: it may be a pooler in transaction mode that answers."""
    connection = connect(url, application_name=name)
    connection.prepare_threshold = None
    return connection


def claim(
    connection: Connection,
    worker: str,
    limit: int,
    lease: float,
    after: tuple[datetime, int] | None = None,
) -> list[ClaimedEmail]:
    """Claim due emails for ``lease`` seconds; ``after`` is ``available_at`` and id of the last one claimed before."""
    after_at, after_id = after or (None, None)
    statement = sql.SQL("select {} from maitred.claim_emails(%s, %s, %s, %s, %s)").format(COLUMNS)
    with connection.cursor(row_factory=class_row(ClaimedEmail)) as cursor:
        cursor.execute(statement, (worker, limit, timedelta(seconds=lease), after_at, after_id))
        return cursor.fetchall()


@dataclass(frozen=True)
class Settling:
    """Results that were sent to the database. Its connection must not be used until ``count`` was asked for."""

    connection: Connection

    def count(self) -> int:
        """Wait until they are recorded; return how many were taken, 0 when the lease is over."""
        (result,) = self.connection.wait(generators.fetch_many(self.connection.pgconn))
        if result.status != pq.ExecStatus.TUPLES_OK:
            raise errors.error_from_result(result)
        return int(result.get_value(0, 0) or 0)


def begin_settle(connection: Connection, token: int, results: Sequence[tuple[int, Result]]) -> Settling:
    """Send results of a claim to the database, and do not wait."""
    told = [
        {"email_id": email_id, "outcome": r.outcome, "error": r.error, "message_id": r.message_id}
        for email_id, r in results
    ]
    statement = b"select maitred.settle_emails($1, $2)"
    connection.pgconn.send_query_params(statement, [str(token).encode(), json.dumps(told).encode()])
    connection.wait(generators.send(connection.pgconn))
    return Settling(connection)


def settle(connection: Connection, token: int, results: Sequence[tuple[int, Result]]) -> int:
    """Record results of a claim; return how many were taken, 0 when its lease is over."""
    return begin_settle(connection, token, results).count()


def request_email_wakeup(connection: Connection, seconds: float) -> None:
    """Have commits that write an email notify for a while."""
    _value(connection, "select maitred.request_email_wakeup(%s)", timedelta(seconds=seconds))


def extend(connection: Connection, token: int, lease: float) -> bool:
    """Keep a claim for ``lease`` seconds from now; False: too late."""
    return _value(connection, "select maitred.extend_email_claim(%s, %s)", token, timedelta(seconds=lease)) is not None


def release(connection: Connection, token: int) -> int:
    """Give back what a claim still holds; return how many emails that was."""
    return int(_value(connection, "select maitred.release_email_claim(%s)", token))


def take_token(connection: Connection, transport: str, per_second: float) -> float:
    """Ask for permission to send one email; return 0, or the seconds to wait before asking again."""
    wait = _value(connection, "select maitred.take_email_token(%s, %s::numeric)", transport, per_second)
    return max(wait.total_seconds(), 0.001) if wait is not None else 0.0


def pause(connection: Connection, transport: str, seconds: float) -> None:
    """Tell every worker with a rate limit to leave a server alone for a while."""
    _value(connection, "select maitred.pause_email_transport(%s, %s)", transport, timedelta(seconds=seconds))


def _value(connection: Connection, statement: str, *arguments: object) -> Any:
    row = connection.execute(statement, arguments).fetchone()
    return row[0] if row else None


@dataclass(frozen=True)
class Delivery:
    """What happened to one email."""

    email: ClaimedEmail
    result: Result
    recorded: bool
