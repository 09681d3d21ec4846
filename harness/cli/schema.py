"""The commands that bring the schema up to date and compare it with its files."""

from collections import Counter
from collections.abc import Iterable, Sequence

import click

from .. import migrate as migrations
from ..migrate import verify as drift
from .console import err, example, main, open_database, out, say, short, show_blocked, show_table, unlisted

VERSION = click.IntRange(min=1)


to_option = click.option("--to", type=VERSION, metavar="N", help="Up to this migration, leaving functions alone.")


wait_option = click.option(
    "--wait", type=float, default=600, show_default=True, metavar="SECONDS", help="For another migration's lock."
)


yes_option = click.option("--yes", is_flag=True, help="Do not ask.")


@main.group()
def schema() -> None:
    """Bring the schema up to date, and compare it with its files."""


@schema.command(epilog=example("maitred schema migrate --dry-run", "maitred schema migrate"))
@to_option
@click.option("--dry-run", is_flag=True, help="Really run it, in one transaction that is rolled back.")
@wait_option
@click.pass_context
def migrate(context: click.Context, to: int | None, dry_run: bool, wait: float) -> None:
    """Bring the database up to date."""
    if dry_run:
        rehearse(context, to, wait)
        return
    result = migrations.migrate(open_database(context), to=to, report=say, wait=wait)
    show_result(result, "Up to date")


def rehearse(context: click.Context, to: int | None, wait: float) -> None:
    """Run what migrate would run, and roll it back."""
    show_result(migrations.rehearse(open_database(context), to=to, report=say, wait=wait), "Nothing to do")
    out.print("All of it was rolled back.")


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


@schema.command(epilog=example("maitred schema plan"))
@to_option
@click.option("--sql", "as_sql", is_flag=True, help="Print the files instead.")
@click.option("--dry-run", is_flag=True, help="The same as migrate --dry-run.")
@wait_option
@click.pass_context
def plan(context: click.Context, to: int | None, as_sql: bool, dry_run: bool, wait: float) -> None:
    """Show what migrate would do.

    Exit 1 when something stands in its way.
    """
    if dry_run:
        rehearse(context, to, wait)
        return
    planned = migrations.plan(open_database(context), to=to)
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


@schema.command(epilog=example("maitred schema status"))
@click.pass_context
def status(context: click.Context) -> None:
    """Show how far the database is.

    Exit 0: current, 1: behind, 2: drift, 3: newer than these files.
    """
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
    out.print(("Current.", "Behind: run migrate.", "Drift: see schema repair.", "Newer than these files.")[found.code])
    context.exit(found.code)


@schema.command(epilog=example("maitred schema verify"))
@wait_option
@click.pass_context
def verify(context: click.Context, wait: float) -> None:
    """Compare functions, grants, indexes and constraints with the files.

    Exit 2 when they differ.
    """
    findings = drift.verify(open_database(context), report=say, wait=wait)
    if not findings:
        out.print("Everything is as the files have it.")
        return
    show_table(("", "what", "found"), [(f.kind, f.name, f.detail) for f in findings])
    context.exit(2)


@schema.command(epilog=example("maitred schema baseline 8 --dry-run"))
@click.argument("number", type=VERSION, metavar="N")
@click.option("--dry-run", is_flag=True, help="Only say which.")
@yes_option
@click.pass_context
def baseline(context: click.Context, number: int, dry_run: bool, yes: bool) -> None:
    """Take migrations 1 to N for applied, where the ledger was lost."""
    connection = open_database(context)
    if dry_run:
        steps = migrations.baseline(connection, number, dry_run=True)
        show_steps(steps)
        out.print("Nothing was written down.")
        return
    if not yes:
        click.confirm(f"Write down that migrations 1 to {number} were applied, without running them?", abort=True)
    steps = migrations.baseline(connection, number)
    out.print(f"{len(steps)} migrations are taken for applied; now run migrate.")


@schema.command(epilog=example("maitred schema repair --dry-run", "maitred schema repair --yes"))
@click.option("--dry-run", is_flag=True, help="Only say what it would do.")
@yes_option
@wait_option
@click.pass_context
def repair(context: click.Context, dry_run: bool, yes: bool, wait: float) -> None:
    """Make database and files agree again.

    Edited files are taken as they are, functions that were changed are put back.
    """
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
    if dry_run:
        out.print("Nothing was changed.")
        return
    if not yes:
        click.confirm("Do this, and migrate?", abort=True)
    drift.repair(connection, [finding for finding, _ in remedies])
    show_result(migrations.migrate(connection, report=say, wait=wait), "Repaired")


for command in (migrate, plan, status, verify):
    short(command, f"schema {command.name}")
for command in (baseline, repair):  # so called before there were groups
    short(unlisted(command), f"schema {command.name}")
