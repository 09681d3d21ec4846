"""The commands that send emails and look after the outbox."""

import os
import signal
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from .. import HarnessError
from ..database import database_url
from ..email import preview as previews
from ..email import smtp
from ..email import worker as workers
from ..email.message import Templates
from .console import Section, example, main, open_database, out, say, short, show_table, unlisted

Command = TypeVar("Command", bound=Callable[..., Any])


@main.group()
def email() -> None:
    """Run jobs and send emails, and look after those that wait."""


STYLES = {"sent": "green", "dead": "red", "uncertain": "yellow", "failed": "yellow"}


def transport_options(command: Command) -> Command:
    """Add what a command that sends has to know."""
    for option in (
        click.option("--templates", type=click.Path(path_type=Path), metavar="FOLDER", help="Its files go first."),
        click.option("--rate", type=click.FloatRange(min=0), default=0, metavar="N", help="Emails a second at most."),
        click.option("--sender", envvar="MAITRED_SENDER", metavar="ADDRESS", help="From; or MAITRED_SENDER."),
        click.option("--smtp-url", envvar="MAITRED_SMTP_URL", metavar="URL", help="Or MAITRED_SMTP_URL."),
    ):
        command = option(command)
    return command


def settings(context: click.Context, smtp_url: str | None, sender: str | None, **others: Any) -> workers.Settings:
    """Return what a worker needs, or say which variable is missing."""
    if not smtp_url:
        raise HarnessError(f"MAITRED_SMTP_URL is not set: export MAITRED_SMTP_URL={smtp.EXAMPLE}, or give --smtp-url.")
    if not sender:
        raise HarnessError(
            "MAITRED_SENDER is not set: export MAITRED_SENDER='Restaurant <tables@example.org>', or give --sender."
        )
    url = database_url(context.obj)
    return workers.Settings(database_url=url, server=smtp.parse_url(smtp_url), sender=sender, **others)


@email.command(epilog=example("maitred email worker"))
@transport_options
@click.option("--connections", type=click.IntRange(1, 64), default=4, show_default=True, metavar="N")
@click.option(
    "--batch", type=click.IntRange(1, 1000), default=50, show_default=True, metavar="N", help="Emails a claim."
)
@click.option("--listen-url", envvar="MAITRED_LISTEN_URL", metavar="URL", help="Past a pooler, for wake-ups.")
@click.pass_context
def worker(context: click.Context, /, **options: Any) -> None:
    """Send emails and run assignment jobs until stopped.

    SIGTERM lets it finish what is in flight.
    """
    running = workers.Worker(settings(context, **options), report=say)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: running.stop.set())
    say(f"worker {running.settings.name} sends to {running.settings.server.name} (process {os.getpid()})")
    running.run()
    show_counts(running.counts)


@email.command(epilog=example("maitred email drain"))
@transport_options
@click.pass_context
def drain(context: click.Context, /, **options: Any) -> None:
    """Run due jobs and send due emails, once; say what happened to each."""
    counts: Counter[str] = Counter()
    for delivery in workers.drain(settings(context, **options)):
        email, result = delivery.email, delivery.result
        outcome = result.outcome if delivery.recorded else "lease over"
        counts[outcome] += 1
        style = STYLES.get(outcome, "yellow")
        out.print(f"[{style}]{outcome:9}[/] {email.email_id:>6} {email.kind:22} ", end="")
        out.print(email.recipient, result.error or "", markup=False)
    show_counts(counts)


def show_counts(counts: dict[str, int]) -> None:
    """Print how many emails ended how."""
    told = ", ".join(f"{count} {outcome}" for outcome, count in sorted(counts.items()))
    out.print(f"{sum(counts.values())} emails: {told}." if counts else "No emails.")


@email.command(epilog=example("maitred email status"))
@click.pass_context
def status(context: click.Context, /) -> None:
    """Show how many emails wait, and what became of the last hour's."""
    rows = open_database(context).execute("select name, label, value from maitred.email_metrics()").fetchall()
    show_table(("", "", "now"), [(name.replace("_", " "), label, value) for name, label, value in rows])


@email.command("list", epilog=example("maitred email list --state dead"))
@click.option(
    "--state", metavar="STATE", help="ready, scheduled, claimed, dead, sent, superseded, expired, suppressed."
)
@click.option("--booking", metavar="ID", help="Only this booking's.")
@click.option("--limit", type=click.IntRange(1, 1000), default=50, show_default=True, metavar="N")
@click.pass_context
def list_emails(context: click.Context, /, state: str | None, booking: str | None, limit: int) -> None:
    """List emails: those that are not finished, and the last day's."""
    rows = open_database(context).execute(
        "select email_id, state, kind, recipient, due_at, attempts, error from maitred.list_emails("
        "p_state => %s, p_booking_id => %s, p_limit => %s)",
        (state, booking, limit),
    )
    show_table(
        ("email", "state", "kind", "to", "at", "tries", "error"),
        [(i, s, k, r, f"{at:%Y-%m-%d %H:%M:%S}", n, error) for i, s, k, r, at, n, error in rows],
    )


@email.command(epilog=example("maitred email show 42"))
@click.argument("email_id", type=int)
@click.pass_context
def show(context: click.Context, /, email_id: int) -> None:
    """Show all that is known of an email."""
    row = open_database(context).execute("select maitred.show_email(%s)", (email_id,)).fetchone()
    out.print_json(data=row[0] if row else None)


@email.command(epilog=example("maitred email retry --dry-run", "maitred email retry 42"))
@click.argument("email_ids", type=int, nargs=-1)
@click.option("--dry-run", is_flag=True, help="Only say how many.")
@click.pass_context
def retry(context: click.Context, /, email_ids: tuple[int, ...], dry_run: bool) -> None:
    """Send dead emails again.

    Those named, or all but the ones that may have been delivered.
    """
    connection = open_database(context)
    with connection.transaction(force_rollback=dry_run):
        row = connection.execute("select maitred.retry_dead_emails(%s)", (list(email_ids) or None,)).fetchone()
    count = row[0] if row else 0
    out.print(f"{count} emails {'would be' if dry_run else 'are'} ready again.")
    if count < len(email_ids):
        raise HarnessError(f"{len(email_ids) - count} of these are not dead.")


@email.command(epilog=example("maitred email preview --kind booking_confirmed --locale fr"))
@click.argument("email_id", type=int, required=False)
@click.option("--kind", default="booking_confirmed", show_default=True, help="Of a made-up email.")
@click.option("--locale", default="en", show_default=True, help="Of a made-up email.")
@click.option("--templates", type=click.Path(path_type=Path), metavar="FOLDER", help="Its files go first.")
@click.option("--sender", envvar="MAITRED_SENDER", default="Restaurant <tables@example.org>", metavar="ADDRESS")
@click.option("--into", type=click.Path(path_type=Path), default="out/preview", show_default=True, metavar="FOLDER")
@click.pass_context
def preview(
    context: click.Context,
    /,
    email_id: int | None,
    kind: str,
    locale: str,
    templates: Path | None,
    sender: str,
    into: Path,
) -> None:
    """Write an email as text, HTML and .eml: a stored or a made-up one."""
    email = previews.sample(kind, locale) if email_id is None else previews.stored(open_database(context), email_id)
    for path in previews.write_preview(email, Templates(templates), sender, into):
        out.print(str(path), markup=False)


@email.command(epilog=example("maitred email metrics"))
@click.pass_context
def metrics(context: click.Context, /) -> None:
    """Print the state of outbox and job queue for Prometheus."""
    told = set()
    for name, label, value in open_database(context).execute("select name, label, value from maitred.email_metrics()"):
        if name not in told:
            told.add(name)
            out.out(f"# TYPE maitred_{name} gauge")
        out.out(f'maitred_{name}{{label="{label}"}} {value}' if label else f"maitred_{name} {value}")


# As the group was called before; what it had, and no more.
outbox = Section("outbox", {c.name: c for c in (status, list_emails, show, retry, preview) if c.name}, help=email.help)

for command in (worker, drain):
    short(command, f"email {command.name}")
short(outbox, "email", "outbox")
short(unlisted(metrics), "email metrics")
