"""The command ``maitred``. What is printed is printed here; the other modules return data."""

import sys
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from . import HarnessError, migrations
from .database import connect, database_url

out = Console(soft_wrap=True, highlight=False)
err = Console(stderr=True, soft_wrap=True, highlight=False)


def say(line: str) -> None:
    """Report progress."""
    err.print(line, style="dim", markup=False)


class Commands(click.Group):
    """Commands whose errors are sentences."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; what a person can put right comes without a traceback."""
        try:
            return super().invoke(ctx)
        except HarnessError as error:
            if isinstance(error, migrations.Blocked):
                err.print(_table(error.columns, error.rows))
            err.print(str(error), style="red", markup=False)
            ctx.exit(1)


def _table(columns: Any, rows: Any) -> Table:
    table = Table(*columns, box=None, pad_edge=False)
    for row in rows:
        table.add_row(*("" if value is None else str(value) for value in row))
    return table


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="maitred")
@click.option("--database-url", help="Instead of the environment variable DATABASE_URL.")
@click.pass_context
def main(context: click.Context, database_url: str | None) -> None:
    """Keep a restaurant's tables straight inside PostgreSQL."""
    context.obj = database_url


@main.command()
@click.option(
    "--to", type=click.IntRange(min=1), metavar="N", help="Stop after this migration, and leave functions alone."
)
@click.pass_obj
def migrate(url: str | None, to: int | None) -> None:
    """Bring the database up to date."""
    with connect(database_url(url), application_name="maitred migrate") as connection:
        result = migrations.migrate(connection, to=to, report=say)
    out.print(f"{len(result.steps)} steps; the database is at version {result.version:04}.")


if __name__ == "__main__":
    sys.exit(main())
