"""Assignments that collide for real, in the order that a test forces or at the same instant."""

import time
from collections.abc import Callable, Iterator
from typing import LiteralString

import pytest

from ..database import Connection
from .racing import PATIENCE, Restaurant, ask

pytestmark = pytest.mark.races

ASSIGN = "select maitred_test.assign(%s, %s)"
ASSIGN_WITH_KEY = "select maitred_test.assign(%s, %s, %s)"
REASSIGN = "select count(*) from maitred.reassign_tables_atomic(maitred_test.booking(%s), maitred_test.tables(%s))"
UNASSIGN = "select count(*) from maitred.unassign_tables_atomic(maitred_test.booking(%s))"
SWAP = "select count(*) from maitred.swap_tables_atomic(maitred_test.booking(%s), maitred_test.booking(%s))"
MODIFY = (
    "select b.status::text from maitred.modify_booking(maitred_test.booking(%s),"
    " p_start_at => maitred_test.at('20:00')) as b"
)
CANCEL = "select b.status::text from maitred.cancel_booking(maitred_test.booking(%s)) as b"
BLOCK = (
    "select count(*) from maitred.block_tables(maitred_test.id('restaurant'), maitred_test.tables(%s),"
    " maitred_test.at('18:00'), maitred_test.at('22:00'))"
)
CREATE = (
    "select b.id::text from maitred.create_booking(maitred_test.id('restaurant'), 2, maitred_test.at('19:00'), 'Anna',"
    " 'anna@example.org', p_idempotency_key => 'k') as b"
)
ROUNDS = 15


@pytest.fixture
def restaurant(connect: Callable[..., Connection]) -> Iterator[Restaurant]:
    restaurant = Restaurant(connect)
    yield restaurant
    restaurant.close()


def test_the_second_to_want_a_table_waits_and_loses(restaurant: Restaurant) -> None:
    restaurant.book("anna", "ben")
    first, second = restaurant.session(), restaurant.session()
    with first.transaction():
        assert ask(first, ASSIGN, "anna", ["T1"]) == "T1"
        waiting = restaurant.blocked(second, ASSIGN, "ben", ["T1"])
    assert waiting.result(PATIENCE) == "MD201"
    assert (restaurant.tables("anna"), restaurant.status("ben")) == ("T1", "pending")
    assert not restaurant.drift()


def test_the_second_to_want_a_table_gets_it_when_the_first_gives_up(restaurant: Restaurant) -> None:
    restaurant.book("anna", "ben")
    first, second = restaurant.session(), restaurant.session()
    with first.transaction(force_rollback=True):
        ask(first, ASSIGN, "anna", ["T1"])
        waiting = restaurant.blocked(second, ASSIGN, "ben", ["T1"])
    assert waiting.result(PATIENCE) == "T1"
    assert (restaurant.status("anna"), restaurant.tables("ben")) == ("pending", "T1")
    assert not restaurant.drift()


def test_exactly_one_of_many_gets_a_table(restaurant: Restaurant) -> None:
    names = ["anna", "ben", "cid", "dora", "emil", "fay"]
    restaurant.book(*names)
    sessions = [restaurant.session() for _ in names]
    for _ in range(ROUNDS):
        answers = restaurant.together(
            [(session, ASSIGN, (name, ["T1"])) for session, name in zip(sessions, names, strict=True)]
        )
        assert sorted(answers) == ["MD201"] * 5 + ["T1"]
        winner = names[answers.index("T1")]
        assert restaurant.tables(winner) == "T1"
        assert ask(sessions[0], UNASSIGN, winner) == 1
    assert not restaurant.drift()


@pytest.mark.parametrize(("ours", "theirs"), [(["T1", "T2"], ["T2", "T1"]), (["T1", "T2"], ["T3", "T2"])])
def test_crossing_pairs_do_not_deadlock(restaurant: Restaurant, ours: list[str], theirs: list[str]) -> None:
    restaurant.book("anna", "ben")
    one, other = restaurant.session(), restaurant.session()
    for _ in range(ROUNDS):
        answers = restaurant.together([(one, ASSIGN, ("anna", ours)), (other, ASSIGN, ("ben", theirs))])
        assert sorted(answer == "MD201" for answer in answers) == [False, True], answers
        assert ask(one, UNASSIGN, "anna") + ask(other, UNASSIGN, "ben") == 2
    assert not restaurant.drift()


def test_moving_to_each_others_tables_does_not_deadlock(restaurant: Restaurant) -> None:
    restaurant.book("anna", "ben")
    ask(restaurant.observer, ASSIGN, "anna", ["T1"])
    ask(restaurant.observer, ASSIGN, "ben", ["T2"])
    one, other = restaurant.session(), restaurant.session()
    for _ in range(ROUNDS):
        answers = restaurant.together([(one, REASSIGN, ("anna", ["T2"])), (other, REASSIGN, ("ben", ["T1"]))])
        assert answers == ["MD201", "MD201"], "each finds the other where it was"
        answers = restaurant.together([(one, SWAP, ("anna", "ben")), (other, SWAP, ("ben", "anna"))])
        assert answers == [2, 2]
        assert (restaurant.tables("anna"), restaurant.tables("ben")) == ("T1", "T2"), "swapped twice"
    assert not restaurant.drift()


def test_unassign_waits_for_an_assign_in_flight_and_then_releases(restaurant: Restaurant) -> None:
    restaurant.book("anna")
    first, second = restaurant.session(), restaurant.session()
    with first.transaction():
        ask(first, ASSIGN, "anna", ["T1", "T2"])
        waiting = restaurant.blocked(second, UNASSIGN, "anna")
    assert waiting.result(PATIENCE) == 2
    assert (restaurant.tables("anna"), restaurant.status("anna")) == ("", "pending")
    assert not restaurant.drift()


def test_assign_waits_for_an_unassign_in_flight(restaurant: Restaurant) -> None:
    restaurant.book("anna", "ben")
    ask(restaurant.observer, ASSIGN_WITH_KEY, "anna", ["T1"], "k")
    first, same, another = restaurant.session(), restaurant.session(), restaurant.session()
    with first.transaction():
        assert ask(first, UNASSIGN, "anna") == 1
        again = restaurant.blocked(same, ASSIGN_WITH_KEY, "anna", ["T1"], "k")
    assert again.result(PATIENCE) == "T1", "the key is free when the release is committed"
    with first.transaction():
        assert ask(first, UNASSIGN, "anna") == 1
        rival = restaurant.blocked(another, ASSIGN, "ben", ["T1"])
    assert rival.result(PATIENCE) == "T1"
    assert (restaurant.tables("anna"), restaurant.tables("ben")) == ("", "T1")
    assert not restaurant.drift()


def test_one_key_sent_twice_at_once_assigns_once(restaurant: Restaurant) -> None:
    restaurant.book("anna")
    sessions = [restaurant.session() for _ in range(3)]
    for _ in range(ROUNDS):
        answers = restaurant.together([(session, ASSIGN_WITH_KEY, ("anna", ["T1", "T2"], "k")) for session in sessions])
        assert answers == ["T1 T2"] * 3
        assert ask(sessions[0], UNASSIGN, "anna") == 2
    assigned = restaurant.value("select count(*) from maitred.observability_events where name = 'tables.assigned'")
    assert assigned == ROUNDS
    assert not restaurant.drift()


def test_one_key_with_two_requests_at_once_carries_out_one(restaurant: Restaurant) -> None:
    restaurant.book("anna")
    one, other = restaurant.session(), restaurant.session()
    for _ in range(ROUNDS):
        answers = restaurant.together(
            [(one, ASSIGN_WITH_KEY, ("anna", ["T1"], "k")), (other, ASSIGN_WITH_KEY, ("anna", ["T2"], "k"))]
        )
        assert sorted(answers) in (["MD203", "T1"], ["MD203", "T2"])
        assert ask(one, UNASSIGN, "anna") == 1
    assert not restaurant.drift()


def test_one_creation_key_sent_twice_at_once_makes_one_booking(restaurant: Restaurant) -> None:
    sessions = [restaurant.session() for _ in range(4)]
    answers = restaurant.together([(session, CREATE, ()) for session in sessions])
    assert len(set(answers)) == 1
    assert restaurant.value("select count(*) from maitred.bookings") == 1
    assert restaurant.value("select count(*) from maitred_internal.outbox_keys") == 1


@pytest.mark.parametrize("commits", [True, False])
def test_the_second_with_a_creation_key_waits_for_the_first(restaurant: Restaurant, commits: bool) -> None:
    first, second = restaurant.session(), restaurant.session()
    with first.transaction(force_rollback=not commits):
        made = ask(first, CREATE)
        waiting = restaurant.blocked(second, CREATE)
    assert (waiting.result(PATIENCE) == made) is commits
    assert restaurant.value("select count(*) from maitred.bookings") == 1


def test_of_sixteen_who_want_the_last_table_now_one_has_it(restaurant: Restaurant) -> None:
    restaurant.observer.execute("delete from maitred.table_adjacencies")
    restaurant.observer.execute("update maitred.table_inventory set in_service = name = 'T6'")
    sessions = [restaurant.session() for _ in range(16)]
    for round_ in range(3):
        query: LiteralString = (
            "select b.status::text from maitred.create_booking(maitred_test.id('restaurant'), 2,"
            " maitred_test.at('19:00', %s), 'Anna', 'anna@example.org', p_if_unavailable => 'refuse') as b"
        )
        answers = restaurant.together([(session, query, (round_,)) for session in sessions])
        assert sorted(answers) == ["MD205"] * 15 + ["confirmed"], answers
    assert restaurant.value("select count(*) from maitred.bookings") == 3
    assert restaurant.value("select count(*) from maitred_internal.outbox_keys where kind = 'booking_confirmed'") == 3
    assert restaurant.value("select count(*) from maitred_internal.outbox_keys") == 3
    assert not restaurant.drift()


@pytest.mark.parametrize("commits", [True, False])
def test_a_booking_for_a_restaurant_that_is_being_deleted_is_of_none(restaurant: Restaurant, commits: bool) -> None:
    restaurant.observer.execute("insert into maitred.restaurants (name, timezone) values ('gone', 'Europe/Paris')")
    gone = restaurant.value("select id from maitred.restaurants where name = 'gone'")
    create: LiteralString = (
        "select b.status::text from maitred.create_booking(%s, 2, maitred_test.at('19:00'), 'Anna',"
        " 'anna@example.org', p_idempotency_key => 'k') as b"
    )
    manager, guest = restaurant.session(), restaurant.session()
    with manager.transaction(force_rollback=not commits):
        manager.execute("delete from maitred.restaurants where id = %s", [gone])
        waiting = restaurant.blocked(guest, create, gone)
    assert waiting.result(PATIENCE) == ("MD105" if commits else "pending")
    assert restaurant.value("select count(*) from maitred.bookings") == (0 if commits else 1)


def test_a_restaurant_that_is_being_booked_stays(restaurant: Restaurant) -> None:
    restaurant.observer.execute("insert into maitred.restaurants (name, timezone) values ('kept', 'Europe/Paris')")
    kept = restaurant.value("select id from maitred.restaurants where name = 'kept'")
    manager, guest = restaurant.session(), restaurant.session()
    with guest.transaction():
        ask(guest, "select maitred.create_booking(%s, 2, maitred_test.at('19:00'), 'Anna', null)", kept)
        waiting = restaurant.blocked(manager, "delete from maitred.restaurants where id = %s", kept)
    assert waiting.result(PATIENCE) == "23503"


def test_assign_after_a_modify_in_flight_gets_the_new_window(restaurant: Restaurant) -> None:
    restaurant.book("anna")
    first, second = restaurant.session(), restaurant.session()
    with first.transaction():
        assert ask(first, MODIFY, "anna") == "pending"
        waiting = restaurant.blocked(second, ASSIGN, "anna", ["T1"])
    assert waiting.result(PATIENCE) == "T1"
    assert restaurant.value("select start_at = maitred_test.at('20:00') from maitred.booking_table_assignments")
    assert restaurant.value("select maitred_test.jobs_of('anna')") == ""
    assert restaurant.value("select maitred_test.mails_of('anna')") == (
        "booking_requested modification_pending modification_confirmed"
    )
    assert not restaurant.drift()


def test_modify_releases_what_an_assign_in_flight_has_taken(restaurant: Restaurant) -> None:
    restaurant.book("anna")
    first, second = restaurant.session(), restaurant.session()
    with first.transaction():
        assert ask(first, ASSIGN, "anna", ["T1"]) == "T1"
        waiting = restaurant.blocked(second, MODIFY, "anna")
    assert waiting.result(PATIENCE) == "pending"
    assert restaurant.tables("anna") == ""
    assert restaurant.value("select maitred_test.jobs_of('anna')") == "modified 0 t"
    assert not restaurant.drift()


def test_the_same_edit_at_once_opens_one_cycle(restaurant: Restaurant) -> None:
    restaurant.book("anna")
    ask(restaurant.observer, ASSIGN, "anna", ["T1"])
    sessions = [restaurant.session() for _ in range(4)]
    assert restaurant.together([(session, MODIFY, ("anna",)) for session in sessions]) == ["pending"] * 4
    assert restaurant.value("select maitred_test.mails_of('anna')") == (
        "booking_requested booking_confirmed modification_pending"
    )
    assert restaurant.value("select maitred_test.jobs_of('anna')") == "modified 0 t"
    assert restaurant.value("select version from maitred.bookings") == 2


@pytest.mark.parametrize("change", [CANCEL, MODIFY])
def test_tables_freed_in_flight_go_to_whoever_waits_for_them(restaurant: Restaurant, change: str) -> None:
    restaurant.book("anna", "ben")
    ask(restaurant.observer, ASSIGN, "anna", ["T1"])
    first, second = restaurant.session(), restaurant.session()
    with first.transaction():
        ask(first, change, "anna")
        waiting = restaurant.blocked(second, ASSIGN, "ben", ["T1"])
    assert waiting.result(PATIENCE) == "T1"
    assert (restaurant.tables("anna"), restaurant.tables("ben")) == ("", "T1")
    assert not restaurant.drift()


def test_a_block_and_an_assignment_exclude_each_other(restaurant: Restaurant) -> None:
    restaurant.book("anna")
    one, other = restaurant.session(), restaurant.session()
    for _ in range(ROUNDS):
        answers = restaurant.together([(one, ASSIGN, ("anna", ["T1"])), (other, BLOCK, (["T1"],))])
        assert answers in (["T1", "MD201"], ["MD201", 1])
        ask(one, UNASSIGN, "anna")
        ask(one, "select maitred.unblock_tables(array[id]) from maitred.table_blocks")
    assert not restaurant.drift()


def test_a_block_ended_twice_at_once_is_ended_once(restaurant: Restaurant) -> None:
    ask(restaurant.observer, BLOCK, ["T1"])
    unblock = "select maitred.unblock_tables(array[%s])"
    block = restaurant.value("select id from maitred.table_blocks")
    first, second = restaurant.session(), restaurant.session()
    with first.transaction():
        assert ask(first, unblock, block) == block
        waiting = restaurant.blocked(second, unblock, block)
    assert waiting.result(PATIENCE) is None
    assert restaurant.value("select count(*) from maitred.observability_events where name = 'tables.unblocked'") == 1


def test_a_hold_that_runs_out_while_one_waits_is_in_nobodys_way(restaurant: Restaurant) -> None:
    restaurant.book("anna", "ben")
    rival, waiter = restaurant.session(), restaurant.session()
    ask(rival, "select maitred_test.hold('anna', '{T1}', 'ann', '500 ms')")
    with rival.transaction():
        ask(rival, "select id from maitred.table_inventory where id = maitred_test.id('T1') for no key update")
        waiting = restaurant.blocked(waiter, ASSIGN, "ben", ["T1"])
        deadline = time.monotonic() + PATIENCE
        while restaurant.value("select expires_at > clock_timestamp() from maitred.table_holds"):
            assert time.monotonic() < deadline
            assert not waiting.done()
    assert waiting.result(PATIENCE) == "T1"
    assert not restaurant.drift()


@pytest.mark.parametrize("isolation", ["repeatable read", "serializable"])
@pytest.mark.parametrize("what", ["the booking", "the table", "the key"])
def test_an_old_snapshot_is_told_to_start_again(restaurant: Restaurant, isolation: str, what: str) -> None:
    restaurant.book("anna", "ben")
    old = restaurant.session(isolation)
    with old.transaction(force_rollback=True):
        ask(old, "select count(*) from maitred.bookings")
        if what == "the booking":
            assert ask(restaurant.observer, ASSIGN, "ben", ["T7"]) == "T7"
            assert ask(old, ASSIGN, "ben", ["T8"]) == "40001"
        elif what == "the table":
            assert ask(restaurant.observer, ASSIGN, "anna", ["T1"]) == "T1"
            assert ask(old, ASSIGN, "ben", ["T1"]) == "40001"
        else:
            made = ask(restaurant.observer, CREATE)
            assert made is not None
            assert ask(old, CREATE) == "40001"
    assert not restaurant.drift()


def test_serializable_callers_end_as_some_order_of_them_would(restaurant: Restaurant) -> None:
    names = ["anna", "ben", "cid", "dora"]
    restaurant.book(*names)
    sessions = [restaurant.session("serializable") for _ in names]
    for _ in range(ROUNDS):
        answers = restaurant.together(
            [(session, ASSIGN, (name, ["T1"])) for session, name in zip(sessions, names, strict=True)]
        )
        assert answers.count("T1") == 1
        assert set(answers) <= {"T1", "MD201", "40001"}
        assert ask(restaurant.observer, UNASSIGN, names[answers.index("T1")]) == 1
    assert not restaurant.drift()
