"""A claim that looks at an email while its booking is changed: nothing is lost, and nothing untrue is sent."""

from collections.abc import Callable, Iterator
from typing import LiteralString

import pytest

from ..database import Connection
from .racing import Restaurant

pytestmark = pytest.mark.races

CLAIM = "select c.kind, c.payload ->> 'party_size' from maitred.claim_emails('w') as c"
DUE = "update maitred_internal.outbox_ready set available_at = clock_timestamp()"
SENT = (
    "select maitred.complete_email(i.id, c.claim_token) from maitred_internal.outbox_claims as c, unnest(c.email_ids)"
    " as i (id)"
)
FAILED = (
    "select maitred.fail_email(i.id, c.claim_token, '450', false) from maitred_internal.outbox_claims as c,"
    " unnest(c.email_ids) as i (id)"
)
ADDRESS: LiteralString = "select maitred.modify_booking(maitred_test.booking('anna'), p_guest_email => %s)"
ASSIGN = "select maitred_test.assign('anna', '{T3}')"
UNASSIGN = "select maitred.unassign_tables_atomic(maitred_test.booking('anna'))"
SILENT = "select maitred.modify_booking(maitred_test.booking('anna'), 3, p_notify => false)"


@pytest.fixture
def restaurant(connect: Callable[..., Connection]) -> Iterator[Restaurant]:
    one = Restaurant(connect)
    one.observer.execute("update maitred.installation set request_email_delay = '0 seconds'")
    yield one
    one.close()


def claimed_meanwhile(restaurant: Restaurant, change: LiteralString, *values: str) -> None:
    """Change the booking while a claim that gives out nothing is not committed yet."""
    worker, staff = restaurant.session(), restaurant.session()
    with worker.transaction():
        assert worker.execute(CLAIM).fetchall() == []
        staff.execute(change, values)


def test_an_address_that_comes_while_an_email_is_parked_gets_it(restaurant: Restaurant) -> None:
    restaurant.book("anna")
    restaurant.observer.execute(ASSIGN)
    restaurant.observer.execute(ADDRESS, [""])
    claimed_meanwhile(restaurant, ADDRESS, "new@example.org")
    restaurant.observer.execute(DUE)
    assert restaurant.observer.execute(CLAIM).fetchall() == [("booking_confirmed", "2")]


def test_a_table_that_comes_while_a_confirmation_is_parked_lets_it_leave(restaurant: Restaurant) -> None:
    restaurant.book("anna")
    restaurant.observer.execute(ASSIGN)
    assert restaurant.observer.execute(CLAIM).fetchall() == [("booking_confirmed", "2")]
    restaurant.observer.execute(UNASSIGN)
    restaurant.observer.execute(FAILED)
    restaurant.observer.execute(DUE)
    claimed_meanwhile(restaurant, ASSIGN)
    restaurant.observer.execute(DUE)
    assert restaurant.observer.execute(CLAIM).fetchall() == [("booking_confirmed", "2")]


@pytest.mark.parametrize("change", [UNASSIGN, SILENT])
def test_a_confirmation_that_a_claim_passes_over_is_asked_about_again(
    restaurant: Restaurant, change: LiteralString
) -> None:
    restaurant.book("anna")
    assert restaurant.observer.execute(CLAIM).fetchall() == [("booking_requested", "2")]
    restaurant.observer.execute(ASSIGN)
    claimed_meanwhile(restaurant, change)
    restaurant.observer.execute(SENT)
    restaurant.observer.execute(DUE)
    assert restaurant.observer.execute(CLAIM).fetchall() == []
    restaurant.observer.execute(ASSIGN)
    restaurant.observer.execute(DUE)
    said = "2" if change == UNASSIGN else "3"
    assert restaurant.observer.execute(CLAIM).fetchall() == [("booking_confirmed", said)]
