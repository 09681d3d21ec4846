"""Turning a claimed email into a MIME message.

Everything said in a message comes from the email's payload, as it was when the email was claimed; nothing is looked up.
Nothing here sends or prints.
"""

import re
from base64 import encodebytes
from binascii import b2a_qp
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.header import Header
from email.utils import format_datetime, formataddr, parseaddr
from functools import cache, lru_cache
from pathlib import Path
from types import TracebackType
from typing import Any
from unicodedata import normalize
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import jinja2
from icalendar import vText
from icalendar.parser import Contentline

from .. import HarnessError
from . import limits
from .dates import format_date, format_time, parse_locale

SHIPPED = Path(__file__).resolve().parent / "templates"
FALLBACK_LOCALE = "en"

# C0 and C1 controls and the Unicode line ends break a header, and what turns text around lets one lie (UAX 9); "=?"
# begins an encoded word, which the email package decodes when a header is set, and whose line ends it then writes as
# they are (CVE-2024-6923). The names of bookings and restaurants are stored without any of it.
UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]|=\?")

# What an address may have, in the words of the domain maitred.email_address. Surrogates are no characters in SQL.
NOT_IN_AN_ADDRESS = re.compile(
    r"""[\u0000-\u0020"(),:;<>\[\\\]\u007F-\u00A0\u00AD\u034F\u061C\u115F\u1160\u1680"""
    r"\u17B4\u17B5\u180B-\u180F\u2000-\u200F\u2028-\u202F\u205F-\u206F\u3000\u3164\uD800-\uF8FF"
    r"\uFE00-\uFE0F\uFEFF\uFFA0\uFFF0-\uFFFF\U000E0000-\U0010FFFF]"
)
NO_ADDRESS = re.compile(r"=[?]|@.*[!-,/:-@\[-`{-~\u3002\uFF0E\uFF61]|@(.*[.])?([.-]|$)|@.*-([.]|$)|@.*[^.]{64}")
DNS_NAME = re.compile(r"[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})*")

ADDRESSES = {"To", "Reply-To", "From"}  # never encoded words: what is not ASCII in them needs SMTPUTF8 (RFC 6532)
LOCALE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")

# What the calendar entry becomes: method (RFC 5546) and status. Other kinds carry none.
CALENDAR = {
    "booking_confirmed": ("REQUEST", "CONFIRMED"),
    "modification_pending": ("REQUEST", "TENTATIVE"),
    "modification_confirmed": ("REQUEST", "CONFIRMED"),
    "booking_cancelled": ("CANCEL", "CANCELLED"),
    "booking_declined": ("CANCEL", "CANCELLED"),  # the tentative entry of an edit, if there was one
}


class MessageError(Exception):
    """This one email cannot be made into a message, now or later."""


@dataclass(frozen=True)
class ClaimedEmail:
    """A row of the SQL type ``maitred.claimed_email``."""

    email_id: int
    claim_token: int
    restaurant_id: Any
    booking_id: Any
    kind: str
    recipient: str
    locale: str
    payload: Mapping[str, Any]
    attempt: int
    message_id: str
    written_at: datetime
    available_at: datetime


@dataclass(frozen=True)
class Message:
    """What goes to the server: envelope addresses and the serialised message, with CRLF line ends."""

    sender: str
    recipient: str
    data: bytes
    utf8: bool


def is_mailable(address: str) -> bool:
    """Say whether an address can be sent to, in the words of ``maitred_internal.is_mailable``."""
    return (
        not NOT_IN_AN_ADDRESS.search(address)
        and len(address.encode()) <= 254
        and len(address.partition("@")[0].encode()) <= 64
        and re.search(r"^[^@]+@[^@]+$", address) is not None
        and not NO_ADDRESS.search(address)
    )


def ascii_domain(address: str) -> str:
    """Return an address with its domain in the form that DNS knows, or raise ``MessageError`` if it cannot be mailed.

    A label that is not ASCII is folded and written as IDNA 2008 has it (RFC 5891; UTS 46, non-transitional: "straße" is
    not "strasse"). What has no such form goes as it is, which SMTPUTF8 allows (RFC 6531, 3.3): servers may know better.
    """
    if not is_mailable(address):
        raise MessageError(f"{address!r} is not one email address")
    local, _, domain = address.partition("@")
    encoded = ".".join(_dns_label(label) for label in domain.split("."))
    return (
        f"{local}@{encoded}" if DNS_NAME.fullmatch(encoded) and len(f"{local}@{encoded}".encode()) <= 254 else address
    )


def _dns_label(label: str) -> str:
    if label.isascii():
        return label
    folded = normalize("NFC", normalize("NFKC", label).lower())
    return folded if folded.isascii() else f"xn--{folded.encode('punycode').decode()}"


@lru_cache(maxsize=16)
def parse_sender(sender: str) -> tuple[str, str]:
    """Split ``Name <address>`` or ``address`` into name and address, or raise ``HarnessError``."""
    name, address = parseaddr(sender)
    try:
        address = ascii_domain(address)
    except MessageError:
        address = ""
    if not address or UNSAFE.search(sender):
        raise HarnessError(f"The sender {sender!r} is no email address: set MAITRED_SENDER.")
    return name, address


class Templates:
    """The templates shipped with the package, and a folder whose files go before them.

    Templates are ``<locale>/<kind>.txt``, whose first line is the subject, and ``<locale>/<kind>.html``. They run
    in a sandbox, within limits of time and size; a name that the payload does not have is an error.
    """

    def __init__(self, folder: Path | None = None) -> None:
        """Look into ``folder`` first, if one is given."""
        if folder and not folder.is_dir():
            raise HarnessError(f"There is no folder {folder} with templates.")
        folders = [str(folder)] if folder else []
        self.environment = limits.Sandbox(
            loader=jinja2.FileSystemLoader([*folders, str(SHIPPED)]),
            autoescape=jinja2.select_autoescape(["html"]),
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            auto_reload=False,
        )

    def render(self, email: ClaimedEmail) -> tuple[str, str, str]:
        """Return subject, text and HTML of an email, or raise ``MessageError`` with file and line."""
        names = cache(lambda language: values(email, language))
        text, html = (self._render(email, suffix, names) for suffix in ("txt", "html"))
        subject, _, body = text.partition("\n")
        return subject.strip(), body.strip("\n") + "\n", html

    def _render(self, email: ClaimedEmail, suffix: str, names: Callable[[str], Mapping[str, Any]]) -> str:
        wanted = [f"{locale}/{email.kind}.{suffix}" for locale in fallbacks(email.locale)]
        try:
            with limits.limited():
                template = self.environment.select_template(wanted)
                return template.render(names(str(template.name).partition("/")[0]))
        except MessageError:
            raise
        except jinja2.TemplatesNotFound:
            raise MessageError(f"there is no template {wanted[0]}, nor {wanted[-1]}") from None
        except jinja2.TemplateSyntaxError as error:
            raise MessageError(f"{error.filename}:{error.lineno}: {error.message}") from None
        except Exception as error:  # a template may do anything wrong that code may
            reason = str(error) or f"it takes longer than {limits.SECONDS:g} s, or too much of something"
            raise MessageError(f"{_place(error.__traceback__) or wanted[0]}: {reason}") from None


def _place(traceback: TracebackType | None) -> str:
    """Return file and line of the template where an error arose."""
    place = ""
    while traceback:
        name = traceback.tb_frame.f_code.co_filename
        if name.endswith((".txt", ".html")):
            place = f"{name}:{traceback.tb_lineno}"
        traceback = traceback.tb_next
    return place


def fallbacks(locale: str) -> list[str]:
    """Return the locales to try: ``de-CH``, ``de``, ``en``."""
    if not LOCALE.fullmatch(locale):
        return [FALLBACK_LOCALE]
    return list(dict.fromkeys([locale, locale.partition("-")[0], FALLBACK_LOCALE]))


@lru_cache(maxsize=64)
def zone(name: str) -> ZoneInfo:
    """Return a time zone by its IANA name, or raise ``MessageError``."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise MessageError(f"there is no time zone {name!r}") from None


def _instant(email: ClaimedEmail, key: str, among: Mapping[str, Any] | None = None) -> datetime:
    try:
        return datetime.fromisoformat((among or email.payload)[key]).astimezone(zone(email.payload["timezone"]))
    except (KeyError, TypeError, ValueError) as error:
        raise MessageError(f"the payload has no usable {key}: {error!r}") from None


def values(email: ClaimedEmail, language: str) -> dict[str, Any]:
    """Return what a template in some language may name: the payload, and dates and times in the restaurant's zone."""
    for name in ("guest_name", "restaurant"):
        if UNSAFE.search(str(email.payload.get(name))):
            raise MessageError(f"{name} has a control character or an encoded word in it")
    locale = parse_locale(email.locale, language)
    start_at, end_at = _instant(email, "start_at"), _instant(email, "end_at")
    return {
        "reason": None,
        **email.payload,
        "kind": email.kind,
        "locale": str(locale).replace("_", "-"),
        "booking_id": str(email.booking_id),
        "start_at": start_at,
        "end_at": end_at,
        "date": format_date(start_at, locale),
        "start_time": format_time(start_at, locale),
        "end_time": format_time(end_at, locale),
        "other_times": [
            format_time(_instant(email, "start_at", other), locale)
            for other in email.payload.get("nearest_times") or ()
        ],
    }


def calendar_entry(email: ClaimedEmail, organizer: str, attendee: str) -> tuple[str, bytes] | None:
    """Return method and iCalendar data for the kinds that change the guest's calendar.

    The UID is the booking's and SEQUENCE its version, so that a later email moves or removes the same entry
    (RFC 5546, 2.1.4); of two with one SEQUENCE the later DTSTAMP counts. icalendar escapes and folds; its Calendar and
    Event would take four times as long, 0.15 ms more (harness/dev/bench/message.py).
    """
    if email.kind not in CALENDAR or email.payload.get("in_calendar") is False:
        return None
    method, status = CALENDAR[email.kind]
    restaurant = vText(str(email.payload["restaurant"])).to_ical().decode()
    lines = (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//maitred//EN",
        f"METHOD:{method}",
        "BEGIN:VEVENT",
        f"UID:{email.booking_id}@maitred",
        f"SEQUENCE:{int(email.payload['version'])}",
        f"DTSTAMP:{_utc(email.written_at)}",
        f"DTSTART:{_utc(_instant(email, 'start_at'))}",
        f"DTEND:{_utc(_instant(email, 'end_at'))}",
        f"SUMMARY:{restaurant}",
        f"LOCATION:{restaurant}",
        f"STATUS:{status}",
        f"ORGANIZER:mailto:{organizer}",
        f"ATTENDEE;PARTSTAT=ACCEPTED;RSVP=FALSE:mailto:{attendee}",
        "END:VEVENT",
        "END:VCALENDAR",
    )
    return method, b"".join(Contentline(line).to_ical() + b"\r\n" for line in lines)  # type: ignore[no-untyped-call]


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def build_message(email: ClaimedEmail, templates: Templates, sender: str) -> Message:
    """Return the message for a claimed email, or raise ``MessageError``.

    sender: ``Name <address>`` or ``address``. Message-ID and Date (the time of the first attempt) are those of the
    row, so that every attempt sends the same message; the two headers with the row's key let a provider recognise a
    repeated one.
    """
    sender_name, sender_address = parse_sender(sender)
    recipient = ascii_domain(email.recipient)
    subject, text, html = templates.render(email)
    reply_to = email.payload.get("restaurant_email")
    headers = {
        "To": recipient,
        "Subject": subject,
        "Date": format_datetime(email.written_at.astimezone(UTC)),
        "Message-ID": email.message_id,
        "Auto-Submitted": "auto-generated",
        "X-Maitred-Email-Id": str(email.email_id),
        "Resend-Idempotency-Key": email.message_id.strip("<>"),
    }
    if reply_to and email.kind != "house_attention":
        headers["Reply-To"] = ascii_domain(str(reply_to))

    for name, value in headers.items():
        if UNSAFE.search(value):
            raise MessageError(f"the header {name} has a control character or an encoded word in it: {value[:200]!r}")
    headers["From"] = f"{formataddr((sender_name, ''))[:-1]}{sender_address}>" if sender_name else sender_address
    lines = [_header(name, value) for name, value in headers.items()]
    body = _multipart("alternative", _part("plain", text), _part("html", html))
    if entry := calendar_entry(email, headers.get("Reply-To", sender_address), recipient):
        method, data = entry
        file = 'Content-Disposition: attachment; filename="booking.ics"'
        body = _multipart("mixed", body, _part(f'calendar; method="{method}"', data.decode(), file))
    data = "\r\n".join((*lines, "MIME-Version: 1.0", "")).encode() + body
    _check_headers(data, {*headers, "MIME-Version", "Content-Type"})
    utf8 = not (recipient.isascii() and sender_address.isascii())
    return Message(sender_address, recipient, data, utf8)


# email.message.EmailMessage with the policy SMTP takes 19 times as long to build and write such a message as what
# follows, 1.9 ms and 0.1 ms (harness/dev/bench/message.py), and 2 ms are what a worker has for all of an email (500 a
# second). The tests read each message back with it. The structure is always the same, and so are the boundaries: "=_"
# occurs neither in quoted-printable nor in base64 (RFC 2045, 6.7).


def _header(name: str, value: str) -> str:
    """Return a header, folded; what is not ASCII as encoded words, but in addresses."""
    if (value.isascii() and len(name) + len(value) <= 76) or (name in ADDRESSES and not value.isascii()):
        return f"{name}: {value}"
    folded = Header(value, None if value.isascii() else "utf-8", header_name=name).encode(linesep="\r\n")
    return f"{name}: {folded}"


def _part(subtype: str, text: str, *headers: str) -> bytes:
    """Return a part in UTF-8, readable on the wire except HTML and calendars, whose lines would only grow."""
    try:
        data = re.sub(r"\r\n|\r|\n", "\r\n", text).encode()
    except UnicodeEncodeError as error:
        raise MessageError(f"the text is no Unicode: {error}") from None
    readable = subtype == "plain"
    encoded = b2a_qp(data, istext=True) if readable else encodebytes(data).replace(b"\n", b"\r\n")
    head = (
        f'Content-Type: text/{subtype}; charset="utf-8"',
        f"Content-Transfer-Encoding: {'quoted-printable' if readable else 'base64'}",
        *headers,
    )
    return "\r\n".join((*head, "", "")).encode() + encoded


def _multipart(subtype: str, *parts: bytes) -> bytes:
    """Return parts as one, with its Content-Type."""
    boundary = f"=_{subtype}".encode()
    head = f'Content-Type: multipart/{subtype}; boundary="=_{subtype}"\r\n'.encode()
    return head + b"".join(b"\r\n--%s\r\n%s" % (boundary, part) for part in parts) + b"\r\n--%s--\r\n" % boundary


def _check_headers(data: bytes, expected: set[str]) -> None:
    """Refuse a serialised message with a header that was not meant, one that comes twice, or a stray line end."""
    block = data.partition(b"\r\n\r\n")[0]
    names = [
        line.partition(b":")[0].decode("ascii", "replace")
        for line in block.split(b"\r\n")
        if not line.startswith((b" ", b"\t"))
    ]
    stray = re.search(rb"(?<!\r)\n|\r(?!\n)|\x00", block)
    if stray or len(names) != len(set(names)) or not set(names) <= expected:
        raise MessageError(f"the message's headers came out wrong: {', '.join(names)}")
