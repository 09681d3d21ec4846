"""The reference of functions, tables and errors, written from what a fresh database says about itself."""

import re
from collections.abc import Iterator
from pathlib import Path

from ..database import Connection, connect
from ..migrate.run import migrate
from ..server.embedded import embedded_server

FUNCTIONS = """
    select split_part(m.name, '/', 3), p.proname, pg_get_function_arguments(p.oid), pg_get_function_result(p.oid),
        obj_description(p.oid, 'pg_proc'), array(
            select pg_get_userbyid(a.grantee) from aclexplode(p.proacl) as a
            where a.grantee not in (0, p.proowner) and a.privilege_type = 'EXECUTE' order by 1
        )
    from pg_proc as p join pg_namespace as n on n.oid = p.pronamespace,
        pg_identify_object('pg_proc'::regclass, p.oid, 0) as i,
        maitred_internal.migrations as m
    where n.nspname = 'maitred' and p.prorettype <> 'trigger'::regtype
        and i.type || ' ' || replace(i.identity, 'pg_catalog.', '') = any (m.objects)
    order by 1, 2, 3
"""
TABLES = """
    select c.relname, c.relkind = 'v', obj_description(c.oid, 'pg_class'), array(
        select array[
            a.attname::text, format_type(a.atttypid, a.atttypmod), case when a.attnotnull then 'not null' else '' end,
            coalesce(pg_get_expr(d.adbin, d.adrelid), ''), coalesce(col_description(c.oid, a.attnum), '')
        ]
        from pg_attribute as a left join pg_attrdef as d on d.adrelid = a.attrelid and d.adnum = a.attnum
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped order by a.attnum
    )
    from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
    where n.nspname = 'maitred' and c.relkind in ('r', 'p', 'v') and not c.relispartition
    order by 1
"""
ERRORS = "select sqlstate, code, meaning, hint from maitred.error_catalogue order by 1"


def write(into: Path) -> list[Path]:
    """Write the pages into a folder, made if need be, and return their paths."""
    with embedded_server() as server, connect(server.dsn()) as connection:
        migrate(connection)
        connection.execute("set search_path = pg_catalog")
        pages = {
            "functions.md": "\n".join(_functions(connection)),
            "tables.md": "\n".join(_tables(connection)),
            "errors.md": "\n".join(_errors(connection)),
        }
    into.mkdir(parents=True, exist_ok=True)
    for name, text in pages.items():
        (into / name).write_text(text + "\n", encoding="utf-8")
    return [into / name for name in pages]


def _functions(connection: Connection) -> Iterator[str]:
    yield "# Functions\n\nWritten by `make docs` from the comments in the database. Call them with named arguments."
    heading = ""
    for folder, name, arguments, result, comment, roles in connection.execute(FUNCTIONS):
        if folder != heading:
            heading = folder
            yield f"\n## {heading.capitalize()}"
        yield f"\n### {name}\n"
        lines = ",\n    ".join(_split(_plain(arguments)))
        yield f"```sql\nmaitred.{name}({lines and f'''{chr(10)}    {lines}{chr(10)}'''}) -> {_plain(result)}\n```\n"
        yield f"{comment or ''}\n"
        yield f"Granted to: {', '.join(f'`{role}`' for role in roles) or 'nobody'}."


def _tables(connection: Connection) -> Iterator[str]:
    yield "# Tables and views\n\nWritten by `make docs` from the comments in the database."
    for name, is_view, comment, columns in connection.execute(TABLES):
        yield f"\n## {name}{' (view)' if is_view else ''}\n\n{comment or ''}\n"
        yield "| column | type | | default | |\n| --- | --- | --- | --- | --- |"
        for *facts, what in columns:
            yield f"| {' | '.join(_cell(text) for text in (*map(_plain, facts), what))} |"


def _errors(connection: Connection) -> Iterator[str]:
    yield "# Errors\n\nWritten by `make docs` from `maitred.error_catalogue`.\n"
    yield "| SQLSTATE | code | meaning | what to do |\n| --- | --- | --- | --- |"
    for row in connection.execute(ERRORS):
        yield f"| {' | '.join(_cell(text or '') for text in row)} |"


def _plain(text: str) -> str:
    """Write types and constants as people do: timestamptz, and no cast behind a constant."""
    text = text.replace("timestamp with time zone", "timestamptz").replace("timestamp without time zone", "timestamp")
    return re.sub(r"(NULL|'[^']*')::[\w.]+(?:\[\])?", r"\1", text)


def _split(arguments: str) -> list[str]:
    """Split a list of arguments at its commas, not at those inside brackets or strings."""
    return [part.strip() for part in re.findall(r"(?:'[^']*'|\([^()]*\)|[^,])+", arguments)]


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
