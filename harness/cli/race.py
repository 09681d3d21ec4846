"""The commands ``maitred race ...``: races by name, and one schedule again."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from ..database import database_url
from .console import example, main, out

if TYPE_CHECKING:
    from ..races.sandbox import Sandbox

copy_option = click.option("--copy", is_flag=True, help="On a copy of the database at DATABASE_URL, then dropped.")


@main.group()
def race() -> None:
    """Play sessions against each other in every order."""


@race.command("list", epilog=example("maitred race list"))
def list_races() -> None:
    """List the races."""
    from ..races.scenario import load

    told = ""
    for name, (title, scenario) in load().items():
        if title != told:
            out.print(f"\n{title}", style="bold", markup=False)
            told = title
        out.print(f"  {name}: {', '.join(scenario.sessions)}", markup=False)


@race.command(epilog=example("maitred race run swap_x_swap", "maitred race run --copy same_key"))
@click.argument("names", nargs=-1, metavar="[NAME ...]")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Schedules a race; more are sampled.")
@click.option("--seed", type=int, default=1, show_default=True, help="For the sample.")
@copy_option
@click.pass_context
def run(context: click.Context, names: tuple[str, ...], limit: int | None, seed: int, copy: bool) -> None:
    """Run races, or all of them; exit 1 when one ends wrong.

    Every schedule of each is played, or a sample of them.
    """
    from ..races.explore import explore
    from ..races.scenario import find
    from ..races.strategy.sampled import Sampled

    wrong = False
    with open_sandbox(context, copy) as sandbox:
        for name, (_, scenario) in find(names).items():
            for level in scenario.levels:
                strategy, started = Sampled(limit or scenario.limit, seed), time.monotonic()
                findings = explore(sandbox, name, scenario, strategy, isolation=level)
                speed = strategy.count.played / (time.monotonic() - started)
                out.print(f"{name}, {level}: {strategy.count} schedules, {speed:.0f}/s", markup=False)
                for finding in findings:
                    wrong = True
                    out.print(str(finding), style="red", markup=False)
    context.exit(int(wrong))


@race.command(epilog=example("maitred race replay assign_x_assign aaaaabbbbb"))
@click.argument("name")
@click.argument("schedule")
@click.option(
    "--isolation",
    type=click.Choice(["read committed", "repeatable read", "serializable"]),
    default="read committed",
    show_default=True,
)
@copy_option
@click.pass_context
def replay(context: click.Context, name: str, schedule: str, isolation: str, copy: bool) -> None:
    """Play one schedule again; exit 1 when it ends wrong."""
    from ..races import explore
    from ..races.scenario import exactly

    scenario = exactly(name)
    with open_sandbox(context, copy) as sandbox:
        seen, wrong = explore.replay(sandbox, scenario, schedule, isolation)
    for line in seen.trace.lines:
        out.print(line, markup=False)
    if seen.trace.schedule != schedule:
        out.print(f"This came to {seen.trace.schedule}: the schedule asked for is not possible here.", markup=False)
    for sentence in wrong:
        out.print(f"WRONG: {sentence}", style="red", markup=False)
    context.exit(int(bool(wrong)))


@contextmanager
def open_sandbox(context: click.Context, copy: bool) -> Iterator["Sandbox"]:
    """Open a sandbox: a copy of the database asked for, or a throw-away server."""
    from ..races.copies import copied, thrown_away
    from ..races.sandbox import open_sandbox

    if copy:
        with copied(database_url(context.find_root().obj)) as dsn, open_sandbox(dsn, sweeps=False) as sandbox:
            yield sandbox
    else:
        with thrown_away() as dsn, open_sandbox(dsn) as sandbox:
            yield sandbox
