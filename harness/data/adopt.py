"""Taking over the tables of an older system.

The rows are read with the rights of the connected role; what is clean and what is not is decided by
``maitred_internal.adopt_staged``, in the same transaction. Nothing here prints.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import psycopg
from psycopg import sql

from .. import HarnessError
from ..database import Connection
from ..migrate.session import OWNER


@dataclass(frozen=True)
class Blocker:
    """A reason why rows are not taken over as they stand."""

    reason: str
    meaning: str
    outcome: str
    rows: int
    examples: list[str]
    query: str


@dataclass(frozen=True)
class Adoption:
    """What was read, what of it is here now, and what was put aside."""

    read: dict[str, int]
    adopted: dict[str, int]
    blockers: list[Blocker] = field(default_factory=list)
    drift: int = 0


def adopt(connection: Connection, schema: str, *, apply: bool = True) -> Adoption:
    """Convert what is clean in ``schema``, put the rest aside, in one transaction; unless ``apply``, roll it back."""
    try:
        with connection.transaction(force_rollback=not apply):
            read = dict(_rows(connection, "select * from maitred_internal.stage_legacy(%s)", [schema]))
            connection.execute(sql.SQL("set local role {}").format(sql.Identifier(OWNER)))
            adopted = dict(_rows(connection, "select * from maitred_internal.adopt_staged(%s)", [schema]))
            connection.execute("set constraints all immediate")
            _analyze(connection)
            blockers = _blockers(connection, schema)
            drift = connection.execute("select * from maitred.find_assignment_drift()").fetchall()
            return Adoption(read, adopted, blockers, len(drift))
    except psycopg.errors.InvalidParameterValue as error:
        raise HarnessError(f"{schema} is not a schema of the older system: {error.diag.message_primary}.") from None
    except psycopg.errors.DataError as error:
        raise HarnessError(
            f"{schema} has a value that cannot be read ({error.diag.message_primary}). Nothing was taken over."
        ) from None


def _analyze(connection: Connection) -> None:
    """Count again what was loaded: until then PostgreSQL plans for tables that are hardly filled."""
    tables = connection.execute(
        """
        select n.nspname, c.relname from pg_catalog.pg_class as c
        join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
        where n.nspname in ('maitred', 'maitred_internal') and c.relkind in ('r', 'p') and not c.relispartition
        order by 1, 2
        """
    ).fetchall()
    names = sql.SQL(", ").join(sql.Identifier(*table) for table in tables)
    connection.execute(sql.SQL("analyze {}").format(names))


def _rows(connection: Connection, query: str, parameters: Sequence[object] = ()) -> list[tuple[str, int]]:
    return connection.execute(query, parameters).fetchall()


def _blockers(connection: Connection, schema: str) -> list[Blocker]:
    rows = connection.execute(
        """
        select c.reason, c.meaning, c.outcome, count(*),
            (array_agg(q.relation || ' ' || q.row_key order by q.row_key))[1:3], format(c.query, %(schema)s::text)
        from maitred.adoption_quarantine as q
        join maitred.adoption_catalogue as c using (reason)
        where q.source = %(schema)s
        group by c.reason, c.meaning, c.outcome, c.query
        order by c.reason
        """,
        {"schema": schema},
    )
    return [
        Blocker(reason, meaning, outcome, count, examples, " ".join(query.split()))
        for reason, meaning, outcome, count, examples, query in rows.fetchall()
    ]
