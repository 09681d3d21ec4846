"""A booking is moved while staff confirm its tables: the tables of the old time are never kept for the new one."""

from collections.abc import Iterator

from ..scenario import LEVELS, Scenario, Seen

HELD = {"work": "select id from maitred.propose_manual_assignment({anna}, array[{T1}], {olga})"}
CONFIRM = "begin; select * from maitred.confirm_manual_assignment({work}, {olga})"


def no_table_of_another_time(seen: Seen) -> Iterator[str]:
    """Moved: pending, no table. A session that lost is CANCELLED."""
    if seen.outcome("guest") == "ok" and (seen.tables("anna") or seen.status("anna") != "pending"):
        yield f"anna was moved and is {seen.status('anna')} at {seen.tables('anna')}"
    if seen.outcome("guest") == "ok" and seen.history["sessions"][seen.names["work"]] not in ("CANCELLED", "CONFIRMED"):
        yield f"the session is {seen.history['sessions']}"


def contact_only(seen: Seen) -> Iterator[str]:
    """A change of the telephone number disturbs nobody."""
    if not seen.serialization() and (seen.outcomes() != ["ok", "ok"] or seen.tables("anna") != ["T1"]):
        yield f"{seen.outcomes()}, tables {seen.tables('anna')}"


SCENARIOS = {
    "the time": Scenario(
        users=("olga",),
        setup=HELD,
        sessions={
            "olga": [CONFIRM, "commit"],
            "guest": [
                "begin; select id, status from maitred.modify_booking({anna}, p_start_at => '2031-06-07 20:00+02')",
                "commit",
            ],
        },
        pauses=("manual_assignment_sessions", "booking_table_assignments", "bookings"),
        levels=LEVELS,
        expect=no_table_of_another_time,
    ),
    "the telephone": Scenario(
        users=("olga",),
        setup=HELD,
        sessions={
            "olga": [CONFIRM, "commit"],
            "guest": [
                "begin; select id, status from maitred.modify_booking({anna}, p_guest_phone => '+33 1')",
                "commit",
            ],
        },
        pauses=("manual_assignment_sessions", "bookings"),
        levels=LEVELS,
        expect=contact_only,
    ),
}
