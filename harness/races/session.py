"""A connection that does one step after another, and never waits for what comes of it."""

import json

import psycopg
from psycopg import pq

from .trace import Reply

FIELD = pq.DiagnosticField
FAILED = (pq.ExecStatus.FATAL_ERROR, pq.ExecStatus.BAD_RESPONSE)


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
        """Send the next step; ``seen`` is the number of the last snapshot of the restaurant."""
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
