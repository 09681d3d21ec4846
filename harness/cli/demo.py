"""The command that shows a Saturday."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from .. import HarnessError
from .console import WIDE, err, example, main, out

if TYPE_CHECKING:
    from ..demo.evening import Evening

BAR = 40


@main.command(epilog=example("maitred demo --seed 7"))
@click.option("--seed", default=1, show_default=True, help="Of what people do.")
@click.option(
    "--mail", type=click.Path(path_type=Path, file_okay=False), default="out/mail", show_default=True, metavar="FOLDER"
)
@click.pass_context
def demo(context: click.Context, seed: int, mail: Path) -> None:
    """Watch a restaurant through a Saturday, on a throw-away server.

    Exit 1 when rows are inconsistent at its end.
    """
    try:
        from ..demo import evening as demonstration
    except ModuleNotFoundError as error:
        raise HarnessError(f"The demo needs {error.name}: pip install 'maitred[demo]'.") from None

    columns = (TextColumn("{task.description:36}"), BarColumn(BAR), MofNCompleteColumn())
    with Progress(*columns, console=err) as progress:

        @contextmanager
        def track(what: str, total: int) -> Iterator[Callable[[int], None]]:
            task = progress.add_task(what, total=total)
            yield lambda count: progress.advance(task, count)
            progress.update(task, completed=total)

        evening = demonstration.run(mail, seed=seed, track=track)
    show_day(evening)
    show_end(evening, mail)
    context.exit(int(bool(evening.drift)))


def grid(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]], right: Sequence[int] = ()) -> None:
    """Print a titled table; the columns listed in ``right`` hold numbers."""
    table = Table(box=None, pad_edge=False, header_style="dim")
    for number, name in enumerate(columns):
        table.add_column(name, justify="right" if number in right else "left")
    for row in rows:
        table.add_row(*(escape(str(cell)) for cell in row))
    out.print(f"\n[bold]{escape(title)}[/]")
    (out if out.is_terminal else WIDE).print(table)


def show_day(evening: "Evening") -> None:
    """Print what people did and saw."""
    out.print(f"[bold]{escape(evening.service)}, {evening.day:%A %-d %B %Y}[/]")
    grid("Edits", ("guest", "wish", "afterwards"), evening.edits)
    grid("Cancellations", ("guest", "", ""), evening.cancellations)
    grid("Walk-ins", ("guests", "at", "afterwards"), evening.walk_ins)
    grid("Blocked tables", ("", "", "moved"), evening.blocks)
    grid("Three staff, two tables, a week later", ("who", "does", "sees"), evening.fight)


def show_end(evening: "Evening", mail: Path) -> None:
    """Print what it all came to."""
    grid("Bookings", ("status", "bookings", "covers"), evening.by_status, (1, 2))
    seated = sum(covers for status, _, covers in evening.by_status if status in {"confirmed", "seated", "completed"})
    door = [(reason, count, evening.covers_at_the_door[reason]) for reason, count in evening.at_the_door.most_common()]
    grid("Refused", ("reason", "bookings", "covers"), [*evening.refused, *door], (1, 2))
    refused = sum(covers for _, _, covers in (*evening.refused, *door))
    out.print(f"[bold]{seated} covers have a table, {refused} were refused.[/]")

    out.print("\n[bold]Seats in use, by hour[/]")
    for hour, used, seats in evening.by_hour:
        out.print(f"{hour}  {'█' * round(used / seats * BAR):{BAR}} {used:5.1f} of {seats}", markup=False)

    outcomes = sorted({outcome for counts in evening.emails.values() for outcome in counts})
    emails = [(kind, *(counts[o] or "" for o in outcomes)) for kind, counts in sorted(evening.emails.items())]
    grid("Emails", ("kind", *outcomes), emails, range(1, len(outcomes) + 1))
    out.print(f"{evening.files} messages were delivered: see {mail}/*.eml", markup=False)

    style = "red" if evening.drift else "green"
    out.print(f"\n[{style}]find_assignment_drift(): {len(evening.drift)} rows[/]")
    for row in evening.drift:
        out.print(*row, markup=False)
