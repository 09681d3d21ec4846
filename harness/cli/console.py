"""The command ``maitred`` itself, and how its subcommands print, fail and connect."""

from collections.abc import Iterable, Sequence
from copy import copy
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


def example(*lines: str) -> str:
    """Return what a command's help ends with: how it is called."""
    return "\b\nExample:\n" + "\n".join(f"  {line}" for line in lines)


class Section(click.Group):
    """Commands listed in the order in which they are written, each with its whole first sentence."""

    def list_commands(self, _: click.Context) -> list[str]:
        """Return the names, in order."""
        return list(self.commands)

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        """Print the list of commands."""
        shown = [(name, self.commands[name]) for name in self.list_commands(context)]
        with formatter.section("Commands"):
            formatter.write_dl([(n, c.get_short_help_str(limit=200)) for n, c in shown if not c.hidden])


GROUPS = ("schema", "data", "email", "race", "demo")  # what comes first
SHORT: dict[str, str] = {}  # names at the top for commands of a group, and which they are


class Commands(Section):
    """The command itself: its groups, their short names, and errors that are sentences."""

    group_class = Section

    def list_commands(self, _: click.Context) -> list[str]:
        """Return the names of the groups."""
        return [*GROUPS, *(name for name in self.commands if name not in {*GROUPS, *SHORT})]

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        """Print the groups, and below them the short names."""
        super().format_commands(context, formatter)
        short = [(name, whole) for name, whole in SHORT.items() if not self.commands[name].hidden]
        short.sort(key=lambda row: GROUPS.index(row[1].split()[0]))
        with formatter.section("Short names"):
            formatter.write_dl([(name, f"maitred {whole}") for name, whole in short])

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
    """Keep a restaurant's tables straight inside PostgreSQL.

    The database is the one at DATABASE_URL. "maitred GROUP COMMAND --help" says what a command does, with an example.
    """
    context.obj = database_url


def short(command: click.Command, whole: str, name: str = "") -> None:
    """Let a command of a group be called by a name at the top."""
    name = name or whole.split()[-1]
    SHORT[name] = whole
    main.add_command(command, name)


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


def unlisted(command: click.Command) -> click.Command:
    """Return a command that works and that no list shows."""
    hidden = copy(command)
    hidden.hidden = True
    return hidden
