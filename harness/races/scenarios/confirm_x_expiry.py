"""A confirmation waits for a lock while the hold runs out: too late is too late, and in time is in time."""

from collections.abc import Iterator

from ..scenario import Party, Scenario, Seen

SOON = {
    "work": "select id from maitred.propose_manual_assignment({anna}, array[{T1}], {olga})",
    "hold": "select hold_id from maitred.manual_assignment_sessions where id = {work}",
    "its time": "select from maitred.table_holds as h, "
    "maitred_internal.set_hold_expiry(h, clock_timestamp() + interval '120 ms') where h.id = {hold}",
}
WAIT = (
    "select pg_sleep(0.005 + greatest(0, extract(epoch from max(expires_at) - clock_timestamp())))"
    " from maitred.table_holds where id = {hold}"
)
# Somebody is at work on the table: any other session must wait.
OTHER = ["begin; select from maitred.table_inventory where id = {T1} for no key update", "commit"]


def in_time(seen: Seen) -> Iterator[str]:
    """A session that was done after the hold had run out was waiting at that moment, and was too late."""
    ran_out = seen.replies("clock")[0].finished
    answer = seen.replies("olga")[0]
    status = seen.row("olga").get("status")
    if status not in ("CONFIRMED", "EXPIRED"):
        yield f"the session is {status}"
    if (
        status == "CONFIRMED"
        and answer.finished > ran_out
        and seen.query(
            "select count(*) from maitred.observability_events"
            " where restaurant_id = {restaurant} and name = 'hold.released'"
            " and occurred_at > (select hold_expires_at from maitred.manual_assignment_sessions where id = {work})"
        )
    ):
        yield "the hold was confirmed after it had run out"
    if (status == "CONFIRMED") != (seen.tables("anna") == ["T1"]):
        yield f"the session is {status}, and anna has {seen.tables('anna')}"


def not_used_late(seen: Seen) -> Iterator[str]:
    """A session that was done after the hold had run out was waiting at that moment, and was too late."""
    answer = seen.replies("olga")[0]
    if answer.outcome not in ("ok", "MD402"):
        yield f"assigning from the hold was answered {answer.outcome}"
    if answer.outcome == "ok" and answer.finished > seen.replies("clock")[0].finished:
        yield "a hold that had run out was used"


def not_extended_late(seen: Seen) -> Iterator[str]:
    """A hold that has run out cannot be brought back."""
    answer = seen.replies("olga")[0]
    if answer.outcome not in ("ok", "MD402"):
        yield f"extending was answered {answer.outcome}"
    if answer.outcome == "ok" and answer.finished > seen.replies("clock")[0].finished and seen.outcome("bert") == "ok":
        yield "an expired hold was extended, and its table is somebody else's"


def refused_by_what_was_there(seen: Seen) -> Iterator[str]:
    """Too early is refused, and the refusal names the hold; the first call after it ran out has the table."""
    answer = seen.replies("bert")[0]
    if answer.outcome != "ok" and answer.began > seen.replies("clock")[0].finished:
        yield f"the hold had run out, and bert was told {answer.outcome}"
    if answer.outcome == "MD201" and answer.detail.get("blocker_id") != seen.names["hold"]:
        yield f"the hold was in the way, and bert was told of {answer.detail}"
    if answer.outcome not in ("ok", "MD201"):
        yield f"bert was told {answer.outcome}"


SCENARIOS = {
    "confirm": Scenario(
        users=("olga",),
        setup=SOON,
        sessions={
            "other": OTHER,
            "olga": ["begin; select * from maitred.confirm_manual_assignment({work}, {olga})", "commit"],
            "clock": [WAIT],
        },
        expect=in_time,
        limit=30,
    ),
    "from hold": Scenario(
        users=("olga",),
        setup=SOON,
        sessions={
            "other": OTHER,
            "olga": ["begin; select * from maitred.assign_tables_to_booking_from_hold_v3({hold})", "commit"],
            "clock": [WAIT],
        },
        expect=not_used_late,
        limit=30,
    ),
    "extend": Scenario(
        users=("olga",),
        bookings={"anna": Party(), "bert": Party()},
        setup=SOON,
        sessions={
            "bert": ["begin; select * from maitred.assign_tables_atomic_v2({bert}, array[{T1}])", "commit"],
            "olga": ["begin; select id as hold_id from maitred.extend_table_hold({hold}, '60 ms')", "commit"],
            "clock": [WAIT],
        },
        expect=not_extended_late,
        limit=30,
    ),
    "of somebody who takes the table": Scenario(
        users=("olga",),
        bookings={"anna": Party(), "bert": Party()},
        setup=SOON,
        sessions={
            "bert": ["begin; select * from maitred.assign_tables_atomic_v2({bert}, array[{T1}])", "commit"],
            "clock": [WAIT],
        },
        pauses=("insert allocations", "delete allocations"),
        expect=refused_by_what_was_there,
        limit=30,
    ),
}
