"""Finding rows that are inconsistent, saying what they do, and having them repaired.

What is wrong and what a repair does is decided by ``maitred.find_assignment_drift`` and
``maitred.repair_assignment_drift``; this module asks them and adds who suffers from it. Nothing here prints.
"""

import csv
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from psycopg.rows import class_row, dict_row
from psycopg.types.json import Jsonb

from .. import HarnessError
from ..database import Connection


@dataclass(frozen=True)
class Finding:
    """A row of ``find_assignment_drift``, with the names that people use."""

    kind: str
    restaurant_id: UUID
    restaurant: str | None
    booking_id: UUID | None
    table_id: UUID | None
    table_name: str | None
    row_ref: str
    detail: dict[str, Any]


@dataclass(frozen=True)
class AffectedBooking:
    """A booking that drift does something to: it has contradicting rows, or waits for a table that they take."""

    kind: str
    booking_id: UUID
    guest_name: str
    status: str
    party_size: int
    local_start: datetime
    timezone: str
    why: str
    changed_at: datetime


@dataclass(frozen=True)
class FindingGroup:
    """All findings of one kind."""

    kind: str
    meaning: str
    cause: str
    consequence: str
    repair: str
    findings: list[Finding]
    bookings: list[AffectedBooking]

    @property
    def since(self) -> datetime | None:
        """When the first of the bookings was last changed: the fault is at most as old as that row says."""
        return min((s.changed_at for s in self.bookings if s.why == "its rows"), default=None)


@dataclass(frozen=True)
class Advice:
    """An arrangement that is consistent, but would not be chosen today."""

    advice: str
    booking_id: UUID
    table_ids: list[UUID]
    detail: dict[str, Any]


@dataclass(frozen=True)
class Change:
    """A row of ``repair_assignment_drift``. ``review``: nothing was done, it needs review."""

    repair_id: UUID
    kind: str
    row_ref: str
    action: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None


@dataclass(frozen=True)
class Report:
    """What the doctor found, and did."""

    groups: list[FindingGroup]
    advice: list[Advice] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    applied: bool = False
    left: list[Finding] = field(default_factory=list)

    @property
    def exit_code(self) -> int:
        """0 clean, 1 drift: after a repair, what is left of it."""
        return int(bool(self.left if self.applied else self.groups))


FINDINGS = """
    select f.kind, f.restaurant_id, r.name as restaurant, f.booking_id, f.table_id, t.name as table_name, f.row_ref,
        f.detail
    from maitred.find_assignment_drift(%(restaurant)s) as f
    left join maitred.restaurants as r on r.id = f.restaurant_id
    left join maitred.table_inventory as t on t.restaurant_id = f.restaurant_id and t.id = f.table_id
    where %(kinds)s::text[] is null or f.kind = any (%(kinds)s)
"""

# Its own rows, or a booking that waits at the time when a row takes a table of its restaurant.
AFFECTED = """
    with finding as (
        select f.* from jsonb_to_recordset(%(findings)s)
            as f (kind text, restaurant_id uuid, booking_id uuid, table_id uuid, row_ref text)
    ),
    suffering as (
        select f.kind, f.restaurant_id, f.booking_id, 'its rows' as why from finding as f
        union
        select f.kind, f.restaurant_id, b.id, 'waits for a table'
        from finding as f
        join maitred.allocations as l on l.restaurant_id = f.restaurant_id and l.table_id = f.table_id
            and f.row_ref in (
                'allocations:' || l.id, format('booking_table_assignments:%%s/%%s', l.booking_id, l.table_id)
            )
        join maitred.bookings as b on b.restaurant_id = f.restaurant_id and b.id is distinct from f.booking_id
            and b.status in ('pending', 'pending_allocation') and l.during && tstzrange(b.start_at, b.end_at)
    )
    select distinct s.kind, b.id as booking_id, b.guest_name, b.status::text, b.party_size,
        b.start_at at time zone r.timezone as local_start, r.timezone, s.why, b.updated_at as changed_at
    from suffering as s
    join maitred.bookings as b on b.restaurant_id = s.restaurant_id and b.id = s.booking_id
    join maitred.restaurants as r on r.id = b.restaurant_id
    order by s.kind, local_start, b.id
"""


def find(
    connection: Connection, *, restaurant: UUID | None = None, kinds: Sequence[str] | None = None
) -> list[Finding]:
    """Return the drift of one restaurant, or of all, of some kinds, or of all."""
    known = {row[0] for row in connection.execute("select kind from maitred.drift_catalogue").fetchall()}
    if unknown := sorted(set(kinds or ()) - known):
        raise HarnessError(f"There is no kind of drift {unknown[0]!r}: the kinds are {', '.join(sorted(known))}.")
    with connection.cursor(row_factory=class_row(Finding)) as cursor:
        parameters = {"restaurant": restaurant, "kinds": list(kinds) if kinds else None}
        return cursor.execute(FINDINGS, parameters).fetchall()


def check(connection: Connection, *, restaurant: UUID | None = None, kinds: Sequence[str] | None = None) -> Report:
    """Find drift, say what it means and who suffers from it; add advice. Changes nothing."""
    with connection.transaction():
        connection.execute("set transaction isolation level repeatable read, read only")
        return Report(
            _group(connection, find(connection, restaurant=restaurant, kinds=kinds)), _advise(connection, restaurant)
        )


def repair(
    connection: Connection,
    *,
    restaurant: UUID | None = None,
    kinds: Sequence[str] | None = None,
    apply: bool = False,
) -> Report:
    """Repair, a transaction for each restaurant; or, unless ``apply``, have it told what a repair would do.

    Waits for another repair of the same bookings, and then finds nothing left to do.
    """
    findings = find(connection, restaurant=restaurant, kinds=kinds)
    groups = _group(connection, findings)
    if not apply:
        changes = _repair(connection, restaurant, kinds, dry_run=True)
        return Report(groups, _advise(connection, restaurant), changes, left=findings)

    # One without a name is no restaurant: its rows need review.
    there = {f.restaurant_id for f in findings if f.restaurant is not None}
    changes = [change for one in sorted(there) for change in _repair(connection, one, kinds, dry_run=False)]
    if there != {f.restaurant_id for f in findings}:
        changes += [
            change
            for change in _repair(connection, None, kinds, dry_run=True)
            if change.action == "review" and change.before and UUID(change.before["restaurant_id"]) not in there
        ]
    left = find(connection, restaurant=restaurant, kinds=kinds)
    return Report(groups, _advise(connection, restaurant), changes, apply, left)


def _repair(
    connection: Connection, restaurant: UUID | None, kinds: Sequence[str] | None, *, dry_run: bool
) -> list[Change]:
    query = "select * from maitred.repair_assignment_drift(%s, %s, %s)"
    with connection.transaction(), connection.cursor(row_factory=class_row(Change)) as cursor:
        return cursor.execute(query, [list(kinds) if kinds else None, restaurant, dry_run]).fetchall()


def undo(connection: Connection, repair: UUID) -> int:
    """Take a repair back and return how many rows are again as they were."""
    with connection.transaction():
        return int(connection.execute("select maitred.undo_repair(%s)", [repair]).fetchone()[0])  # type: ignore[index]


def _group(connection: Connection, findings: Sequence[Finding]) -> list[FindingGroup]:
    if not findings:
        return []
    facts = Jsonb(
        [
            {
                "kind": f.kind,
                "restaurant_id": str(f.restaurant_id),
                "booking_id": f.booking_id and str(f.booking_id),
                "table_id": f.table_id and str(f.table_id),
                "row_ref": f.row_ref,
            }
            for f in findings
        ]
    )
    with connection.cursor(row_factory=class_row(AffectedBooking)) as cursor:
        bookings = cursor.execute(AFFECTED, {"findings": facts}).fetchall()
    catalogue = connection.execute(
        "select kind, meaning, cause, consequence, repair from maitred.drift_catalogue order by repair_order"
    ).fetchall()
    return [
        FindingGroup(kind, meaning, cause, consequence, repair, of_kind, [s for s in bookings if s.kind == kind])
        for kind, meaning, cause, consequence, repair in catalogue
        if (of_kind := [f for f in findings if f.kind == kind])
    ]


def _advise(connection: Connection, restaurant: UUID | None) -> list[Advice]:
    query = "select advice, booking_id, table_ids, detail from maitred.find_unwise_assignments(%s)"
    with connection.cursor(row_factory=class_row(Advice)) as cursor:
        return cursor.execute(query, [restaurant]).fetchall()


# --- What is written down -------------------------------------------------------------------------------------------


def as_json(report: Report) -> dict[str, Any]:
    """Return the report as plain data; ids and times are for ``json.dumps(default=str)``."""
    return {**asdict(report), "exit_code": report.exit_code}


def write_artifacts(report: Report, folder: Path) -> list[Path]:
    """Write the findings, and every row that a repair changes before and after it, as CSV; return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    columns = ["kind", "restaurant_id", "restaurant", "booking_id", "table_id", "table_name", "row_ref", "detail"]
    found = [vars(f) for d in report.groups for f in d.findings]
    written = [_write(folder / "drift-before.csv", columns, found)]
    if report.changes:
        written.append(_write(folder / "changes.csv", [*Change.__dataclass_fields__], map(vars, report.changes)))
    if report.applied:
        written.append(_write(folder / "drift-after.csv", columns, map(vars, report.left)))
    changes = [c for c in report.changes if c.action != "review"]
    for when in ("before", "after"):
        for relation in sorted({c.row_ref.partition(":")[0] for c in changes}):
            rows = [row for c in changes if c.row_ref.startswith(f"{relation}:") and (row := getattr(c, when))]
            if rows:
                written.append(_write(folder / f"{relation}-{when}.csv", list(rows[0]), rows))
    return written


def _write(path: Path, columns: list[str], rows: Iterable[dict[str, Any]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, columns, extrasaction="ignore")
        writer.writeheader()
        writer.writerows({key: _cell(value) for key, value in row.items()} for row in rows)
    return path


def _cell(value: Any) -> Any:
    return json.dumps(value, default=str, ensure_ascii=False) if isinstance(value, dict | list) else value


# --- One booking, and history ---------------------------------------------------------------------------------------


def explain(connection: Connection, booking: UUID) -> dict[str, Any]:
    """Return everything about a booking; see ``maitred.explain_booking``."""
    row = connection.execute("select maitred.explain_booking(%s)", [booking]).fetchone()
    return dict(row[0]) if row else {}


def plan_pruning(connection: Connection, older_than: str) -> dict[str, int]:
    """Return how many rows of each relation ``prune`` would delete."""
    rows = connection.execute("select * from maitred.plan_pruning(%s::interval)", [older_than])
    return dict(rows.fetchall())


def prune(connection: Connection, older_than: str) -> dict[str, int]:
    """Delete history, one transaction per batch, until nothing is left; return how many rows of each relation."""
    total: dict[str, int] = {}
    with connection.cursor(row_factory=dict_row) as cursor:
        while True:
            batch = cursor.execute("select * from maitred.prune_history(%s::interval)", [older_than]).fetchall()
            for row in batch:
                total[row["relation"]] = total.get(row["relation"], 0) + row["rows"]
            if not any(row["rows"] for row in batch):
                return total
