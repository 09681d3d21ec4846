"""A real SMTP server on loopback that misbehaves on request, named by the recipient's local part."""

import re
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from .racing import PATIENCE

ID = re.compile(rb"(?im)^message-id: (\S+)")


class Mailbox:
    """What was delivered: messages with their recipients, and how often each Message-ID came."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.messages: list[tuple[str, bytes]] = []
        self.delay = 0.0
        self.pause_after = -1
        self.greylisting = False
        self.known: set[str] = set()

    @property
    def ids(self) -> Counter[str]:
        with self.lock:
            return Counter(match[1].decode() for _, data in self.messages if (match := ID.search(data)))

    @property
    def recipients(self) -> list[str]:
        with self.lock:
            return [recipient for recipient, _ in self.messages]

    # What aiosmtpd calls.

    async def handle_MAIL(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address.startswith("refused"):
            return "550 5.1.8 no such sender here"
        if len(self.messages) == self.pause_after:
            self.pause_after = -1
            return "421 4.7.0 too busy"
        envelope.mail_from, envelope.mail_options = address, options
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if match := re.match(r"rcpt(\d{3})", address):
            return f"{match[1]} 5.1.1 not this one" if match[1] != "571" else "550 5.7.1 not from you"
        if self.greylisting and address not in self.known:
            self.known.add(address)
            return "450 4.2.0 greylisted, try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        recipient = envelope.rcpt_tos[0]
        if match := re.match(r"data(\d{3})", recipient):
            return f"{match[1]} no"
        time.sleep(self.delay)
        data = envelope.content
        with self.lock:
            self.messages.append((recipient, data if isinstance(data, bytes) else str(data).encode()))
        if recipient.startswith("after") and self.ids[ID.search(self.messages[-1][1])[1].decode()] == 1:  # type: ignore[index]
            server.transport.abort()  # type: ignore[union-attr]
        if recipient.startswith("nul"):
            return "250 OK \0 queued"
        return f"250 OK queued as {len(self.messages)}"


class Server(SMTP):
    """Drops the connection after DATA for recipients called before..."""

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        if self.envelope and self.envelope.rcpt_tos and self.envelope.rcpt_tos[0].startswith("before"):
            self.transport.abort()  # type: ignore[union-attr]
            return
        await super().smtp_DATA(arg)


class LocalController(Controller):
    """A controller of ``Server``, with or without a password."""

    def __init__(self, mailbox: Mailbox, port: int, password: str | None) -> None:
        self.password = password
        super().__init__(mailbox, hostname="127.0.0.1", port=port, ready_timeout=PATIENCE)

    def factory(self) -> SMTP:
        options: dict[str, Any] = {"enable_SMTPUTF8": True}
        if self.password:

            def check(*arguments: Any) -> AuthResult:
                data = arguments[-1]
                given = isinstance(data, LoginPassword) and data.password.decode()
                return AuthResult(success=given == self.password, handled=False)

            options |= {"authenticator": check, "auth_require_tls": False, "auth_required": True}
        return Server(self.handler, **options)


@contextmanager
def smtp_server(password: str | None = None) -> Iterator[tuple[str, Mailbox]]:
    """Run a server; yield its URL and its mailbox."""
    mailbox = Mailbox()
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    controller = LocalController(mailbox, port, password)
    controller.start()
    try:
        yield f"smtp://127.0.0.1:{port}?starttls=no", mailbox
    finally:
        controller.stop()
