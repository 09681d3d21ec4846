"""Assignments that collide for real, in the order that a test forces or at the same instant."""

import time
from collections.abc import Callable, Iterator
from typing import LiteralString

import pytest

from ..database import Connection
from .racing import PATIENCE, House, ask

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
    "select count(*) from maitred.block_tables(maitred_test.id('house'), maitred_test.tables(%s),"
    " maitred_test.at('18:00'), maitred_test.at('22:00'))"
)
CREATE = (
    "select b.id::text from maitred.create_booking(maitred_test.id('house'), 2, maitred_test.at('19:00'), 'Anna',"
    " 'anna@example.org', p_idempotency_key => 'k') as b"
)
ROUNDS = 15


@pytest.fixture
def house(connect: Callable[..., Connection]) -> Iterator[House]:
    house = House(connect)
    yield house
    house.close()


def test_the_second_to_want_a_table_waits_and_loses(house: House) -> None:
    house.book("anna", "ben")
    first, second = house.session(), house.session()
    with first.transaction():
        assert ask(first, ASSIGN, "anna", ["T1"]) == "T1"
        waiting = house.blocked(second, ASSIGN, "ben", ["T1"])
    assert waiting.result(PATIENCE) == "MD201"
    assert (house.tables("anna"), house.status("ben")) == ("T1", "pending")
    assert not house.drift()


def test_the_second_to_want_a_table_gets_it_when_the_first_gives_up(house: House) -> None:
    house.book("anna", "ben")
    first, second = house.session(), house.session()
    with first.transaction(force_rollback=True):
        ask(first, ASSIGN, "anna", ["T1"])
        waiting = house.blocked(second, ASSIGN, "ben", ["T1"])
    assert waiting.result(PATIENCE) == "T1"
    assert (house.status("anna"), house.tables("ben")) == ("pending", "T1")
    assert not house.drift()


def test_exactly_one_of_many_gets_a_table(house: House) -> None:
    names = ["anna", "ben", "cid", "dora", "emil", "fay"]
    house.book(*names)
    sessions = [house.session() for _ in names]
    for _ in range(ROUNDS):
        answers = house.together(
            [(session, ASSIGN, (name, ["T1"])) for session, name in zip(sessions, names, strict=True)]
        )
        assert sorted(answers) == ["MD201"] * 5 + ["T1"]
        winner = names[answers.index("T1")]
        assert house.tables(winner) == "T1"
        assert ask(sessions[0], UNASSIGN, winner) == 1
    assert not house.drift()


@pytest.mark.parametrize(("ours", "theirs"), [(["T1", "T2"], ["T2", "T1"]), (["T1", "T2"], ["T3", "T2"])])
def test_crossing_pairs_do_not_deadlock(house: House, ours: list[str], theirs: list[str]) -> None:
    house.book("anna", "ben")
    one, other = house.session(), house.session()
    for _ in range(ROUNDS):
        answers = house.together([(one, ASSIGN, ("anna", ours)), (other, ASSIGN, ("ben", theirs))])
        assert sorted(answer == "MD201" for answer in answers) == [False, True], answers
        assert ask(one, UNASSIGN, "anna") + ask(other, UNASSIGN, "ben") == 2
    assert not house.drift()


def test_moving_to_each_others_tables_does_not_deadlock(house: House) -> None:
    house.book("anna", "ben")
    ask(house.observer, ASSIGN, "anna", ["T1"])
    ask(house.observer, ASSIGN, "ben", ["T2"])
    one, other = house.session(), house.session()
    for _ in range(ROUNDS):
        answers = house.together([(one, REASSIGN, ("anna", ["T2"])), (other, REASSIGN, ("ben", ["T1"]))])
        assert answers == ["MD201", "MD201"], "each finds the other where it was"
        answers = house.together([(one, SWAP, ("anna", "ben")), (other, SWAP, ("ben", "anna"))])
        assert answers == [2, 2]
        assert (house.tables("anna"), house.tables("ben")) == ("T1", "T2"), "swapped twice"
    assert not house.drift()


def test_unassign_waits_for_an_assign_in_flight_and_then_releases(house: House) -> None:
    house.book("anna")
    first, second = house.session(), house.session()
    with first.transaction():
        ask(first, ASSIGN, "anna", ["T1", "T2"])
        waiting = house.blocked(second, UNASSIGN, "anna")
    assert waiting.result(PATIENCE) == 2
    assert (house.tables("anna"), house.status("anna")) == ("", "pending")
    assert not house.drift()


def test_assign_waits_for_an_unassign_in_flight(house: House) -> None:
    house.book("anna", "ben")
    ask(house.observer, ASSIGN_WITH_KEY, "anna", ["T1"], "k")
    first, same, another = house.session(), house.session(), house.session()
    with first.transaction():
        assert ask(first, UNASSIGN, "anna") == 1
        again = house.blocked(same, ASSIGN_WITH_KEY, "anna", ["T1"], "k")
    assert again.result(PATIENCE) == "T1", "the key is free when the release is committed"
    with first.transaction():
        assert ask(first, UNASSIGN, "anna") == 1
        rival = house.blocked(another, ASSIGN, "ben", ["T1"])
    assert rival.result(PATIENCE) == "T1"
    assert (house.tables("anna"), house.tables("ben")) == ("", "T1")
    assert not house.drift()


def test_one_key_sent_twice_at_once_assigns_once(house: House) -> None:
    house.book("anna")
    sessions = [house.session() for _ in range(3)]
    for _ in range(ROUNDS):
        answers = house.together([(session, ASSIGN_WITH_KEY, ("anna", ["T1", "T2"], "k")) for session in sessions])
        assert answers == ["T1 T2"] * 3
        assert ask(sessions[0], UNASSIGN, "anna") == 2
    assigned = house.value("select count(*) from maitred.observability_events where name = 'tables.assigned'")
    assert assigned == ROUNDS
    assert not house.drift()


def test_one_key_with_two_requests_at_once_carries_out_one(house: House) -> None:
    house.book("anna")
    one, other = house.session(), house.session()
    for _ in range(ROUNDS):
        answers = house.together(
            [(one, ASSIGN_WITH_KEY, ("anna", ["T1"], "k")), (other, ASSIGN_WITH_KEY, ("anna", ["T2"], "k"))]
        )
        assert sorted(answers) in (["MD203", "T1"], ["MD203", "T2"])
        assert ask(one, UNASSIGN, "anna") == 1
    assert not house.drift()


def test_one_creation_key_sent_twice_at_once_makes_one_booking(house: House) -> None:
    sessions = [house.session() for _ in range(4)]
    answers = house.together([(session, CREATE, ()) for session in sessions])
    assert len(set(answers)) == 1
    assert house.value("select count(*) from maitred.bookings") == 1
    assert house.value("select count(*) from maitred_internal.outbox_keys") == 1


@pytest.mark.parametrize("commits", [True, False])
def test_the_second_with_a_creation_key_waits_for_the_first(house: House, commits: bool) -> None:
    first, second = house.session(), house.session()
    with first.transaction(force_rollback=not commits):
        made = ask(first, CREATE)
        waiting = house.blocked(second, CREATE)
    assert (waiting.result(PATIENCE) == made) is commits
    assert house.value("select count(*) from maitred.bookings") == 1


def test_of_sixteen_who_want_the_last_table_now_one_has_it(house: House) -> None:
    house.observer.execute("delete from maitred.table_adjacencies")
    house.observer.execute("update maitred.table_inventory set in_service = name = 'T6'")
    sessions = [house.session() for _ in range(16)]
    for round_ in range(3):
        query: LiteralString = (
            "select b.status::text from maitred.create_booking(maitred_test.id('house'), 2,"
            " maitred_test.at('19:00', %s), 'Anna', 'anna@example.org', p_if_unavailable => 'refuse') as b"
        )
        answers = house.together([(session, query, (round_,)) for session in sessions])
        assert sorted(answers) == ["MD205"] * 15 + ["confirmed"], answers
    assert house.value("select count(*) from maitred.bookings") == 3
    assert house.value("select count(*) from maitred_internal.outbox_keys where kind = 'booking_confirmed'") == 3
    assert house.value("select count(*) from maitred_internal.outbox_keys") == 3
    assert not house.drift()


@pytest.mark.parametrize("commits", [True, False])
def test_a_booking_for_a_restaurant_that_is_being_deleted_is_of_none(house: House, commits: bool) -> None:
    house.observer.execute("insert into maitred.restaurants (name, timezone) values ('gone', 'Europe/Paris')")
    gone = house.value("select id from maitred.restaurants where name = 'gone'")
    create: LiteralString = (
        "select b.status::text from maitred.create_booking(%s, 2, maitred_test.at('19:00'), 'Anna',"
        " 'anna@example.org', p_idempotency_key => 'k') as b"
    )
    manager, guest = house.session(), house.session()
    with manager.transaction(force_rollback=not commits):
        manager.execute("delete from maitred.restaurants where id = %s", [gone])
        waiting = house.blocked(guest, create, gone)
    assert waiting.result(PATIENCE) == ("MD105" if commits else "pending")
    assert house.value("select count(*) from maitred.bookings") == (0 if commits else 1)


def test_a_restaurant_that_is_being_booked_stays(house: House) -> None:
    house.observer.execute("insert into maitred.restaurants (name, timezone) values ('kept', 'Europe/Paris')")
    kept = house.value("select id from maitred.restaurants where name = 'kept'")
    manager, guest = house.session(), house.session()
    with guest.transaction():
        ask(guest, "select maitred.create_booking(%s, 2, maitred_test.at('19:00'), 'Anna', null)", kept)
        waiting = house.blocked(manager, "delete from maitred.restaurants where id = %s", kept)
    assert waiting.result(PATIENCE) == "23503"


def test_assign_after_a_modify_in_flight_gets_the_new_window(house: House) -> None:
    house.book("anna")
    first, second = house.session(), house.session()
    with first.transaction():
        assert ask(first, MODIFY, "anna") == "pending"
        waiting = house.blocked(second, ASSIGN, "anna", ["T1"])
    assert waiting.result(PATIENCE) == "T1"
    assert house.value("select start_at = maitred_test.at('20:00') from maitred.booking_table_assignments")
    assert house.value("select maitred_test.jobs_of('anna')") == ""
    assert house.value("select maitred_test.mails_of('anna')") == (
        "booking_requested modification_pending modification_confirmed"
    )
    assert not house.drift()


def test_modify_releases_what_an_assign_in_flight_has_taken(house: House) -> None:
    house.book("anna")
    first, second = house.session(), house.session()
    with first.transaction():
        assert ask(first, ASSIGN, "anna", ["T1"]) == "T1"
        waiting = house.blocked(second, MODIFY, "anna")
    assert waiting.result(PATIENCE) == "pending"
    assert house.tables("anna") == ""
    assert house.value("select maitred_test.jobs_of('anna')") == "modified 0 t"
    assert not house.drift()


def test_the_same_edit_at_once_opens_one_cycle(house: House) -> None:
    house.book("anna")
    ask(house.observer, ASSIGN, "anna", ["T1"])
    sessions = [house.session() for _ in range(4)]
    assert house.together([(session, MODIFY, ("anna",)) for session in sessions]) == ["pending"] * 4
    assert house.value("select maitred_test.mails_of('anna')") == (
        "booking_requested booking_confirmed modification_pending"
    )
    assert house.value("select maitred_test.jobs_of('anna')") == "modified 0 t"
    assert house.value("select version from maitred.bookings") == 2


@pytest.mark.parametrize("change", [CANCEL, MODIFY])
def test_tables_freed_in_flight_go_to_whoever_waits_for_them(house: House, change: str) -> None:
    house.book("anna", "ben")
    ask(house.observer, ASSIGN, "anna", ["T1"])
    first, second = house.session(), house.session()
    with first.transaction():
        ask(first, change, "anna")
        waiting = house.blocked(second, ASSIGN, "ben", ["T1"])
    assert waiting.result(PATIENCE) == "T1"
    assert (house.tables("anna"), house.tables("ben")) == ("", "T1")
    assert not house.drift()


def test_a_block_and_an_assignment_exclude_each_other(house: House) -> None:
    house.book("anna")
    one, other = house.session(), house.session()
    for _ in range(ROUNDS):
        answers = house.together([(one, ASSIGN, ("anna", ["T1"])), (other, BLOCK, (["T1"],))])
        assert answers in (["T1", "MD201"], ["MD201", 1])
        ask(one, UNASSIGN, "anna")
        ask(one, "select maitred.unblock_tables(array[id]) from maitred.table_blocks")
    assert not house.drift()


def test_a_block_ended_twice_at_once_is_ended_once(house: House) -> None:
    ask(house.observer, BLOCK, ["T1"])
    unblock = "select maitred.unblock_tables(array[%s])"
    block = house.value("select id from maitred.table_blocks")
    first, second = house.session(), house.session()
    with first.transaction():
        assert ask(first, unblock, block) == block
        waiting = house.blocked(second, unblock, block)
    assert waiting.result(PATIENCE) is None
    assert house.value("select count(*) from maitred.observability_events where name = 'tables.unblocked'") == 1


def test_a_hold_that_runs_out_while_one_waits_is_in_nobodys_way(house: House) -> None:
    house.book("anna", "ben")
    rival, waiter = house.session(), house.session()
    ask(rival, "select maitred_test.hold('anna', '{T1}', 'ann', '500 ms')")
    with rival.transaction():
        ask(rival, "select id from maitred.table_inventory where id = maitred_test.id('T1') for no key update")
        waiting = house.blocked(waiter, ASSIGN, "ben", ["T1"])
        deadline = time.monotonic() + PATIENCE
        while house.value("select expires_at > clock_timestamp() from maitred.table_holds"):
            assert time.monotonic() < deadline
            assert not waiting.done()
    assert waiting.result(PATIENCE) == "T1"
    assert not house.drift()


@pytest.mark.parametrize("isolation", ["repeatable read", "serializable"])
@pytest.mark.parametrize("what", ["the booking", "the table", "the key"])
def test_an_old_snapshot_is_told_to_start_again(house: House, isolation: str, what: str) -> None:
    house.book("anna", "ben")
    old = house.session(isolation)
    with old.transaction(force_rollback=True):
        ask(old, "select count(*) from maitred.bookings")
        if what == "the booking":
            assert ask(house.observer, ASSIGN, "ben", ["T7"]) == "T7"
            assert ask(old, ASSIGN, "ben", ["T8"]) == "40001"
        elif what == "the table":
            assert ask(house.observer, ASSIGN, "anna", ["T1"]) == "T1"
            assert ask(old, ASSIGN, "ben", ["T1"]) == "40001"
        else:
            made = ask(house.observer, CREATE)
            assert made is not None
            assert ask(old, CREATE) == "40001"
    assert not house.drift()


def test_serializable_callers_end_as_some_order_of_them_would(house: House) -> None:
    names = ["anna", "ben", "cid", "dora"]
    house.book(*names)
    sessions = [house.session("serializable") for _ in names]
    for _ in range(ROUNDS):
        answers = house.together(
            [(session, ASSIGN, (name, ["T1"])) for session, name in zip(sessions, names, strict=True)]
        )
        assert answers.count("T1") == 1
        assert set(answers) <= {"T1", "MD201", "40001"}
        assert ask(house.observer, UNASSIGN, names[answers.index("T1")]) == 1
    assert not house.drift()
