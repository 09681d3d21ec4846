"""``python -m harness`` in a checkout, ``python -m maitred`` elsewhere."""

from .cli.console import main

main(prog_name="maitred")
