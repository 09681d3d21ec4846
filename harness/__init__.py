"""The harness around maitred's SQL: migrations, email worker, throw-away servers and proofs.

Every decision about tables and bookings is made by the functions under ``sql/``; nothing here repeats one.
"""

from pathlib import Path


class HarnessError(Exception):
    """Something a person can put right: the message is meant for them and no traceback belongs to it."""


def sql_directory() -> Path:
    """Return the folder with ``migrations/`` and ``functions/``: inside the installed package, or the checkout's."""
    package = Path(__file__).resolve().parent
    inside = package / "sql"
    return inside if inside.is_dir() else package.parent / "sql"
