"""Opens restaurants in databases made for tests, races and benchmarks (``floor.sql``)."""

import json
from collections.abc import Iterable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from psycopg.types.json import Jsonb

from .database import Connection

INSTALL = Path(__file__).with_name("floor.sql")

Rows = Iterable[Mapping[str, Any]]


def install(connection: Connection) -> None:
    """Install what opens restaurants, once."""
    row = connection.execute("select to_regnamespace('maitred_floor') is null").fetchone()
    if row and row[0]:
        with connection.transaction():
            connection.execute(INSTALL.read_bytes())


def open_restaurant(
    connection: Connection,
    tables: Rows | Mapping[str, int],
    neighbours: Iterable[tuple[str, str]] = (),
    *,
    restaurant_id: UUID | None = None,
    services: Rows = (),
    turn_times: Mapping[int, timedelta] | None = None,
    **settings: Any,
) -> tuple[UUID, dict[str, UUID]]:
    """Open a restaurant; return its id and those of its tables by name.

    tables: rows of ``table_inventory`` with ``zone`` by name, or seats by name. neighbours: tables by name.
    services: rows of ``service_periods``. turn_times: by the largest party. settings: columns of ``restaurants``.
    """
    restaurant_id = restaurant_id or uuid4()
    if isinstance(tables, Mapping):
        tables = [{"name": name, "capacity": seats} for name, seats in tables.items()]
    install(connection)
    connection.execute(
        "select maitred_floor.open_restaurant(%s, %s, %s, %s, %s, %s)",
        [
            restaurant_id,
            *(_json(rows) for rows in (list(tables), list(neighbours), settings, list(services))),
            _json([{"max_party": party, "duration": length} for party, length in (turn_times or {}).items()]),
        ],
    )
    rows = connection.execute(
        "select name, id from maitred.table_inventory where restaurant_id = %s order by name", [restaurant_id]
    ).fetchall()
    return restaurant_id, dict(rows)


def _json(value: Any) -> Jsonb:
    return Jsonb(value, dumps=lambda rows: json.dumps(rows, default=str))
