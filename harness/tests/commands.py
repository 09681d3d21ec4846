"""Lines such as ``maitred schema plan`` from pages and help texts, read as the command itself would read them."""

import re
import shlex
from collections.abc import Iterator
from itertools import product

import click

from ..cli.console import main

ID = "00000000-0000-0000-0000-000000000000"
PLACEHOLDER = re.compile(r"^[A-Z]+$")


def parse(line: str) -> None:
    """Read a command line without running it; raises click.ClickException when the command would refuse it.

    Words in capitals stand for an id or a number.
    """
    words = shlex.split(line, comments=True)
    assert words.pop(0) == "maitred"
    places = [n for n, word in enumerate(words) if PLACEHOLDER.match(word)]
    tries = [dict(zip(places, values, strict=True)) for values in product((ID, "1"), repeat=len(places))]
    for number, values in enumerate(tries):
        try:
            _parse([values.get(n, word) for n, word in enumerate(words)])
        except click.ClickException:
            if number == len(tries) - 1:
                raise
        else:
            return


def _parse(words: list[str]) -> None:
    context = main.make_context("maitred", list(words))
    command: click.Command = main
    while isinstance(command, click.Group):
        rest = [*context._protected_args, *context.args]
        name, found, rest = command.resolve_command(context, rest)
        assert found is not None
        assert name is not None
        command = found
        if isinstance(command, click.Group) and not rest:
            return  # the name of a group
        context = command.make_context(name, rest, parent=context)


def every_command(group: click.Group = main, path: str = "maitred") -> Iterator[tuple[str, click.Command]]:
    """Give every command that is no group, under all of its names."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from every_command(command, f"{path} {name}")
        else:
            yield f"{path} {name}", command
