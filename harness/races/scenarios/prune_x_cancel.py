"""History goes while bookings are cancelled: neither waits in vain, and what lives stays."""

from collections.abc import Iterator

from ..scenario import Party, Scenario, Seen

LONG_AGO = {
    "bert was cancelled": "select from maitred.cancel_booking({bert})",
    "two years ago": "update maitred.bookings set start_at = start_at - interval '10 years',"
    " end_at = end_at - interval '10 years', updated_at = now() - interval '2 years' where id = {bert}",
    "T1 was blocked": "insert into maitred.table_blocks (restaurant_id, table_id, start_at, end_at, created_at)"
    " select {restaurant}, {T1}, t.at, t.at + interval '1 hour', t.at"
    " from (select now() - interval '2 years' as at) as t",
    "for an hour": "insert into maitred.allocations (restaurant_id, table_id, during, kind, block_id)"
    " select k.restaurant_id, k.table_id, tstzrange(k.start_at, k.end_at), 'block', k.id from maitred.table_blocks as k"
    " where k.restaurant_id = {restaurant}",
    "and was free again": "insert into maitred_internal.freed_time (restaurant_id, table_id, during, freed_at)"
    " select k.restaurant_id, k.table_id, tstzrange(k.start_at, k.end_at), k.end_at from maitred.table_blocks as k"
    " where k.restaurant_id = {restaurant}",
    "anna has T1": "select from maitred.assign_tables_atomic_v2({anna}, array[{T1}])",
}


def gone_or_not(seen: Seen) -> Iterator[str]:
    """Anna is cancelled; bert is there, as he was, or is not there any more."""
    if seen.status("anna") != "cancelled" or seen.tables("anna"):
        yield f"anna is {seen.status('anna')} at {seen.tables('anna')}"
    if seen.outcome("guest") != "ok" or seen.outcome("doctor") != "ok":
        yield f"a single call was refused: {seen.outcomes()}"
    if seen.outcome("late guest") not in ("ok", "MD101"):
        yield f"bert was told {seen.outcome('late guest')}"


SCENARIOS = {
    "": Scenario(
        bookings={"anna": Party(), "bert": Party()},
        setup=LONG_AGO,
        sessions={
            "doctor": ["select * from maitred.prune_history('1 year', {restaurant})"],
            "guest": ["select id, status from maitred.cancel_booking({anna})"],
            "late guest": ["select id, status from maitred.cancel_booking({bert})"],
        },
        pauses=("delete bookings", "update bookings", "allocations", "outbox_ready", "delete table_blocks"),
        limit=80,
        consistent=False,
        expect=gone_or_not,
    ),
}
