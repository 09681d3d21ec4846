"""What must be true after every schedule, whatever the race was.

Each invariant gives a sentence for everything that is wrong. They know the contract, not the code: which errors may
leave a function, when a refusal is right, and that the events of a restaurant, read from the first to the last, are
its story.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from ..database import Connection
from .scenario import READ_COMMITTED, Scenario, Seen
from .trace import Reply

HOUR = timedelta(hours=1)
LATER = Path(__file__).with_name("later.sql")

CATALOGUED = {
    *("MD101", "MD102", "MD103", "MD104", "MD105"),
    *("MD201", "MD202", "MD203", "MD204", "MD205"),
    *("MD301", "MD302", "MD401", "MD402", "MD403", "MD404", "MD501", "22023"),
}
ABORTED = "25P02"  # what every statement says after the one that failed
STORIED = {  # the kinds of email that events tell of
    "booking_requested",
    "booking_confirmed",
    "modification_pending",
    "modification_confirmed",
    "booking_cancelled",
    "booking_declined",
}


def evaluate(seen: Seen, scenario: Scenario) -> Iterator[str]:
    """Evaluate all but drift, which is asked of many restaurants at once; only some, of one damaged on purpose."""
    yield from errors(seen, scenario.repeats)
    if scenario.consistent:
        yield from refusals(seen)
        yield from story(seen)
        yield from acknowledged(seen)


def drift(control: Connection, restaurant: str | None) -> dict[str, list[str]]:
    """No row contradicts another: what ``find_assignment_drift`` finds, by restaurant; None: of all restaurants."""
    query = "select kind, restaurant_id, row_ref, detail from maitred.find_assignment_drift(%s)"
    return _by_restaurant(control.execute(query, (restaurant,)).fetchall(), "drift")


def drift_later(control: Connection, restaurant: str | None) -> dict[str, list[str]]:
    """Nothing goes wrong by waiting: what it would find in an hour, by restaurant."""
    return _by_restaurant(find_drift_later(control, HOUR, restaurant), "an hour later there is drift")


def install_drift_later(connection: Connection) -> None:
    """Install what ``find_drift_later`` needs in a database of the tests or of the race kit, once."""
    row = connection.execute("select to_regnamespace('maitred_later') is null").fetchone()
    if row and row[0]:
        with connection.transaction():
            connection.execute(LATER.read_bytes())


def find_drift_later(
    connection: Connection, by: timedelta = HOUR, restaurant: str | None = None
) -> list[tuple[Any, ...]]:
    """Return what ``find_assignment_drift`` would find after some time: kind, restaurant, row and detail of each."""
    query = "select kind, restaurant_id, row_ref, detail from maitred_later.find_drift(%s, %s)"
    return connection.execute(query, (by, restaurant)).fetchall()


def _by_restaurant(rows: Iterable[tuple[Any, ...]], what: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for kind, restaurant, row, detail in rows:
        found.setdefault(str(restaurant), []).append(f"{what}: {kind} {row} {json.dumps(detail)}")
    return found


def errors(seen: Seen, repeats: bool) -> Iterator[str]:
    """Only errors of the catalogue leave a function; 40001 only where more than READ COMMITTED was asked for."""
    allowed = CATALOGUED | {ABORTED} | ({"40001"} if repeats or seen.trace.isolation != READ_COMMITTED else set())
    for name, replies in seen.trace.replies.items():
        for reply in replies:
            if reply.sqlstate and reply.sqlstate not in allowed:
                yield f"{name} was told {reply.sqlstate}: {reply.message}"


# --- Refusals ---------------------------------------------------------------------------------------------------------


def refusals(seen: Seen) -> Iterator[str]:
    """A refusal is right only if its reason was there at some instant of the call."""
    for name, replies in seen.trace.replies.items():
        for reply in replies:
            snapshots = seen.trace.snapshots[reply.since : reply.until + 1]
            for problem in _taken(reply):
                if not _was_taken(problem, snapshots):
                    yield f"{name} was told that {problem} was in the way, and it never was"
            if reply.sqlstate and not _was_right(reply, snapshots):
                yield f"{name} was told {reply.sqlstate} ({reply.message}), and at no instant of the call it was so"


def _taken(reply: Reply) -> Iterator[tuple[str, str]]:
    """Give (table, what has it) for everything that a refusal or a session's answer says is taken.

    A refusal that does not say what has it says for whom it is taken: "not" and the booking.
    """
    if reply.sqlstate == "MD201":
        rows = reply.detail.get("taken") or [reply.detail]
        own = f"not {reply.detail.get('booking_id')}"
        yield from ((str(row.get("table_id")), str(row.get("blocker_id", own))) for row in rows)
    for row in reply.rows:
        for problem in json.loads(row.get("problems") or "[]"):
            if problem["rule"] == "free":
                yield problem["table_id"], problem["detail"]["blocker_id"]


def _was_taken(problem: tuple[str, str], snapshots: Iterable[dict[str, Any]]) -> bool:
    first = next(iter(snapshots))["at"]
    table, owner = problem
    return any(
        row["table_id"] == table
        and (row["owner"] == owner or (owner.startswith("not ") and owner != f"not {row['owner']}"))
        and (row["expires_at"] is None or row["expires_at"] > first)
        for snapshot in snapshots
        for row in snapshot["taken"]
    )


def _was_right(reply: Reply, snapshots: list[dict[str, Any]]) -> bool:
    detail = reply.detail
    booking = str(detail.get("booking_id"))
    known = [snapshot["bookings"].get(booking) or {} for snapshot in snapshots]
    match reply.sqlstate:
        case "MD201":
            return bool(detail.get("table_id"))
        case "MD401" if "session_id" not in detail:
            return any(row.get("status") == detail["from"] for row in known)
        case "MD204":
            return any(row.get("version") == detail["version"] for row in known)
        case "MD203":
            return any(snapshot["keys"] for snapshot in snapshots)
        case "MD103":
            return any(detail["hold_id"] not in snapshot["holds"] for snapshot in snapshots)
        case _:
            return True


# --- The story of the restaurant --------------------------------------------------------------------------------------


def story(seen: Seen) -> Iterator[str]:
    """The events, read in order, lead to what the restaurant has now, and owe exactly the emails that were written."""
    history = seen.history
    tables: set[tuple[str, str]] = set()
    status: dict[str, str] = {}
    cycle: dict[str, str] = {}
    holds: set[str] = set()
    sessions: dict[str, str] = {}
    required: set[tuple[str, str, str]] = set()
    silent: set[str] = set()

    for place, (name, booking, payload) in enumerate(history["events"]):
        match name:
            case "booking.created":
                if payload["notify"] and not payload["immediately"]:
                    required.add((booking, "booking_requested", "first"))
            case "booking.status_changed":
                if payload["from"] != status.get(booking, "pending"):
                    yield f"booking {booking} went from {payload['from']} to {payload['to']}, and was not there"
                status[booking] = payload["to"]
                if payload["to"] == "confirmed" and payload["from"] != "seated" and booking not in cycle:
                    after = [event for event, who, _ in history["events"][place + 1 :] if who == booking]
                    if after[:1] != ["booking.modification.confirmed"]:
                        required.add((booking, "booking_confirmed", "first"))
            case "tables.assigned":
                for table in payload["table_ids"]:
                    if (booking, table) in tables:
                        yield f"booking {booking} was given table {table} twice"
                    tables.add((booking, table))
            case "tables.unassigned":
                for table in payload["table_ids"]:
                    if (booking, table) not in tables:
                        yield f"table {table} was taken from booking {booking}, which did not have it"
                    tables.discard((booking, table))
            case "booking.modification.pending":
                cycle[booking] = payload["pending_ref"]
                if payload["notify"]:
                    required.add((booking, "modification_pending", payload["pending_ref"]))
                    silent.discard(booking)
                elif (booking, "modification_pending", payload["pending_ref"]) not in required:
                    silent.add(booking)
            case "booking.modification.confirmed":
                if booking not in silent:
                    required.add((booking, "modification_confirmed", payload["pending_ref"]))
                cycle.pop(booking, None)
            case "booking.cancelled":
                kind = "booking_declined" if payload["declined"] else "booking_cancelled"
                required.add((booking, kind, cycle.pop(booking, "first")))
            case "hold.created":
                holds.add(payload["hold_id"])
            case "hold.released" | "hold.expired":
                if payload["hold_id"] not in holds:
                    yield f"hold {payload['hold_id']} ended twice"
                holds.discard(payload["hold_id"])
            case _ if name.startswith("session."):
                sessions[payload["session_id"]] = name.removeprefix("session.")

    yield from _differences("tables", tables, {tuple(row) for row in history["taken"]})
    yield from _differences("holds", holds, set(history["holds"]))
    yield from _differences("sessions", set(sessions.items()), set(history["sessions"].items()))
    now = {key: row["status"] for key, row in history["bookings"].items()}
    yield from _differences("statuses", {(key, status.get(key, "pending")) for key in now}, set(now.items()))
    open_now = {(key, row["pending_ref"]) for key, row in history["bookings"].items() if row["pending_ref"]}
    yield from _differences("open cycles", set(cycle.items()), open_now)
    yield from _differences("emails", required, {tuple(row) for row in history["emails"] if row[1] in STORIED})


def _differences(what: str, told: set[Any], found: set[Any]) -> Iterator[str]:
    if missing := told - found:
        yield f"{what}: the events tell of {sorted(missing)}, and there is no such thing"
    if extra := found - told:
        yield f"{what}: {sorted(extra)} is there, and no event tells of it"


def acknowledged(seen: Seen) -> Iterator[str]:
    """What a session was told was done, and committed, is in the story."""
    assigned = {
        (booking, table)
        for name, booking, payload in seen.history["events"]
        if name == "tables.assigned"
        for table in payload["table_ids"]
    }
    tables = {table for _, table in assigned}
    for name, replies in seen.trace.replies.items():
        if seen.outcome(name) != "ok":
            continue
        for reply in replies:
            for row in reply.rows:
                if "merge_group_id" in row and row["table_id"] not in tables:
                    yield f"{name} was given table {row['table_id']}, and no event tells of it"
                status = seen.history["sessions"].get(row.get("id"))
                if row.get("status") == "CONFIRMED" and status != "CONFIRMED":
                    yield f"{name} was shown a confirmed session, and it is {status}"
