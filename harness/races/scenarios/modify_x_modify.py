"""A booking is edited by two at once: each edit is whole, one cycle is open, and one email tells of it."""

from collections.abc import Iterator

from ..scenario import LEVELS, Scenario, Seen

SEATED = {"anna has T1": "select from maitred.assign_tables_atomic_v2({anna}, array[{T1}])"}
EDIT = "begin; select id, version, party_size from maitred.modify_booking({anna}, %s)"


def one_cycle(seen: Seen) -> Iterator[str]:
    """However many edits: one pending reference, one email of it, one job, no table."""
    if seen.serialization():
        return
    if seen.emails("anna").count("modification_pending") != 1 or len(seen.events("booking.modification.pending")) < 1:
        yield f"anna was written {seen.emails('anna')}"
    if seen.status("anna") != "pending" or seen.history["jobs"] != [seen.names["anna"]] or seen.tables("anna"):
        yield f"anna is {seen.status('anna')} at {seen.tables('anna')}, jobs: {seen.history['jobs']}"


def one_version(seen: Seen) -> Iterator[str]:
    """Both had read version 1: one edit is made, the other is told so."""
    if sorted(seen.outcomes()) not in (["MD204", "ok"], ["40001", "ok"]):
        yield f"one edit should be refused with MD204: {seen.outcomes()}"
    if seen.history["bookings"][seen.names["anna"]]["version"] != 2:
        yield "the version is not 2"


def said_twice(seen: Seen) -> Iterator[str]:
    """The same edit again changes nothing."""
    yield from one_cycle(seen)
    if not seen.serialization() and len(seen.events("booking.modification.pending")) != 1:
        yield "the same edit was made twice"


def told_how_it_ended(seen: Seen) -> Iterator[str]:
    """A guest who was told that an edit is looked into is told of its end, whatever came in between."""
    if seen.status("anna") == "confirmed" and seen.emails("anna").count("modification_confirmed") != 1:
        yield f"anna was written {seen.emails('anna')}"


SCENARIOS = {
    "both are kept": Scenario(
        setup=SEATED,
        sessions={
            "guest": [EDIT % "p_party_size => 3, p_end_at => '2031-06-07 21:00+02'", "commit"],
            "staff": [
                EDIT % "p_start_at => '2031-06-07 20:00+02', p_end_at => '2031-06-07 22:00+02'",
                "commit",
            ],
        },
        pauses=("bookings", "booking_table_assignments", "assignment_jobs"),
        levels=LEVELS,
        expect=one_cycle,
    ),
    "one version": Scenario(
        setup=SEATED,
        sessions={
            "guest": [EDIT % "p_party_size => 3, p_expected_version => 1", "commit"],
            "staff": [EDIT % "p_party_size => 4, p_expected_version => 1", "commit"],
        },
        pauses=("bookings", "booking_table_assignments"),
        levels=LEVELS,
        expect=one_version,
    ),
    "the same edit": Scenario(
        setup=SEATED,
        sessions={
            "first": [EDIT % "p_start_at => '2031-06-07 20:00+02'", "commit"],
            "again": [EDIT % "p_start_at => '2031-06-07 20:00+02'", "commit"],
        },
        pauses=("bookings", "booking_table_assignments"),
        levels=LEVELS,
        expect=said_twice,
    ),
    "told and silent": Scenario(
        setup={**SEATED, "an edit is told": "select from maitred.modify_booking({anna}, p_party_size => 3)"},
        sessions={
            "staff": [EDIT % "p_party_size => 4, p_notify => false", "commit"],
            "worker": ["begin; select outcome from maitred.auto_assign_booking({anna}, true)", "commit"],
        },
        pauses=("bookings", "booking_table_assignments"),
        expect=told_how_it_ended,
    ),
}
