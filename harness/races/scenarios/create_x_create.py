"""Guests ask for the last table at once, with an immediate answer: one has it, the others leave nothing behind."""

from collections.abc import Iterator

from ..scenario import LEVELS, Scenario, Seen

CREATE = (
    "begin; select id, status from maitred.create_booking({restaurant}, 2, '2031-06-07 19:00+02', '%(name)s', "
    "'%(name)s@example.org', '2031-06-07 21:00+02', p_if_unavailable => 'refuse')"
)


def one_has_it(seen: Seen) -> Iterator[str]:
    """One is confirmed, the others are refused, and of those there is neither a booking nor an email."""
    outcomes = sorted(seen.outcomes())
    if outcomes.count("ok") != 1 or not set(outcomes) <= {"ok", "MD205", "40001"}:
        yield f"one of them should have the table: {outcomes}"
    if (made := seen.query("select count(*) from maitred.bookings where restaurant_id = {restaurant}")) != 1:
        yield f"there are {made} bookings"
    if len(seen.events("booking.created")) != 1:
        yield f"{len(seen.events('booking.created'))} events tell of a new booking"


SCENARIOS = {
    "last table": Scenario(
        bookings={},
        sessions={
            "anna": [CREATE % {"name": "anna"}, "commit"],
            "bert": [CREATE % {"name": "bert"}, "commit"],
        },
        pauses=("bookings", "booking_table_assignments", "insert allocations"),
        levels=LEVELS,
        expect=one_has_it,
    ),
    "last table for three": Scenario(
        bookings={},
        sessions={
            "anna": [CREATE % {"name": "anna"}, "commit"],
            "bert": [CREATE % {"name": "bert"}, "rollback"],
            "carl": [CREATE % {"name": "carl"}, "commit"],
        },
        pauses=("bookings", "insert allocations"),
        limit=150,
        expect=lambda seen: one_has_it(seen) if seen.outcome("bert") != "ok" else iter(()),
    ),
}
