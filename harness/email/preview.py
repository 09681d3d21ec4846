"""Showing an email before, or after, it was sent: as text, HTML and the message a server would get."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from .. import HarnessError
from ..database import Connection
from .message import ClaimedEmail, MessageError, Templates, build_message

SAMPLE = ClaimedEmail(
    email_id=1,
    claim_token=0,
    restaurant_id=UUID(int=1),
    booking_id=UUID(int=2),
    kind="booking_confirmed",
    recipient="guest@example.org",
    locale="en",
    payload={
        "reference": "7K3M9Q",
        "guest_name": "Anna Müller",
        "party_size": 2,
        "start_at": "2031-06-07T17:00:00+00:00",
        "end_at": "2031-06-07T19:00:00+00:00",
        "timezone": "Europe/Paris",
        "restaurant": "Chez Nous",
        "restaurant_email": "restaurant@example.org",
        "version": 1,
    },
    attempt=1,
    message_id="<1.sample@maitred.invalid>",
    written_at=datetime(2031, 6, 1, 12, tzinfo=UTC),
    available_at=datetime(2031, 6, 1, 12, tzinfo=UTC) + timedelta(0),
)


def sample(kind: str, locale: str) -> ClaimedEmail:
    """Return a made-up email of a kind in a language."""
    return replace(SAMPLE, kind=kind, locale=locale)


def stored(connection: Connection, email_id: int) -> ClaimedEmail:
    """Return an email of the outbox, whatever became of it."""
    row = connection.execute("select maitred.show_email(%s)", (email_id,)).fetchone()
    if row is None:
        raise HarnessError(f"There is no email {email_id}.")
    known: dict[str, Any] = row[0]
    written_at = datetime.fromisoformat(known["written_at"])
    return ClaimedEmail(
        email_id=email_id,
        claim_token=0,
        restaurant_id=known["restaurant_id"],
        booking_id=known["booking_id"],
        kind=known["kind"],
        recipient=known["recipient"],
        locale=known["locale"],
        payload=known["payload"],
        attempt=len(known["attempts"]) + 1,
        message_id=known["message_id"],
        written_at=written_at,
        available_at=written_at,
    )


def write_preview(email: ClaimedEmail, templates: Templates, sender: str, folder: Path) -> list[Path]:
    """Write ``<id>-<kind>.txt``, ``.html`` and ``.eml`` into a folder and return their paths."""
    try:
        subject, text, html = templates.render(email)
        message = build_message(email, templates, sender)
    except MessageError as error:
        raise HarnessError(f"This email cannot be made: {error}.") from None
    paths = [folder / f"{email.email_id}-{email.kind}.{suffix}" for suffix in ("txt", "html", "eml")]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path, data in zip(paths, (f"{subject}\n\n{text}".encode(), html.encode(), message.data), strict=True):
            path.write_bytes(data)
    except OSError as error:
        raise HarnessError(f"The email cannot be written to {folder}: {error.strerror}.") from None
    return paths
