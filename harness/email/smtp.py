"""One SMTP connection, kept open, and what its answers mean for an email (RFC 5321, RFC 3463).

The line between safe and unsafe is the final dot: a message whose dot was not sent was not delivered. Whatever is
wrong with ourselves rather than with one email (password, sender, policy, server away) is raised, and the email is
given back untouched.
"""

import os
import re
import select
import smtplib
import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal
from urllib.parse import parse_qs, unquote, urlsplit

from .. import HarnessError
from .message import Message

ENHANCED_POLICY = re.compile(r"^5\.7\.\d")
EXAMPLE = "smtp://mail.example.org:587?starttls=required"


class TransportStoppedError(HarnessError):
    """The server refuses us: nothing can be sent until a person has changed something.

    ``answer`` is what it said to one email, when it was not said before any: perhaps it is only that one.
    """

    def __init__(self, message: str, answer: str | None = None) -> None:
        super().__init__(message)
        self.answer = answer


class TransportPausedError(Exception):
    """The server is away or busy: nothing can be sent for a while."""

    def __init__(self, reason: str, seconds: float) -> None:
        super().__init__(reason)
        self.seconds = seconds


@dataclass(frozen=True)
class Result:
    """What became of one email; the outcomes are those of ``maitred.settle_emails``."""

    outcome: Literal["sent", "failed", "dead", "uncertain", "released"]
    error: str | None = None
    message_id: str | None = None


@dataclass(frozen=True)
class Server:
    """Where to send to. ``starttls``: ``required``, ``optional`` (if the server has it) or ``no``."""

    host: str
    port: int
    tls: bool
    starttls: str
    user: str | None
    password: str | None

    @property
    def name(self) -> str:
        """A name without the password, for people and for the rate limit."""
        return f"{self.host}:{self.port}"


def parse_url(url: str) -> Server:
    """Read ``smtp://[user[:password]@]host[:port][?starttls=required|optional|no]`` or ``smtps://...``.

    User and password may stand in MAITRED_SMTP_USER and MAITRED_SMTP_PASSWORD instead, where they need no escaping.
    STARTTLS is required when there is a password, unless the URL says otherwise.
    """
    problem = f"The SMTP URL is not understood: it looks like {EXAMPLE} or smtps://mail.example.org"
    try:
        parts = urlsplit(url)
        port = parts.port
        query = parse_qs(parts.query, strict_parsing=bool(parts.query), keep_blank_values=True)
    except ValueError:
        raise HarnessError(f"{problem}.") from None
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname or parts.path not in {"", "/"}:
        raise HarnessError(f"{problem}.")
    if set(query) - {"starttls"}:
        raise HarnessError(f"{problem}; it knows no option but starttls.")
    user = unquote(parts.username) if parts.username else os.environ.get("MAITRED_SMTP_USER")
    password = unquote(parts.password) if parts.password else os.environ.get("MAITRED_SMTP_PASSWORD")
    if user and not password:
        raise HarnessError(f"There is no password for the SMTP user {user}: set MAITRED_SMTP_PASSWORD.")
    tls = parts.scheme == "smtps"
    starttls = query.get("starttls", ["required" if user and not tls else "optional"])[-1] or "required"
    if starttls not in {"required", "optional", "no"}:
        raise HarnessError(f"{problem}; starttls is required, optional or no.")
    return Server(parts.hostname, port or (465 if tls else 25), tls, starttls, user or None, password or None)


def _text(code: int, reply: bytes) -> str:
    """Return an answer as one line; control characters are not printed, and the database takes no NUL."""
    return re.sub(r"[\x00-\x1f\x7f-\x9f]", " ", f"{code} {reply.decode('utf-8', 'replace')}")[:500]


class Connection:
    """A connection that is made when first needed and renewed after ``renew_after`` messages or a failure."""

    def __init__(self, server: Server, *, timeout: float = 30.0, renew_after: int = 100) -> None:
        """Settle where to connect to; timeout in seconds, for each step of the conversation."""
        self.server = server
        self.timeout = timeout
        self.renew_after = renew_after
        self._smtp: smtplib.SMTP | None = None
        self._sent = 0

    def close(self) -> None:
        """Say goodbye, if anybody listens."""
        smtp, self._smtp, self._sent = self._smtp, None, 0
        if smtp:
            with suppress(smtplib.SMTPException, OSError):
                smtp.quit()
            smtp.close()

    def _drop(self) -> None:
        smtp, self._smtp, self._sent = self._smtp, None, 0
        if smtp:
            smtp.close()

    def connect(self) -> smtplib.SMTP:
        """Return the open connection, made now if there is none."""
        if self._smtp and self._sent >= self.renew_after:
            self.close()
        if self._smtp is None:
            try:
                self._smtp = self._open()
            except TransportStoppedError:
                raise
            except smtplib.SMTPResponseException as error:
                raise self._unavailable(_text(error.smtp_code, _bytes(error.smtp_error))) from None
            except ssl.SSLError as error:
                raise TransportStoppedError(
                    f"The SMTP server {self.server.name} cannot be trusted: {error.reason or error}."
                ) from None
            except UnicodeError:
                raise TransportStoppedError(
                    f"{self.server.host!r} is no host name: see to the SMTP URL, it looks like {EXAMPLE}."
                ) from None
            except (smtplib.SMTPException, OSError) as error:
                raise self._unavailable(str(error) or type(error).__name__) from None
        return self._smtp

    def _unavailable(self, reason: str) -> TransportPausedError:
        return TransportPausedError(f"The SMTP server {self.server.name} is not available: {reason}", 10.0)

    def _open(self) -> smtplib.SMTP:
        server, context = self.server, ssl.create_default_context()
        smtp = (
            smtplib.SMTP_SSL(server.host, server.port, timeout=self.timeout, context=context)
            if server.tls
            else smtplib.SMTP(server.host, server.port, timeout=self.timeout)
        )
        try:
            if smtp.sock:
                # Body and final dot go out one after the other; neither shall wait for the other's receipt.
                smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            smtp.ehlo_or_helo_if_needed()
            if not server.tls and server.starttls != "no":
                self._start_tls(smtp, context)
            if server.user and server.password:
                self._log_in(smtp, server.user, server.password)
        except BaseException:
            smtp.close()
            raise
        return smtp

    def _start_tls(self, smtp: smtplib.SMTP, context: ssl.SSLContext) -> None:
        if smtp.has_extn("starttls"):
            smtp.starttls(context=context)
            smtp.ehlo()
        elif self.server.starttls == "required":
            raise TransportStoppedError(
                f"The SMTP server {self.server.name} offers no STARTTLS, and the password must not travel in the open: "
                "use smtps://, or add ?starttls=optional to the URL."
            )

    def _log_in(self, smtp: smtplib.SMTP, user: str, password: str) -> None:
        if not (user + password).isascii():
            raise TransportStoppedError(
                f"User and password for the SMTP server {self.server.name} must be ASCII: "
                "see to MAITRED_SMTP_USER and MAITRED_SMTP_PASSWORD."
            )
        try:
            smtp.login(user, password)
        except smtplib.SMTPAuthenticationError as error:
            if 400 <= error.smtp_code < 500:
                raise
            raise TransportStoppedError(
                f"The SMTP server {self.server.name} refuses user {user}: "
                f"{_text(error.smtp_code, _bytes(error.smtp_error))}. Check MAITRED_SMTP_PASSWORD."
            ) from None
        except smtplib.SMTPNotSupportedError:
            raise TransportStoppedError(
                f"The SMTP server {self.server.name} knows no way to log in: "
                "remove user and password, or use another port."
            ) from None

    def send(self, message: Message, before_dot: Callable[[], None] | None = None) -> Result:
        """Send one message and say what became of it.

        Raises ``TransportPausedError`` (server away, or 421) and ``TransportStoppedError`` (we are refused): the
        message was not delivered then, and it is not the message's fault. ``before_dot`` is called when the message is
        about to be handed over; what it raises leaves the message unsent.
        """
        smtp = self.connect()
        if message.utf8 and not smtp.has_extn("smtputf8"):
            return Result("dead", "the SMTP server takes ASCII addresses only (it has no SMTPUTF8)")
        handed_over = False
        try:
            smtp.command_encoding = "utf-8" if message.utf8 else "ascii"
            if refusal := self._offer(smtp, message):
                return self._refused(*refusal)
            smtp.send(_stuffed(message.data))
            if before_dot:
                try:
                    before_dot()
                except BaseException:
                    self._drop()
                    raise
            if _gone(smtp):
                self._drop()
                return Result("failed", "connection lost before the end of the message")
            handed_over = True
            smtp.send(b".\r\n")
            code, reply = smtp.getreply()
        except (smtplib.SMTPServerDisconnected, OSError) as error:
            self._drop()
            reason = f"connection lost: {str(error) or type(error).__name__}"
            return Result("uncertain" if handed_over else "failed", reason[:500])
        if code == -1:
            self._drop()
            return Result("uncertain", "the answer to the message cannot be understood")
        if code != 250:
            return self._refused("final dot", code, reply)
        self._sent += 1
        return Result("sent", message_id=_text(code, reply))

    def _offer(self, smtp: smtplib.SMTP, message: Message) -> tuple[str, int, bytes] | None:
        """Send envelope and DATA and return the first refusal; in one go if the server knows PIPELINING (RFC 2920)."""
        refusal = None
        commands = _envelope(message)
        pipelined = smtp.has_extn("pipelining")
        if pipelined:
            smtp.send("".join(f"{line}\r\n" for _, line in commands))
        for verb, line in commands:
            if not pipelined:
                smtp.putcmd(line)
            code, reply = smtp.getreply()
            if code not in ((354,) if verb == "DATA" else (250, 251, 252)):
                refusal = refusal or (verb, code, reply)
                if not pipelined or code in (421, -1):
                    break
            elif refusal and verb == "DATA":
                self._drop()  # it waits for a message that nobody would get
        return refusal

    def _refused(self, verb: str, code: int, reply: bytes) -> Result:
        """Classify a refusal before or after the message: ours, the moment's, or this email's."""
        text = f"{verb}: {_text(code, reply)}"
        if code in (421, -1):
            self._drop()
            raise TransportPausedError(f"The SMTP server {self.server.name} wants a pause: {text}", 30.0)
        ours = code in (530, 535) or ENHANCED_POLICY.match(reply.decode("utf-8", "replace"))
        if ours or (verb == "MAIL" and 500 <= code < 600):
            self.close()
            raise TransportStoppedError(
                f"The SMTP server {self.server.name} refuses to send for us: {text}. Check user, password and sender.",
                None if verb == "MAIL" else text,
            )
        try:
            smtp_code, _ = self._smtp.rset() if self._smtp else (250, b"")
            if smtp_code != 250:
                self._drop()
        except (smtplib.SMTPException, OSError):
            self._drop()
        return Result("dead" if 500 <= code < 600 else "failed", text)


def _gone(smtp: smtplib.SMTP) -> bool:
    """Tell whether the server has said something, or hung up, where it should wait for the final dot."""
    sock = smtp.sock
    if sock is None or isinstance(sock, ssl.SSLSocket):
        return sock is None
    return bool(select.select([sock], [], [], 0)[0])


def _envelope(message: Message) -> list[tuple[str, str]]:
    options = " SMTPUTF8 BODY=8BITMIME" if message.utf8 else ""
    return [
        ("MAIL", f"MAIL FROM:<{message.sender}>{options}"),
        ("RCPT", f"RCPT TO:<{message.recipient}>"),
        ("DATA", "DATA"),
    ]


def _bytes(reply: bytes | str) -> bytes:
    return reply.encode() if isinstance(reply, str) else reply


def _stuffed(data: bytes) -> bytes:
    """Return a message as DATA wants it: lines that begin with a dot get another (RFC 5321, 4.5.2)."""
    body = re.sub(rb"(?m)^\.", b"..", data)
    return body if body.endswith(b"\r\n") else body + b"\r\n"
