"""A request is sent twice under one key, as retries do: it is carried out once, and another request is refused."""

from collections.abc import Iterator

from ..scenario import LEVELS, Party, Scenario, Seen


def once(seen: Seen) -> Iterator[str]:
    """Both are told the same rows; one event tells of them."""
    if seen.serialization():
        return
    if seen.outcomes() != ["ok", "ok"]:
        yield f"a repeated request was refused: {seen.outcomes()}"
    elif seen.replies("first")[0].rows != seen.replies("again")[0].rows:
        yield "the repeated request was answered differently"
    if len(seen.events("tables.assigned")) != 1:
        yield f"{len(seen.events('tables.assigned'))} events tell of one assignment"


def one_of_two(seen: Seen) -> Iterator[str]:
    """One request is carried out, the other is told that the key is taken."""
    if sorted(seen.outcomes()) not in (["MD203", "ok"], ["40001", "ok"]):
        yield f"one request should be refused with MD203: {seen.outcomes()}"
    if len(seen.tables("anna")) != 1:
        yield f"anna has {seen.tables('anna')}"


def one_verb(seen: Seen) -> Iterator[str]:
    """A hold of the table and the table itself are two requests: one is carried out under the key."""
    if seen.serialization():
        return
    refused = [outcome for outcome in seen.outcomes() if outcome != "ok"]
    # Who assigns the table gives up the hold of it: a session that has not found it before that finds none.
    if refused not in (["MD203"], ["MD103"]) or (refused == ["MD103"] and seen.outcome("from hold") == "ok"):
        yield f"one verb should be refused: {seen.outcomes()}"


def exactly_these(seen: Seen) -> Iterator[str]:
    """The key stands for T1; to have T1 and no other is carried out under it, whatever has come to it."""
    if seen.serialization():
        return
    if seen.outcomes() != ["ok", "ok"]:
        yield f"nothing should be refused: {seen.outcomes()}"
    if seen.tables("anna") not in (["T1"], ["T1", "T2"]):
        yield f"anna has {seen.tables('anna')}"


def one_booking(seen: Seen) -> Iterator[str]:
    """Both are told the same booking."""
    if seen.serialization():
        return
    ids = {seen.row(session).get("id") for session in ("first", "again")}
    if seen.outcomes() != ["ok", "ok"] or len(ids) != 1:
        yield f"one key made {ids}: {seen.outcomes()}"
    if len(seen.events("booking.created")) != 1:
        yield f"{len(seen.events('booking.created'))} bookings were made under one key"


def two_wishes(seen: Seen) -> Iterator[str]:
    """One booking is made, the other request is refused."""
    if sorted(seen.outcomes()) not in (["MD203", "ok"], ["40001", "ok"]):
        yield f"one request should be refused with MD203: {seen.outcomes()}"


ASSIGN = "begin; select * from maitred.assign_tables_atomic_v2({anna}, array[{%s}], 'key')"
CREATE = (
    "begin; select id, status from maitred.create_booking({restaurant}, %s, '2031-06-07 19:00+02', 'carl', "
    "'carl@example.org', p_idempotency_key => 'key')"
)

SCENARIOS = {
    "same request": Scenario(
        bookings={"anna": Party()},
        sessions={"first": [ASSIGN % "T1", "commit"], "again": [ASSIGN % "T1", "commit"]},
        pauses=("booking_table_assignments", "insert allocations", "booking_assignment_idempotency"),
        levels=LEVELS,
        expect=once,
    ),
    "another request": Scenario(
        tables={"T1": 4, "T2": 4},
        bookings={"anna": Party()},
        sessions={"first": [ASSIGN % "T1", "commit"], "other": [ASSIGN % "T2", "commit"]},
        pauses=("booking_table_assignments", "booking_assignment_idempotency"),
        levels=LEVELS,
        expect=one_of_two,
    ),
    "another verb": Scenario(
        bookings={"anna": Party()},
        setup={"hold": "select id from maitred.create_table_hold_v2({anna}, array[{T1}])"},
        sessions={
            "assign": [ASSIGN % "T1", "commit"],
            "from hold": [
                "begin; select * from maitred.assign_tables_to_booking_from_hold_v3({hold}, 'key')",
                "commit",
            ],
        },
        pauses=("booking_table_assignments", "booking_assignment_idempotency"),
        levels=LEVELS,
        expect=one_verb,
    ),
    "another verb, exactly these tables": Scenario(
        tables={"T1": 4, "T2": 4},
        neighbours=[("T1", "T2")],
        bookings={"anna": Party()},
        setup={"T1 is assigned": "select from maitred.assign_tables_atomic_v2({anna}, array[{T1}], 'key')"},
        sessions={
            "more": ["begin; select * from maitred.assign_tables_atomic_v2({anna}, array[{T2}])", "commit"],
            "reassign": ["begin; select * from maitred.reassign_tables_atomic({anna}, array[{T1}], 'key')", "commit"],
        },
        pauses=("booking_table_assignments",),
        levels=LEVELS,
        expect=exactly_these,
    ),
    "same booking made twice": Scenario(
        sessions={"first": [CREATE % 2, "commit"], "again": [CREATE % 2, "commit"]},
        pauses=("booking_creation_idempotency", "bookings", "observability_events"),
        levels=LEVELS,
        expect=one_booking,
    ),
    "another booking": Scenario(
        sessions={"first": [CREATE % 2, "commit"], "other": [CREATE % 4, "commit"]},
        pauses=("booking_creation_idempotency", "bookings", "observability_events"),
        levels=LEVELS,
        expect=two_wishes,
    ),
}
