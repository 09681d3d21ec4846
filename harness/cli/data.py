"""The commands that look after what is in the database."""

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import click
import psycopg

from .. import HarnessError
from ..data import adopt as take_over
from ..data import doctor as care
from .console import err, error_sentence, example, main, open_database, out, short, show_table, unlisted

SHOWN = 10  # findings and bookings of one kind; --json has all


def local(at: str | None, timezone: str) -> str:
    """Return an instant as the restaurant's clock shows it."""
    return f"{datetime.fromisoformat(at).astimezone(ZoneInfo(timezone)):%a %Y-%m-%d %H:%M}" if at else ""


# --- doctor -----------------------------------------------------------------------------------------------------------


@main.group()
def data() -> None:
    """Repair inconsistent rows, delete history, take over another system."""


restaurant_option = click.option("--restaurant", type=click.UUID, metavar="ID", help="Only this one.")
kind_option = click.option(
    "--kind", "kinds", multiple=True, metavar="KIND", help="Only this kind of drift; again for more."
)
json_option = click.option("--json", "as_json", is_flag=True, help="Everything, for machines.")
artifacts_option = click.option(
    "--artifacts", type=click.Path(path_type=Path), metavar="DIR", help="Write findings and changed rows as CSV."
)


@data.command(epilog=example("maitred data doctor", "maitred data doctor --json"))
@restaurant_option
@kind_option
@json_option
@artifacts_option
@click.option("--repair", "repairing", is_flag=True, help="The same as: data repair --dry-run.")
@click.option("--dry-run", is_flag=True, help="With --repair: do nothing; nor does it without --apply.")
@click.option("--apply", is_flag=True, help="With --repair: the same as data repair.")
@click.option("--undo", "undone", type=click.UUID, metavar="REPAIR", help="The same as data undo.")
@click.pass_context
def doctor(
    context: click.Context,
    restaurant: UUID | None,
    kinds: tuple[str, ...],
    as_json: bool,
    artifacts: Path | None,
    repairing: bool,
    dry_run: bool,
    apply: bool,
    undone: UUID | None,
) -> None:
    """Find rows that are inconsistent: exit 0 clean, 1 drift, 2 error.

    With --repair --apply: 1 when something needs review.
    """
    if (apply or dry_run) and not repairing:
        raise click.UsageError(f"{'--apply' if apply else '--dry-run'} goes with --repair.")
    if apply and dry_run:
        raise click.UsageError("--apply does it, --dry-run does not: give one.")
    if undone and (restaurant or kinds or repairing or as_json or artifacts):
        raise click.UsageError("--undo takes a whole repair back, and goes with no other option.")
    if undone:
        take_back(context, undone)
    else:
        how = "add --apply to do it" if repairing else ""
        examine(context, restaurant, kinds, as_json, artifacts, repairing=how, apply=apply)


@data.command(epilog=example("maitred data repair --dry-run", "maitred data repair --restaurant ID"))
@restaurant_option
@kind_option
@click.option("--dry-run", is_flag=True, help="Only say what it would do to which row.")
@json_option
@artifacts_option
@click.pass_context
def repair(
    context: click.Context,
    restaurant: UUID | None,
    kinds: tuple[str, ...],
    dry_run: bool,
    as_json: bool,
    artifacts: Path | None,
) -> None:
    """Repair rows that are inconsistent.

    Each restaurant has a transaction of its own. Exit 0: all is repaired, 1: something needs review, 2: error; with
    --dry-run 1: there is drift.
    """
    how = "leave out --dry-run to do it"
    examine(context, restaurant, kinds, as_json, artifacts, repairing=how, apply=not dry_run)


@data.command(epilog=example("maitred data undo REPAIR"))
@click.argument("repair_id", type=click.UUID, metavar="REPAIR")
@click.option("--dry-run", is_flag=True, help="Only say how many rows it would put back.")
@click.pass_context
def undo(context: click.Context, repair_id: UUID, dry_run: bool) -> None:
    """Take a repair back: every row is as it was before.

    Exit 2 when that cannot be done.
    """
    take_back(context, repair_id, dry_run=dry_run)


def take_back(context: click.Context, repair_id: UUID, *, dry_run: bool = False) -> None:
    """Undo a repair, or say what that would do."""
    try:
        connection = open_database(context)
        with connection.transaction(force_rollback=dry_run):
            rows = care.undo(connection, repair_id)
    except (HarnessError, psycopg.Error) as error:
        err.print(error_sentence(error), style="red", markup=False)
        context.exit(2)
    out.print(f"{rows} rows {'would be' if dry_run else 'are'} as they were before repair {repair_id}.")


def examine(
    context: click.Context,
    restaurant: UUID | None,
    kinds: tuple[str, ...],
    as_json: bool,
    artifacts: Path | None,
    *,
    repairing: str = "",
    apply: bool = False,
) -> None:
    """Find drift, have it repaired if asked for, and print what came of it."""
    try:
        connection = open_database(context)
        if repairing:
            report = care.repair(connection, restaurant=restaurant, kinds=kinds, apply=apply)
        else:
            report = care.check(connection, restaurant=restaurant, kinds=kinds)
        files = care.write_artifacts(report, artifacts) if artifacts else []
    except (HarnessError, psycopg.Error, OSError) as error:
        err.print(error_sentence(error), style="red", markup=False)
        context.exit(2)
    if as_json:
        out.out(json.dumps(care.as_json(report), default=str, indent=2, ensure_ascii=False))
    else:
        show_report(report, repairing)
    for path in files:
        err.print(f"written: {path}", style="dim", markup=False)
    context.exit(report.exit_code)


def show_report(report: care.Report, repair: str) -> None:
    """Print what was found, who suffers from it, and what was or would be done.

    repair: how to have it done; empty: nobody asked for a repair.
    """
    for group in report.groups:
        show_group(group)
    if not report.groups:
        out.print("No drift: the rows agree with each other.")
    if repair:
        show_changes(report, repair)
    if report.advice:
        out.print(f"\nAdvice on {len(report.advice)} bookings to come, no drift:")
        show_lines([(a.advice, a.booking_id, json.dumps(a.detail)) for a in report.advice[:SHOWN]])


def show_group(group: care.FindingGroup) -> None:
    """Print one kind of drift as a paragraph and its rows."""
    count = len(group.findings)
    out.print(f"\n[bold]{group.kind}[/]: {count} row{'s' if count > 1 else ''}", end="")
    out.print(f", since {group.since:%Y-%m-%d %H:%M} at the latest" if group.since else "")
    for label, text in (
        ("what", group.meaning),
        ("cause", group.cause),
        ("effect", group.consequence),
        ("repair", group.repair),
    ):
        out.print(f"  {label:7} {text}", markup=False)
    for finding in group.findings[:SHOWN]:
        where = ", ".join(
            name for name in (finding.restaurant, finding.table_name and f"table {finding.table_name}") if name
        )
        out.print(f"  row     {finding.row_ref}  {where}", markup=False)
    if count > SHOWN:
        out.print(f"  row     ... and {count - SHOWN} more")
    for booking in group.bookings[:SHOWN]:
        out.print(
            f"  suffers {booking.guest_name}, {booking.party_size} guests, {booking.local_start:%a %Y-%m-%d %H:%M} "
            f"({booking.status}, {booking.why}): {booking.booking_id}",
            markup=False,
        )
    if len(group.bookings) > SHOWN:
        out.print(f"  suffers ... and {len(group.bookings) - SHOWN} more")


def show_changes(report: care.Report, advice: str) -> None:
    """Print what a repair did, or would do, and what needs review."""
    done = [change for change in report.changes if change.action != "review"]
    left = [change for change in report.changes if change.action == "review"]
    if done:
        out.print(f"\n{'Done' if report.applied else 'A repair would do this'}:")
        show_lines([(c.action, c.row_ref, c.kind) for c in done])
    if left:
        out.print("\nNeeds review:")
        show_lines([(c.kind, c.row_ref) for c in left])
    if done and report.applied:
        for repair in dict.fromkeys(change.repair_id for change in done):
            out.print(f"\nRepair {repair}: take it back with maitred data undo {repair}")
    elif done:
        out.print(f"\nNothing was changed: {advice}.")
    elif report.groups:
        out.print("\nNothing that a repair could do without choosing.")


# --- explain ----------------------------------------------------------------------------------------------------------


@data.command(epilog=example("maitred data explain BOOKING"))
@click.argument("booking", type=click.UUID)
@json_option
@click.pass_context
def explain(context: click.Context, booking: UUID, as_json: bool) -> None:
    """Tell everything about one booking on one page."""
    told = care.explain(open_database(context), booking)
    if as_json:
        out.out(json.dumps(told, indent=2, ensure_ascii=False))
    else:
        show_booking(told)


def show_booking(told: dict[str, Any]) -> None:
    """Print the page of one booking."""
    booking, restaurant = told["booking"], told["restaurant"]
    zone = restaurant["timezone"]
    out.print(
        f"{booking['guest_name']}, {booking['party_size']} guests, {restaurant['name']}, "
        f"{local(booking['start_at'], zone)} to {local(booking['end_at'], zone)[-5:]} ({zone})",
        style="bold",
        markup=False,
    )
    cycle = ", being re-confirmed after an edit" if booking["pending_ref"] else ""
    out.print(f"{booking['status']}{cycle}; version {booking['version']}, booked {local(booking['created_at'], zone)}")
    section(
        "Tables",
        ("table", "zone", "seats", "taken from", "until", "chosen by staff"),
        [
            (
                t["table"] or t["table_id"],
                t["zone"],
                t["seats"],
                local(t["taken_from"], zone),
                local(t["taken_until"], zone),
                "yes" if t["pinned"] else "",
            )
            for t in told["tables"]
        ],
    )
    section(
        "Holds",
        ("tables", "by", "until", ""),
        [
            (", ".join(h["tables"]), h["created_by"], local(h["expires_at"], zone), "live" if h["live"] else "over")
            for h in told["holds"]
        ],
    )
    section(
        "Sessions",
        ("status", "by", "tables", "problems"),
        [
            (
                s["status"],
                s["created_by"],
                ", ".join(s["tables"]),
                "; ".join(p.get("message", "") for p in s["problems"]),
            )
            for s in told["sessions"]
        ],
    )
    if job := told["job"]:
        due = "staff decide" if job["waits_for_staff"] else f"due {local(job['run_at'], zone)}"
        reasons = f"; last: {json.dumps(job['last_error'])}" if job["last_error"] else ""
        out.print(f"\nJob: {due}, {job['attempts']} attempts so far{reasons}", markup=False)
    section(
        "Options, and what blocks them",
        ("tables", "blocked by"),
        [
            (" + ".join(o["tables"]), "; ".join(obstacle(b) for b in o["blocked_by"]) or "nothing")
            for o in told["options"]
        ],
    )
    section(
        "Drift (maitred doctor tells more)",
        ("kind", "table", "row", "whose"),
        [
            (d["kind"], d["table"], d["row_ref"], "its own" if d["booking_id"] == booking["id"] else d["booking_id"])
            for d in told["drift"]
        ],
    )
    section(
        "Repairs",
        ("repair", "kind", "when", ""),
        [
            (r["repair_id"], r["kind"], local(r["at"], zone), "undone" if r["undone_at"] else "")
            for r in told["repairs"]
        ],
    )
    section(
        "Emails",
        ("kind", "state", "to", "written"),
        [(e["kind"], e["state"], e["recipient"], local(e["written_at"], zone)) for e in told["emails"]],
    )
    section(
        "History",
        ("when", "what", ""),
        [(local(h["at"], zone), h["name"], json.dumps(h["payload"], ensure_ascii=False)[:90]) for h in told["history"]],
    )


def obstacle(block: dict[str, Any]) -> str:
    """Return what blocks an option in a few words."""
    return " ".join(str(block[key]) for key in ("rule", "by", "id") if block.get(key))


def show_lines(rows: Sequence[Sequence[object]]) -> None:
    """Print rows in columns that are never cut: ids are there to be copied."""
    lines = [["" if value is None else str(value) for value in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        out.print("  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip(), markup=False)


def section(title: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print rows under their columns and a title; nothing when there are none."""
    if not rows:
        return
    out.print(f"\n{title}", style="bold")
    show_lines([columns, *rows])


# --- prune ------------------------------------------------------------------------------------------------------------


@data.command(epilog=example("maitred data prune --older-than '2 years' --dry-run"))
@click.option("--older-than", required=True, metavar="INTERVAL", help="Such as '2 years'; at least 1 day.")
@click.option("--dry-run", "--plan", is_flag=True, help="Only say what would go.")
@click.pass_context
def prune(context: click.Context, older_than: str, dry_run: bool) -> None:
    """Delete bookings that ended long ago, with their emails and events."""
    connection = open_database(context)
    rows = care.plan_pruning(connection, older_than) if dry_run else care.prune(connection, older_than)
    gone = "would go" if dry_run else "gone"
    show_table(("relation", gone), [(name, count) for name, count in rows.items() if count])
    if not any(rows.values()):
        out.print("Nothing is that old.")


# --- adopt ------------------------------------------------------------------------------------------------------------


@data.command(epilog=example("maitred data adopt --from-schema public --dry-run"))
@click.option("--from-schema", "schema", required=True, metavar="SCHEMA", help="Where the older system's tables are.")
@click.option("--dry-run", "--plan", is_flag=True, help="Only say what would be taken over, and what would not.")
@click.pass_context
def adopt(context: click.Context, schema: str, dry_run: bool) -> None:
    """Take over restaurants, tables and bookings of an older system.

    Call it again when more of that is clean.
    """
    result = take_over.adopt(open_database(context), schema, apply=not dry_run)
    show_table(
        ("relation", "rows there", "would be here" if dry_run else "taken over"),
        [(name, count, result.adopted.get(name, "")) for name, count in result.read.items()],
    )
    for blocker in result.blockers:
        out.print(f"\n[bold]{blocker.reason}[/]: {blocker.rows} rows. ", end="")
        out.print(f"{blocker.meaning} {blocker.outcome}", markup=False)
        out.print(f"  such as {', '.join(blocker.examples)}", markup=False)
        out.print(f"  {blocker.query};", markup=False)
    if result.blockers:
        out.print(f"\nPut aside in maitred.adoption_quarantine where source = '{schema}'.", markup=False)
    if dry_run:
        out.print("Nothing was changed.")
    elif result.drift:
        err.print(f"{result.drift} rows are inconsistent: run maitred doctor.", style="red")
        context.exit(1)


data.add_command(unlisted(doctor), "check")
for command in (doctor, adopt, prune, explain):
    short(command, f"data {command.name}")
