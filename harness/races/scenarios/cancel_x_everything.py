"""A booking is cancelled while anything else happens to it: in the end it is cancelled, and holds nothing."""

from collections.abc import Iterator

from ..scenario import LEVELS, Party, Scenario, Seen

OTHERS = {
    "assign": "select * from maitred.assign_tables_atomic_v2({anna}, array[{T2}], 'key')",
    "unassign": "select * from maitred.unassign_tables_atomic({anna})",
    "reassign": "select * from maitred.reassign_tables_atomic({anna}, array[{T3}])",
    "swap": "select * from maitred.swap_tables_atomic({bert}, {anna})",
    "modify": "select id, status from maitred.modify_booking({anna}, p_start_at => '2031-06-07 20:00+02')",
    "modify or refuse": "select id, status from maitred.modify_booking({anna}, p_party_size => 3, "
    "p_if_unavailable => 'refuse')",
    "auto assign": "select outcome from maitred.auto_assign_booking({anna}, true)",
    "plan": "select * from maitred.reoptimise_service({restaurant}, '2031-06-07 18:00+02', '2031-06-07 23:00+02', "
    "p_steps => 10, p_dry_run => false)",
    "contact": "select id, status from maitred.modify_booking({anna}, p_guest_phone => '+33 1')",
    "repair": "select * from maitred.repair_assignment_drift(null, {restaurant}, p_dry_run => false)",
    "seat": "select id, status from maitred.seat_booking({anna})",
    "no show": "select id, status from maitred.mark_no_show({anna})",
    "cancel": "select id, status from maitred.cancel_booking({anna}, p_source => 'ops')",
    "hold": "select id as hold_id from maitred.create_table_hold_v2({anna}, array[{T3}], {paul})",
    "extend": "select id as hold_id from maitred.extend_table_hold({hold}, '10 min')",
    "release": "select maitred.release_table_hold({hold})",
    "from hold": "select * from maitred.assign_tables_to_booking_from_hold_v3({hold}, 'key')",
    "propose": "select * from maitred.propose_manual_assignment({anna}, array[{T3}], {olga})",
    "confirm": "select * from maitred.confirm_manual_assignment({work}, {olga})",
    "give up": "select * from maitred.cancel_manual_assignment({work}, {olga})",
    "sweep": "select maitred.expire_holds_and_sessions()",
    "block": "select id as block_id from maitred.block_tables({restaurant}, array[{T1}], "
    "'2031-06-07 12:00+02', '2031-06-07 23:00+02')",
}
MAIN = ("assign", "modify", "confirm", "seat")


def nothing_is_left(seen: Seen) -> Iterator[str]:
    """Cancelled, unless something else made that impossible first: then the guests are seated, or did not come."""
    if seen.outcome("guest") == "ok":
        if seen.status("anna") != "cancelled":
            yield f"the guest was told that the booking is cancelled, and it is {seen.status('anna')}"
        left = seen.query(
            "select (select count(*) from maitred.booking_table_assignments where booking_id = {anna})"
            " + (select count(*) from maitred.table_holds where booking_id = {anna})"
            " + (select count(*) from maitred.manual_assignment_sessions"
            " where booking_id = {anna} and status = 'HELD')"
            " + (select count(*) from maitred_internal.assignment_jobs where booking_id = {anna})"
        )
        if left:
            yield f"{left} rows are left of a cancelled booking"
        if seen.emails("anna").count("booking_cancelled") + seen.emails("anna").count("booking_declined") != 1:
            yield f"the guest was written {seen.emails('anna')}"
    elif not seen.serialization() and seen.status("anna") not in ("seated", "no_show"):
        yield f"cancelling was refused ({seen.outcome('guest')}), and the booking is {seen.status('anna')}"


SCENARIOS = {
    name: Scenario(
        tables={"T1": 4, "T2": 4, "T3": 4},
        neighbours=(("T1", "T2"), ("T2", "T3")),
        bookings={"anna": Party(2), "bert": Party(2, "21:00", "23:00")},
        users=("olga", "paul"),
        setup={
            "anna has T1": "select from maitred.assign_tables_atomic_v2({anna}, array[{T1}])",
            "bert has T1 later": "select from maitred.assign_tables_atomic_v2({bert}, array[{T1}])",
            "work": "select id from maitred.propose_manual_assignment({anna}, array[{T2}], {olga})",
            "hold": "select hold_id from maitred.manual_assignment_sessions where id = {work}",
        },
        sessions={
            "guest": ["begin; select id, status from maitred.cancel_booking({anna})", "commit"],
            "other": [f"begin; {call}", "commit"],
        },
        pauses=("manual_assignment_sessions", "booking_table_assignments", "bookings"),
        limit=120,
        repeats=name == "plan",
        levels=LEVELS if name in MAIN else LEVELS[:1],
        expect=nothing_is_left,
    )
    for name, call in OTHERS.items()
}
