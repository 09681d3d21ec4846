"""Building a message and its calendar entry: ours, and the libraries whose time ours is measured by.

``python -m harness.dev.bench.message`` needs no server.
"""

import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

import click
from icalendar import Calendar, Event, vCalAddress

from ...email.message import CALENDAR, ClaimedEmail, Templates, build_message, calendar_entry, parse_sender
from ...email.preview import sample

SENDER = "Chez Nous <tables@example.org>"
ROUNDS, MESSAGES = 7, 300


class Rendered(Templates):
    """Templates that cost nothing: rendered once."""

    def __init__(self, email: ClaimedEmail) -> None:
        self.parts = Templates().render(email)

    def render(self, email: ClaimedEmail) -> tuple[str, str, str]:  # noqa: ARG002
        """Return what was rendered."""
        return self.parts


def with_the_standard_library(email: ClaimedEmail, templates: Templates) -> bytes:
    """Return the same message, built and written by the email package."""
    name, address = parse_sender(SENDER)
    subject, text, html = templates.render(email)
    message = EmailMessage(policy=SMTP)
    message["To"] = email.recipient
    message["Subject"] = subject
    message["Date"] = email.written_at.astimezone(UTC)
    message["Message-ID"] = email.message_id
    message["Auto-Submitted"] = "auto-generated"
    message["X-Maitred-Email-Id"] = str(email.email_id)
    message["Resend-Idempotency-Key"] = email.message_id.strip("<>")
    message["Reply-To"] = str(email.payload["restaurant_email"])
    message["From"] = Address(name, addr_spec=address)
    message.set_content(text, cte="quoted-printable")
    message.add_alternative(html, subtype="html", cte="base64")
    entry = calendar_entry(email, message["Reply-To"], email.recipient)
    assert entry
    method, data = entry
    message.add_attachment(
        data.decode(), subtype="calendar", params={"method": method}, filename="booking.ics", cte="base64"
    )
    return message.as_bytes()


def with_icalendar(email: ClaimedEmail) -> bytes:
    """Return the same calendar entry, built and written by icalendar."""
    method, status = CALENDAR[email.kind]
    event = Event()
    event.add("uid", f"{email.booking_id}@maitred")
    event.add("sequence", email.payload["version"])
    event.add("dtstamp", email.written_at)
    for name, key in (("dtstart", "start_at"), ("dtend", "end_at")):
        event.add(name, datetime.fromisoformat(email.payload[key]).astimezone(UTC))
    for name in ("summary", "location"):
        event.add(name, email.payload["restaurant"])
    event.add("status", status)
    event.add("organizer", vCalAddress(f"mailto:{email.payload['restaurant_email']}"))
    event.add("attendee", vCalAddress(f"mailto:{email.recipient}", params={"PARTSTAT": "ACCEPTED", "RSVP": "FALSE"}))
    calendar = Calendar()
    for name, value in (("version", "2.0"), ("prodid", "-//maitred//EN"), ("method", method)):
        calendar.add(name, value)
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def cost(build: Callable[[], object]) -> float:
    """Return the microseconds of processor time that a message takes."""
    rounds = []
    for _ in range(ROUNDS):
        started = time.process_time()
        for _ in range(MESSAGES):
            build()
        rounds.append((time.process_time() - started) / MESSAGES * 1e6)
    return statistics.median(rounds)


@click.command()
def main() -> None:
    """Measure what a confirmation costs: its templates, the message around them, and the same by libraries."""
    email = sample("booking_confirmed", "en")
    templates, rendered = Templates(), Rendered(email)
    ours = cost(lambda: build_message(email, rendered, SENDER))
    theirs = cost(lambda: with_the_standard_library(email, rendered))
    click.echo(f"templates       {cost(lambda: templates.render(email)):7,.0f} us")
    click.echo(f"message         {ours:7,.0f} us")
    click.echo(f"EmailMessage    {theirs:7,.0f} us, {theirs / ours:.0f} x")
    ours = cost(lambda: calendar_entry(email, str(email.payload["restaurant_email"]), email.recipient))
    theirs = cost(lambda: with_icalendar(email))
    click.echo(f"calendar entry  {ours:7,.0f} us")
    click.echo(f"icalendar       {theirs:7,.0f} us, {theirs / ours:.0f} x")


if __name__ == "__main__":
    main()
