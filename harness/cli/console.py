"""The command ``maitred`` itself, and how its subcommands print, fail and connect."""

from collections.abc import Iterable, Sequence
from typing import Any

import click
import psycopg
from rich.console import Console
from rich.table import Table

from .. import HarnessError
from .. import migrate as migrations
from ..database import Connection, connect, database_url

out = Console(soft_wrap=True, highlight=False)


err = Console(stderr=True, soft_wrap=True, highlight=False)


WIDE = Console(width=140, highlight=False)  # what is piped into a file is not folded


# invalid_schema_name, undefined_table, undefined_function
NEVER_MIGRATED = {"3F000", "42P01", "42883"}


def error_sentence(error: Exception, *, hint: bool = True) -> str:
    """Return what to tell a person about an error, with the hint of the database or without."""
    if not isinstance(error, psycopg.Error):
        return str(error)
    said = [error.diag.message_primary or " ".join(str(error).split()), error.diag.message_hint if hint else None]
    if error.sqlstate in NEVER_MIGRATED and "maitred" in str(said[0]):
        said[1] = "Migrate this database first: maitred migrate"
    return f"{error.sqlstate or 'connection'}: " + ". ".join(text for text in said if text)


class Commands(click.Group):
    """Commands whose errors are sentences."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; what a person can put right comes without a traceback."""
        try:
            return super().invoke(ctx)
        except HarnessError as error:
            if isinstance(error, migrations.Blocked):
                show_blocked(error)
            else:
                err.print(str(error), style="red", markup=False)
        except psycopg.Error as error:
            err.print(error_sentence(error, hint=False), style="red", markup=False)
        return ctx.exit(1)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="maitred")
@click.option("--database-url", metavar="URL", help="Instead of the environment variable DATABASE_URL.")
@click.pass_context
def main(context: click.Context, database_url: str | None) -> None:
    """Keep a restaurant's tables straight inside PostgreSQL."""
    context.obj = database_url


def open_database(context: click.Context) -> Connection:
    """Connect to the database asked for, for as long as the command runs."""
    name = f"maitred {context.info_name}"
    return context.with_resource(connect(database_url(context.obj), application_name=name))


def say(line: str) -> None:
    """Report progress."""
    err.print(line, style="dim", markup=False)


def show_table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print rows under their columns."""
    table = Table(box=None, pad_edge=False)
    for name in columns:
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*("" if value is None else str(value) for value in row))
    (out if out.is_terminal else WIDE).print(table, markup=False)


def show_blocked(blocked: migrations.Blocked) -> None:
    """Print what stands in a migration's way: the first rows, and how many there are."""
    show_table(blocked.columns, blocked.rows[:20])
    err.print(str(blocked), style="red", markup=False)
