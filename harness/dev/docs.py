"""The reference, written from what a fresh database says about itself, and from the files of functions.

``python -m harness.dev.docs`` writes it into docs/.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from .. import sql_directory
from ..database import Connection, connect
from ..migrate.run import migrate
from ..server.embedded import embedded_server

ROOT = Path(__file__).resolve().parent.parent.parent

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
TRANSITIONS = """
    select t.old_status::text, t.new_status::text from maitred.{}_transitions as t order by t.old_status, t.new_status
"""
STATUSES = "select unnest(enum_range(null::maitred.{}))::text"
CALL = re.compile(r"\bmaitred(?:_internal)?\.(\w+)\(")
ERRORS = "select sqlstate, code, meaning, hint from maitred.error_catalogue order by 1"
EVENTS = "select name, written_when, payload_keys from maitred.event_catalogue order by 1"
EMAILS = "select kind, recipient, leaves, written_when, superseded_by from maitred.email_catalogue"
WORDS = "select relation, column_name, value, meaning from maitred.vocabulary order by 1, 2"


def write(into: Path) -> list[Path]:
    """Write the pages into a folder, made if need be, and return their paths."""
    with embedded_server() as server, connect(server.dsn()) as connection:
        migrate(connection)
        connection.execute("set search_path = pg_catalog")
        pages = {
            "functions.md": "\n".join(_functions(connection)),
            "tables.md": "\n".join(_tables(connection)),
            "errors.md": "\n".join(_errors(connection)),
            "events.md": "\n".join(_events(connection)),
            "emails.md": "\n".join(_emails(connection)),
            "vocabulary.md": "\n".join(_vocabulary(connection)),
            "states.md": "\n".join(_states(connection)),
            "internals/calls.md": "\n".join(_calls()),
        }
    (into / "internals").mkdir(parents=True, exist_ok=True)
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
        yield f"{_fields(comment or '')}\n"
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


def _events(connection: Connection) -> Iterator[str]:
    yield (
        "# Events\n\nWritten by `make docs` from `maitred.event_catalogue`. Each is a row of\n"
        "`maitred.observability_events`, written in the transaction in which it happens. A key of the payload\n"
        "that has no value may be missing. [calling.md](calling.md#listening) says how a screen is told of them.\n"
    )
    yield "| name | written when | payload |\n| --- | --- | --- |"
    for name, when, keys in connection.execute(EVENTS):
        yield f"| `{name}` | {_cell(when)} | {', '.join(f'`{key}`' for key in keys)} |"


def _emails(connection: Connection) -> Iterator[str]:
    yield (
        "# Emails\n\nWritten by `make docs` from `maitred.email_catalogue`. An email is written in the\n"
        "transaction that makes it true, at most once for a booking, kind and cycle, and says what is so when it is\n"
        "sent. What is not sent yet is taken back when it is not true any more. This writes one as a guest would get\n"
        "it: `maitred email preview --kind booking_confirmed --locale fr`.\n"
    )
    yield "| kind | to | leaves | written when | taken back by |\n| --- | --- | --- | --- | --- |"
    for kind, recipient, leaves, when, by in connection.execute(EMAILS):
        yield f"| `{kind}` | {recipient} | {leaves} | {_cell(when)} | {_cell(by or 'Nothing.')} |"


def _vocabulary(connection: Connection) -> Iterator[str]:
    yield (
        "# Vocabulary\n\nWritten by `make docs` from `maitred.vocabulary`: what the words mean that columns and\n"
        "results take from a closed list. Errors, events, emails and drift have pages of their own."
    )
    heading = ""
    own = {"error_catalogue", "observability_events", "find_assignment_drift"}
    for relation, column, value, meaning in connection.execute(WORDS):
        if relation in own or (relation, column) == ("list_emails", "kind"):
            continue
        if f"{relation}.{column}" != heading:
            heading = f"{relation}.{column}"
            yield f"\n## {heading}\n\n| value | means |\n| --- | --- |"
        yield f"| `{value}` | {_cell(meaning)} |"


def _states(connection: Connection) -> Iterator[str]:
    yield "# States\n\nWritten by `make docs` from the transition tables, which a trigger enforces for every writer."
    for heading, relation, enum in (
        ("Bookings", "booking", "booking_status"),
        ("Manual assignment sessions", "session", "manual_assignment_session_status"),
    ):
        statuses = [name for (name,) in connection.execute(STATUSES.format(enum))]
        ((comment,),) = connection.execute(f"select obj_description('maitred.{enum}'::regtype, 'pg_type')")
        changes = connection.execute(TRANSITIONS.format(relation)).fetchall()
        yield f"\n## {heading}\n\n{comment}\n\n```mermaid\nstateDiagram-v2\n    [*] --> {statuses[0]}"
        yield from (f"    {old} --> {new}" for old, new in changes)
        yield "```\n\n| from | to |\n| --- | --- |"
        for status in statuses:
            after = [f"`{new}`" for old, new in changes if old == status]
            yield f"| `{status}` | {', '.join(after) or 'none: it is final'} |"


class Place(NamedTuple):
    """Where a function lies below ``sql/functions``, and what it calls, in the order of its text."""

    folder: str
    calls: list[str]


def call_graph() -> dict[str, Place]:
    """Return every function by name, read from its file."""
    root = sql_directory() / "functions"
    graph = {}
    for path in sorted(root.rglob("*.sql")):
        _, found, body = path.read_text(encoding="utf-8").partition("$function$")
        if found:
            code = re.sub(r"--[^\n]*", "", body)
            calls = [name for name in dict.fromkeys(CALL.findall(code)) if name != path.stem]
            graph[path.stem] = Place(path.relative_to(root).parent.as_posix(), calls)
    return graph


def _calls() -> Iterator[str]:
    graph = call_graph()
    yield (
        "# Calls\n\nWritten by `make docs` from the bodies of functions: what each public function may call, in the\n"
        "order of its text. Every function has a file of its name below `sql/functions`. What has been shown above in\n"
        "the same tree ends in `...`."
    )
    for name, place in graph.items():
        if place.folder.startswith("api/"):
            seen: set[str] = set()
            tree = list(_tree(graph, name, 0, seen))
            yield f"\n## {name}\n\n{len(seen)} functions.\n\n```text"
            yield from tree
            yield "```"


def _tree(graph: dict[str, Place], name: str, depth: int, seen: set[str]) -> Iterator[str]:
    again = name in seen and bool(graph[name].calls)
    seen.add(name)
    where = graph[name].folder.removeprefix("core/")
    yield f"{'  ' * depth}{name}{' ...' if again else f'  ({where})'}"
    if not again:
        for called in graph[name].calls:
            if called in graph and called not in {"raise_error", "refuse_argument"}:
                yield from _tree(graph, called, depth + 1, seen)


def _fields(comment: str) -> str:
    """Write the fields of a comment as a list."""
    text = re.sub(r"\n {4,}", " ", comment)
    text = re.sub(r"(?m)^(p_\w+(?:, p_\w+)*): ", lambda m: f"- {m[1].replace('p_', '`p_').replace(',', '`,')}`: ", text)
    return re.sub(r"(?m)^(Returns|Errors): ", r"- **\1**: ", text)


def _plain(text: str) -> str:
    """Write types and constants as people do: timestamptz, and no cast behind a constant."""
    text = text.replace("timestamp with time zone", "timestamptz").replace("timestamp without time zone", "timestamp")
    return re.sub(r"(NULL|'[^']*')::[\w.]+(?:\[\])?", r"\1", text)


def _split(arguments: str) -> list[str]:
    """Split a list of arguments at its commas, not at those inside brackets or strings."""
    return [part.strip() for part in re.findall(r"(?:'[^']*'|\([^()]*\)|[^,])+", arguments)]


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


if __name__ == "__main__":
    for path in write(ROOT / "docs"):
        print(path.relative_to(ROOT))
