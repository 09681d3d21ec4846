"""The oracle, asked at a later time (``later.sql``): nothing may go wrong by waiting."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from ..database import Connection

HOUR = timedelta(hours=1)
INSTALL = Path(__file__).with_name("later.sql")


def install(connection: Connection) -> None:
    """Install what ``drift_later`` needs in a database of the tests or of the race kit, once."""
    row = connection.execute("select to_regnamespace('maitred_later') is null").fetchone()
    if row and row[0]:
        with connection.transaction():
            connection.execute(INSTALL.read_bytes())


def drift_later(connection: Connection, by: timedelta = HOUR, restaurant: str | None = None) -> list[tuple[Any, ...]]:
    """Return what the oracle would find after some time: kind, restaurant, row and detail of each finding."""
    query = "select kind, restaurant_id, row_ref, detail from maitred_later.find_drift(%s, %s)"
    return connection.execute(query, (by, restaurant)).fetchall()
