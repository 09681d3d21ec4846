"""The command ``maitred``. What is printed is printed here; the other modules return data."""

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import click
import psycopg
from rich.console import Console
from rich.table import Table

from . import HarnessError, drift, migrations
from .database import Connection, connect, database_url

out = Console(soft_wrap=True, highlight=False)
err = Console(stderr=True, soft_wrap=True, highlight=False)
WIDE = Console(width=140, highlight=False)  # what is piped into a file is not folded

VERSION = click.IntRange(min=1)

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


# --- Migrations -------------------------------------------------------------------------------------------------------

to_option = click.option("--to", type=VERSION, metavar="N", help="Up to this migration, leaving functions alone.")
wait_option = click.option(
    "--wait", type=float, default=600, show_default=True, metavar="SECONDS", help="For another migration's lock."
)
yes_option = click.option("--yes", is_flag=True, help="Do not ask.")


@main.command()
@to_option
@wait_option
@click.pass_context
def migrate(context: click.Context, to: int | None, wait: float) -> None:
    """Bring the database up to date."""
    result = migrations.migrate(open_database(context), to=to, report=say, wait=wait)
    show_result(result, "Up to date")


def by_folder(names: Iterable[str]) -> dict[str, str]:
    """Return what to print for each file of functions: many of one folder are one line."""
    folders = {name: name.rpartition("/")[0] for name in names}
    counts = Counter(folders.values())
    return {name: f"{f}/ ({counts[f]} files)" if counts[f] > 3 else name for name, f in folders.items()}


def show_steps(steps: Sequence[migrations.Step]) -> None:
    """Print steps; many files of one folder are one line."""
    folded = by_folder(step.name for step in steps if step.action == "apply")
    lines: dict[tuple[str, str], float] = {}
    for step in steps:
        line = (step.action, folded[step.name] if step.action == "apply" else step.name)
        lines[line] = lines.get(line, 0) + step.seconds
    rows = [(*line, f"{seconds:.2f}" if seconds else "") for line, seconds in lines.items()]
    show_table(("", "what", "seconds" if any(row[2] for row in rows) else ""), rows)


def show_result(result: migrations.Result, otherwise: str) -> None:
    """Print what was done."""
    if result.steps:
        show_steps(result.steps)
        otherwise = f"{len(result.steps)} step{'s' if len(result.steps) > 1 else ''} done"
    out.print(f"{otherwise}: the database is at version {result.version:04}.")


@main.command()
@to_option
@click.option("--sql", "as_sql", is_flag=True, help="Print the files instead.")
@click.option("--dry-run", is_flag=True, help="Really run it, in one transaction that is rolled back.")
@wait_option
@click.pass_context
def plan(context: click.Context, to: int | None, as_sql: bool, dry_run: bool, wait: float) -> None:
    """Show what migrate would do; exit 1 when something stands in its way."""
    connection = open_database(context)
    if dry_run:
        show_result(migrations.rehearse(connection, to=to, report=say, wait=wait), "Nothing to do")
        out.print("All of it was rolled back.")
        return
    planned = migrations.plan(connection, to=to)
    if as_sql:
        out.out(planned.sql)
    elif planned.steps:
        show_steps(planned.steps)
    else:
        out.print(f"Nothing to do: the database is at version {planned.version:04}.")
    for name in planned.unchecked:
        say(f"{name} can be run only when the migrations before it have been")
    for blocked in planned.blocked:
        show_blocked(blocked)
    context.exit(int(bool(planned.blocked)))


@main.command()
@click.pass_context
def status(context: click.Context) -> None:
    """Show how far the database is: exit 0 current, 1 behind, 2 drift, 3 newer than these files."""
    found = migrations.status(open_database(context))
    show_table(
        ("version", "name", "applied", "by", "release"),
        [
            (e.version, e.name, f"{e.applied_at:%Y-%m-%d %H:%M}", e.applied_by, e.release)
            for e in found.entries
            if e.version
        ],
    )
    functions = sum(e.version is None for e in found.entries)
    out.print(f"Version {found.version:04} of {found.target:04}, and {functions} files of functions.")
    for problem in found.problems:
        err.print(problem.text, style="red", markup=False)
    functions_to_apply = by_folder(file.name for file in found.work.repeatable).values()
    for name in dict.fromkeys([*(file.name for file in found.work.versioned), *functions_to_apply]):
        out.print(f"pending: {name}", markup=False)
    for entry in found.work.vanished:
        out.print(f"pending: {entry.name} is gone, and what it defined will be dropped", markup=False)
    out.print(("Current.", "Behind: run migrate.", "Drift: see repair.", "Newer than these files.")[found.code])
    context.exit(found.code)


@main.command()
@wait_option
@click.pass_context
def verify(context: click.Context, wait: float) -> None:
    """Compare live functions, grants, indexes and constraints with the files; exit 2 when they differ."""
    findings = drift.verify(open_database(context), report=say, wait=wait)
    if not findings:
        out.print("Everything is as the files have it.")
        return
    show_table(("", "what", "found"), [(f.kind, f.name, f.detail) for f in findings])
    context.exit(2)


@main.command()
@click.argument("number", type=VERSION, metavar="N")
@yes_option
@click.pass_context
def baseline(context: click.Context, number: int, yes: bool) -> None:
    """Take migrations 1 to N for applied, on a database that has the tables but lost its ledger."""
    connection = open_database(context)
    if not yes:
        click.confirm(f"Write down that migrations 1 to {number} were applied, without running them?", abort=True)
    steps = migrations.baseline(connection, number)
    out.print(f"{len(steps)} migrations are taken for applied; now run migrate.")


@main.command()
@yes_option
@wait_option
@click.pass_context
def repair(context: click.Context, yes: bool, wait: float) -> None:
    """Make database and files agree again: take edited files as they are, put functions back."""
    connection = open_database(context)
    findings = drift.verify(connection, report=say, wait=wait)
    remedies = [(finding, finding.remedy.text) for finding in findings if finding.remedy]
    for finding in findings:
        if not finding.remedy:
            say(f"left to you: {finding.kind} {finding.name}: {finding.detail}")
    if not remedies:
        out.print("Nothing to repair.")
        return
    show_table(("what", "found", "remedy"), [(f.name, f.detail, remedy) for f, remedy in remedies])
    if not yes:
        click.confirm("Do this, and migrate?", abort=True)
    drift.repair(connection, [finding for finding, _ in remedies])
    show_result(migrations.migrate(connection, report=say, wait=wait), "Repaired")


# --- The rest: each command is one call of the module that does it --------------------------------------------------


@main.command()
@click.option("--into", type=click.Path(path_type=Path), default="docs", show_default=True, metavar="FOLDER")
def docs(into: Path) -> None:
    """Write the reference of functions, tables and errors, from what the database says about itself."""
    from . import docs as reference

    for path in reference.write(into):
        out.print(str(path), markup=False)


from . import cli_care, cli_demo, cli_outbox, cli_race  # noqa: E402, F401  (their commands build on what is above)
