"""What in a database differs from its files though the ledger says it should not, and putting it right.

The files are applied once more, in a transaction that is rolled back, and what comes out is compared with
what was there: text, comment, owner and grants of every function, view and trigger.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import LiteralString

import psycopg
from psycopg import sql

from .. import HarnessError
from ..database import Connection
from .apply import apply_in_any_order
from .files import File, FileError, Tree, load
from .ledger import Ledger, compare, read_ledger
from .objects import NOT_REPLACEABLE, OUR_SCHEMAS, Live, drop, family, inventory
from .session import OWNER, Report, locked, retrying, silent, transaction_as_owner


@dataclass(frozen=True)
class Remedy:
    """What ``repair`` would run; ``as_owner`` unless ownership itself is to change."""

    text: str
    statement: sql.Composed
    as_owner: bool = True


@dataclass(frozen=True)
class Finding:
    """One difference, and its remedy; None where it needs review."""

    kind: str
    name: str
    detail: str
    remedy: Remedy | None = None


@dataclass(frozen=True)
class Definition:
    """All of an object that a file decides about. Grants are ``role: right``."""

    text: str
    owner: str
    grants: frozenset[tuple[str, str]]


def verify(
    connection: Connection,
    *,
    directory: Path | None = None,
    report: Report = silent,
    wait: float = 600,
) -> list[Finding]:
    """Compare a database with its files in depth; the database is the same afterwards.

    Triggers are made again while this runs, so that writers to their tables wait for a moment.
    """
    tree = load(directory)
    with locked(connection, report, wait):
        ledger = read_ledger(connection)
        if not ledger.versioned:
            raise HarnessError("This database has never been migrated: there is nothing to verify.")
        findings = [_accept(tree, ledger, problem.name, problem.text) for problem in compare(tree, ledger)]
        if ledger.version == tree.version:
            findings += retrying(partial(_compare_definitions, connection, tree, ledger), report)
        return findings + _invalid_indexes(connection) + _unvalidated_constraints(connection)


def repair(connection: Connection, findings: Iterable[Finding]) -> None:
    """Run the remedies, each on its own. Where a function differs, ``migrate`` has to run afterwards."""
    for finding in findings:
        if finding.remedy is None:
            continue
        role = sql.Identifier(OWNER) if finding.remedy.as_owner else sql.SQL("none")
        try:
            connection.execute(sql.SQL("set role {}").format(role))
            connection.execute(finding.remedy.statement)
        except psycopg.Error as error:
            raise HarnessError(f"{finding.name}: {error.diag.message_primary or error}") from error
        finally:
            connection.execute("reset role")


def _accept(tree: Tree, ledger: Ledger, name: str, detail: str) -> Finding:
    """Report a landed file that changed or was renamed; the remedy takes it as it is now."""
    entry = next((e for e in ledger.versioned.values() if e.name == name), None)
    if entry is None or entry.version is None or entry.version > tree.version:
        return Finding("file", name, detail)
    file = tree.versioned[entry.version - 1]
    update = sql.SQL("update maitred_internal.migrations set name = {}, checksum = {} where version = {}")
    statement = update.format(file.name, file.checksum, entry.version)
    return Finding("file", name, detail, Remedy(f"take {file.name} as it is now", statement))


def _apply_again(file: str) -> Remedy:
    """Make the next migrate apply a file, whatever the ledger thinks of it."""
    update = sql.SQL(
        "update maitred_internal.migrations set checksum = repeat('0', 64) where kind = 'repeatable' and name = {}"
    )
    return Remedy(f"apply {file} again", update.format(file))


def _run(statement: LiteralString, **names: sql.Composable) -> Remedy:
    filled = sql.SQL(statement).format(**names)
    return Remedy(filled.as_string(), filled)


def _compare_definitions(connection: Connection, tree: Tree, ledger: Ledger) -> list[Finding]:
    live = _definitions(connection)
    homes = {o: e.name for e in ledger.repeatable.values() for o in e.objects}
    foreign = {name for name, definition in live.items() if definition.owner != OWNER}
    findings = [
        Finding("owner", name, f"belongs to {live[name].owner}, not to {OWNER}", _take_over(name, homes[name]))
        for name in sorted(foreign & homes.keys())
    ]
    untouchable = {homes[name] for name in foreign & homes.keys()}
    files = [file for file in tree.repeatable if file.name not in untouchable]
    made, wanted = _rehearse(connection, files, live, foreign)
    for file in files:
        entry = ledger.repeatable.get(file.name)
        if entry is None or entry.checksum != file.checksum:
            findings.append(Finding("pending", file.name, "not applied yet: run migrate"))
            continue
        for name in sorted(name for name in made if family(name) in file.created):
            findings += _differences(file, name, live.get(name), wanted[name])
    versioned = {name for file in tree.versioned for name in file.created}
    unknown = (n for n in live if n not in made and homes.get(n, "") not in untouchable)
    orphans = sorted(name for name in unknown if family(name) not in versioned)
    return findings + [Finding("orphan", name, "no file defines it") for name in orphans]


def _rehearse(
    connection: Connection, files: Sequence[File], live: dict[str, Definition], foreign: set[str]
) -> tuple[set[str], dict[str, Definition]]:
    """Apply files on a clean slate of grants and roll back: what they made, and all definitions then."""
    with connection.transaction(force_rollback=True), transaction_as_owner(connection):
        connection.execute("set local check_function_bodies = off")
        for name in sorted(live.keys() - foreign):
            for grantee in {grantee for grantee, _ in live[name].grants} - {OWNER}:
                connection.execute(_revoke(name, "all", grantee).statement)
        before = inventory(connection)
        _replay(connection, files, before)
        made = {name for name, it in inventory(connection).items() if it != before.get(name)}
        return made, _definitions(connection)


def _replay(connection: Connection, files: Sequence[File], before: dict[str, Live]) -> None:
    """Apply files over what is there, or, where that cannot be replaced, in its place."""
    try:
        with connection.transaction():
            apply_in_any_order(connection, files)
    except FileError as error:
        if error.sqlstate not in NOT_REPLACEABLE:
            raise
        names = set[str]().union(*(file.created for file in files))
        drop(connection, [name for name in before if family(name) in names], cascade=True)
        apply_in_any_order(connection, files)


def _differences(file: File, name: str, live: Definition | None, wanted: Definition) -> list[Finding]:
    if live is None:
        return [Finding("missing", name, f"{file.name} defines it", _apply_again(file.name))]
    findings = []
    if live.text != wanted.text:
        findings.append(Finding("differs", name, f"not as in {file.name}", _apply_again(file.name)))
    if lacking := sorted(wanted.grants - live.grants):
        detail = f"not granted: {', '.join(': '.join(grant) for grant in lacking)}"
        findings.append(Finding("grants", name, detail, _apply_again(file.name)))
    for grantee, right in sorted(live.grants - wanted.grants):
        detail = f"granted, but not by its file: {grantee}: {right}"
        findings.append(Finding("grants", name, detail, _revoke(name, right, grantee)))
    return findings


def _revoke(name: str, right: str, grantee: str) -> Remedy:
    target = name if name.split(" ")[0] in ("function", "procedure") else name.split(" ")[-1]
    who = sql.SQL("public") if grantee == "public" else sql.Identifier(grantee)
    return _run("revoke {right} on {target} from {who} cascade", right=_sql(right), target=_sql(target), who=who)


def _take_over(name: str, file: str) -> Remedy | None:
    """Give an object back to the owner, and do not trust what somebody else made of it."""
    if name.startswith("trigger "):  # belongs to the owner of the table
        return None
    own = sql.SQL("alter {} owner to {}").format(_sql(name), sql.Identifier(OWNER))
    again = _apply_again(file)
    statement = sql.SQL("; ").join([own, again.statement])
    return Remedy(f"{own.as_string()}, and {again.text}", statement, as_owner=False)


def _sql(name: str) -> sql.SQL:
    """Take a name that the server itself has quoted for SQL."""
    return sql.SQL(name)


def _definitions(connection: Connection) -> dict[str, Definition]:
    """Return what is in our two schemas, by what ``drop`` would call it."""
    names = {(live.catalogue, live.oid): name for name, live in inventory(connection).items()}
    with connection.transaction():
        connection.execute("set local search_path = pg_catalog")
        rows = connection.execute(
            """
            select o.catalogue, o.oid, o.text, pg_get_userbyid(o.owner), array(
                select array[
                    case when a.grantee = 0 then 'public' else pg_get_userbyid(a.grantee) end,
                    lower(a.privilege_type)
                ]
                from aclexplode(o.acl) as a
            )
            from (
                select 'pg_proc', p.oid, p.proowner, coalesce(p.proacl, acldefault('f', p.proowner)),
                    concat_ws(chr(10), case when p.prokind in ('f', 'p') then pg_get_functiondef(p.oid) end,
                        obj_description(p.oid, 'pg_proc'))
                from pg_proc as p
                union all
                select 'pg_class', c.oid, c.relowner, coalesce(c.relacl, acldefault('r', c.relowner)),
                    concat_ws(chr(10), pg_get_viewdef(c.oid), c.reloptions::text,
                        obj_description(c.oid, 'pg_class'))
                from pg_class as c where c.relkind in ('v', 'm')
                union all
                select 'pg_trigger', t.oid, c.relowner, null,
                    concat_ws(chr(10), pg_get_triggerdef(t.oid), t.tgenabled, obj_description(t.oid, 'pg_trigger'))
                from pg_trigger as t join pg_class as c on c.oid = t.tgrelid
            ) as o (catalogue, oid, owner, acl, text)
            where o.oid = any (%s::oid[])
            """,
            [[oid for _, oid in names]],
        ).fetchall()
    return {
        names[catalogue, oid]: Definition(text, owner, frozenset((who, right) for who, right in grants))
        for catalogue, oid, text, owner, grants in rows
        if (catalogue, oid) in names
    }


def _invalid_indexes(connection: Connection) -> list[Finding]:
    rows = connection.execute(
        f"""
        select n.nspname, c.relname, i.indrelid::regclass::text
        from pg_catalog.pg_index as i join pg_catalog.pg_class as c on c.oid = i.indexrelid
            join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
        where n.nspname = any ({OUR_SCHEMAS}) and c.relkind = 'i' and not (i.indisvalid and i.indisready)
        order by 1, 2
        """
    ).fetchall()
    return [
        Finding(
            "index",
            f"{schema}.{name}",
            f"INVALID: slows writes to {table}, serves no query",
            _run("reindex index concurrently {index}", index=sql.Identifier(schema, name)),
        )
        for schema, name, table in rows
    ]


def _unvalidated_constraints(connection: Connection) -> list[Finding]:
    rows = connection.execute(
        f"""
        select n.nspname, c.relname, k.conname
        from pg_catalog.pg_constraint as k join pg_catalog.pg_class as c on c.oid = k.conrelid
            join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
        where n.nspname = any ({OUR_SCHEMAS}) and not k.convalidated
        order by 1, 2, 3
        """
    ).fetchall()
    validate = "alter table {table} validate constraint {name}"
    return [
        Finding(
            "constraint",
            f"{schema}.{table}: {name}",
            "NOT VALID: older rows were never checked",
            _run(validate, table=sql.Identifier(schema, table), name=sql.Identifier(name)),
        )
        for schema, table, name in rows
    ]
