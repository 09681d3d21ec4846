"""The commands that send emails and look after the outbox."""

import os
import signal
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from . import HarnessError, smtp
from . import worker as workers
from .cli import main, out, say
from .database import database_url

Command = TypeVar("Command", bound=Callable[..., Any])

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


@main.command()
@transport_options
@click.option("--connections", type=click.IntRange(1, 64), default=4, show_default=True, metavar="N")
@click.option(
    "--batch", type=click.IntRange(1, 1000), default=50, show_default=True, metavar="N", help="Emails a claim."
)
@click.option("--listen-url", envvar="MAITRED_LISTEN_URL", metavar="URL", help="Past a pooler, for wake-ups.")
@click.pass_context
def worker(context: click.Context, /, **options: Any) -> None:
    """Send emails and run assignment jobs until stopped; SIGTERM finishes what is in hand."""
    running = workers.Worker(settings(context, **options), report=say)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: running.stop.set())
    say(f"worker {running.settings.name} sends to {running.settings.server.name} (process {os.getpid()})")
    running.run()
    show_counts(running.counts)


@main.command()
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
