"""Two restaurants are repaired, looked at and tidied by single calls: nobody ends in a deadlock."""

from collections.abc import Iterator, Mapping

from ..scenario import Party, Scenario, Seen
from .repair_x_assign import LOST

RUN_OUT = (
    "select from maitred.table_holds as h, maitred_internal.set_hold_expiry(h, clock_timestamp())"
    " where h.booking_id = {%s}"
)
# A second restaurant, with the same trouble: a booking whose time at its table is lost, and a hold that is over.
OTHER: Mapping[str, str] = {
    "other": "insert into maitred.restaurants (name, timezone, auto_assign_on_booking)"
    " values ('other', 'Europe/Paris', false) returning id",
    "zone": "insert into maitred.zones (restaurant_id, name) values ({other}, 'hall') returning id",
    "O1": "insert into maitred.table_inventory (restaurant_id, zone_id, name, capacity)"
    " values ({other}, {zone}, 'O1', 4) returning id",
    **{
        name: f"select id from maitred.create_booking({{other}}, 2, '2031-06-07 {begins}+02', '{name}', null,"
        " p_source => 'import')"
        for name, begins in {"olaf": "15:00", "otto": "19:00"}.items()
    },
    "olaf holds O1": "select from maitred.create_table_hold_v2({olaf}, array[{O1}])",
    "otto has O1": "select from maitred.assign_tables_atomic_v2({otto}, array[{O1}])",
    "olaf's hold is over": RUN_OUT % "olaf",
    "guards are off": "set session_replication_role = replica",
    "otto's row is lost": "delete from maitred.allocations where booking_id = {otto}",
    "guards are on": "set session_replication_role = origin",
}
REPAIR = "select * from maitred.repair_assignment_drift(p_restaurant_id => {%s}, p_dry_run => false)"


def nobody_is_refused(seen: Seen) -> Iterator[str]:
    """Every call does its work."""
    if set(seen.outcomes()) != {"ok"}:
        yield f"a single call was refused: {seen.outcomes()}"


def all_done(seen: Seen) -> Iterator[str]:
    """And both restaurants are consistent then."""
    yield from nobody_is_refused(seen)
    for restaurant in ("restaurant", "other"):
        if left := seen.query(f"select count(*) from maitred.find_assignment_drift({{{restaurant}}})"):
            yield f"{left} rows of drift are left in {restaurant}"


SCENARIOS = {
    "": Scenario(
        bookings={"anna": Party(begins="15:00", ends="17:00"), "bert": Party()},
        setup={
            "anna holds T1": "select from maitred.create_table_hold_v2({anna}, array[{T1}])",
            **LOST,
            "anna's hold is over": RUN_OUT % "anna",
            **OTHER,
        },
        sessions={
            "doctor": [REPAIR % "restaurant", REPAIR % "other"],
            "looker": ["select * from maitred.repair_assignment_drift()"],
            "worker": ["select maitred.expire_holds_and_sessions()"],
        },
        pauses=("allocations", "table_holds", "update bookings"),
        limit=40,
        consistent=False,
        expect=all_done,
    ),
}
