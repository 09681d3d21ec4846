"""Connecting to a database, with errors that a person can act on."""

import os
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

from . import HarnessError

Connection = psycopg.Connection[Any]

MISSING = "DATABASE_URL is not set: export DATABASE_URL=postgresql://user@host:5432/database, or give --database-url."


def database_url(given: str | None = None) -> str:
    """Return the connection string: the one given, else ``$DATABASE_URL``."""
    url = given or os.environ.get("DATABASE_URL", "")
    if not url.strip():
        raise HarnessError(MISSING)
    return url


def connect(url: str, *, application_name: str = "maitred") -> Connection:
    """Open a connection in autocommit mode, or raise one clear sentence that holds no password."""
    try:
        parameters = conninfo_to_dict(url)
    except psycopg.ProgrammingError as error:
        reason = " ".join(str(error).split())
        raise HarnessError(
            f"The database URL is no PostgreSQL connection string ({reason}): "
            "it looks like postgresql://user@host:5432/database."
        ) from None
    options = {"connect_timeout": 10, "application_name": application_name, **parameters}
    try:
        return psycopg.connect(**options, autocommit=True, client_encoding="UTF8")  # type: ignore[arg-type]
    except psycopg.Error as error:
        reason = " ".join(str(error).split())
        if password := str(parameters.get("password") or ""):
            reason = reason.replace(password, "***")
        raise HarnessError(f"Cannot connect to the database: {reason}") from None
