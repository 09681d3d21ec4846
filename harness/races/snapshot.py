"""The restaurant of a race, from outside: at one moment, and with all that was written about it (``sandbox.sql``)."""

from typing import Any, LiteralString

from ..database import Connection

Snapshot = dict[str, Any]
History = dict[str, Any]


def take_snapshot(control: Connection, restaurant: str) -> Snapshot:
    """Return what everybody can see at this moment: bookings, what is taken, holds and keys."""
    return _ask(control, "select maitred_race.snapshot(%s)", restaurant)


def read_history(control: Connection, restaurant: str) -> History:
    """Return what there is in the end, and the events and emails that were written on the way."""
    return _ask(control, "select maitred_race.history(%s)", restaurant)


def _ask(control: Connection, query: LiteralString, restaurant: str) -> dict[str, Any]:
    row = control.execute(query, (restaurant,)).fetchone()
    return dict(row[0]) if row else {}
