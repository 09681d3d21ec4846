"""Functions, views, triggers and indexes in the database: listing and dropping them."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import psycopg

from .. import HarnessError
from ..database import Connection
from .files import File

NOT_YET_THERE = {"42P01", "42883", "42704", "42703"}  # the file that defines it comes later


NOT_REPLACEABLE = {"42P13", "42P16", "42725"}  # another return type, other columns, an old overload


OUR_SCHEMAS = "array['maitred', 'maitred_internal']::name[]"


class Live(NamedTuple):
    """An object in the database: catalogue, oid, and a stamp that changes whenever it is defined again."""

    catalogue: str
    oid: int
    stamp: str


def inventory(connection: Connection) -> dict[str, Live]:
    """Return the functions, views and triggers in our two schemas, by what ``drop`` would call them.

    Extensions' own objects and triggers that PostgreSQL made itself are left out.
    """
    rows = connection.execute(
        f"""
        select replace(i.type || ' ' || i.identity, 'pg_catalog.', ''), o.catalogue::text, o.oid, o.stamp
        from (
            select 'pg_proc'::regclass, p.oid, p.ctid::text
            from pg_catalog.pg_proc as p join pg_catalog.pg_namespace as n on n.oid = p.pronamespace
            where n.nspname = any ({OUR_SCHEMAS})
            union all
            select 'pg_class'::regclass, c.oid, r.ctid::text
            from pg_catalog.pg_class as c join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
                join pg_catalog.pg_rewrite as r on r.ev_class = c.oid and r.rulename = '_RETURN'
            where n.nspname = any ({OUR_SCHEMAS})
            union all
            select 'pg_trigger'::regclass, t.oid, t.ctid::text
            from pg_catalog.pg_trigger as t join pg_catalog.pg_class as c on c.oid = t.tgrelid
                join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
            where n.nspname = any ({OUR_SCHEMAS}) and not t.tgisinternal and t.tgparentid = 0
        ) as o (catalogue, oid, stamp),
            pg_catalog.pg_identify_object(o.catalogue, o.oid, 0) as i
        where not exists (
            select from pg_catalog.pg_depend as d
            where d.classid = o.catalogue and d.objid = o.oid and d.deptype = 'e'
        )
        """
    )
    return {name: Live(catalogue, oid, stamp) for name, catalogue, oid, stamp in rows}


def family(name: str) -> str:
    """Return an object's name as a file's CREATE has it: no kind, no argument types (triggers keep their table)."""
    return name if name.startswith("trigger ") else name.partition("(")[0].split(" ")[-1]


def invalid_indexes(connection: Connection, file: File) -> list[str]:
    """Return the INVALID indexes that a file names: what is left of an attempt that failed half-way."""
    rows = connection.execute(
        f"""
        select format('%I.%I', n.nspname, c.relname), c.relname
        from pg_catalog.pg_index as i join pg_catalog.pg_class as c on c.oid = i.indexrelid
            join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
        where n.nspname = any ({OUR_SCHEMAS}) and not i.indisvalid
        """
    ).fetchall()
    return [full for full, name in rows if re.search(rf"\b{re.escape(name)}\b", file.text)]


def drop_invalid_indexes(connection: Connection, file: File) -> None:
    """Drop what is left of an attempt that failed half-way."""
    for index in invalid_indexes(connection, file):
        connection.execute(f"drop index concurrently if exists {index}")


def drop(connection: Connection, names: Iterable[str], *, cascade: bool = False) -> None:
    """Drop objects: triggers before the functions they call, views before what they are made of."""
    order = ["trigger", "materialized", "view"]
    waiting = sorted(names, key=lambda n: (order.index(k) if (k := n.split(" ")[0]) in order else 9, n))
    while waiting:
        stuck: list[tuple[str, psycopg.Error]] = []
        for name in waiting:
            try:
                with connection.transaction():
                    connection.execute(f"drop {_if_exists(name)}{' cascade' if cascade else ''}")
            except psycopg.errors.DependentObjectsStillExist as error:
                stuck.append((name, error))
        if len(stuck) == len(waiting):
            name, reason = stuck[0]
            raise HarnessError(
                f"No file defines {name} any more, and it cannot be dropped: {reason.diag.message_detail}. "
                "Nothing was applied."
            )
        waiting = [name for name, _ in stuck]


def _if_exists(name: str) -> str:
    kind = "materialized view" if name.startswith("materialized view ") else name.split(" ")[0]
    return f"{kind} if exists{name.removeprefix(kind)}"


def all_objects(connection: Connection) -> set[str]:
    """Return the name of every object that hangs on another."""
    rows = connection.execute(
        r"""
        select distinct replace(i.type || ' ' || i.identity, 'pg_catalog.', '')
        from (select distinct classid, objid from pg_catalog.pg_depend) as d,
            pg_catalog.pg_identify_object(d.classid, d.objid, 0) as i
        where i.identity is not null and i.identity !~ '\mpg_(temp|toast)'
        """
    )
    return {name for (name,) in rows}


def with_parts(names: Iterable[str]) -> Iterator[str]:
    """Yield objects and what PostgreSQL made along with them."""
    for name in names:
        yield name
        view = name.split(" ")[-1]
        yield from (f"type {view}", f"type {view}[]", f'rule "_RETURN" on {view}')
