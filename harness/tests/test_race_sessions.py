"""Holds and manual sessions that collide for real, and a confirmation killed half-way."""

import random
import time
from collections.abc import Callable, Iterator

import psycopg
import pytest

from ..database import Connection
from .racing import PATIENCE, Restaurant, ask

pytestmark = pytest.mark.races

ASSIGN = "select maitred_test.assign(%s, %s)"
PROPOSE = "select s.status::text from maitred_test.propose(%s, %s, %s) as s"
CONFIRM = (
    "select s.status::text from maitred.confirm_manual_assignment("
    "maitred_test.session_of(%s, %s), maitred_test.id(%s)) as s"
)
CONFIRM_WHOLE = (
    "select to_jsonb(s) from maitred.confirm_manual_assignment("
    "maitred_test.session_of(%s, %s), maitred_test.id(%s)) as s"
)
CANCEL_SESSION = (
    "select s.status::text from maitred.cancel_manual_assignment("
    "maitred_test.session_of(%s, %s), maitred_test.id(%s)) as s"
)
CANCEL = "select b.status::text from maitred.cancel_booking(maitred_test.booking(%s)) as b"
MODIFY = (
    "select b.status::text from maitred.modify_booking(maitred_test.booking(%s),"
    " p_start_at => maitred_test.at('20:00')) as b"
)
EVERYTHING = "select maitred_test.everything()"
SESSION_STATUS = "select maitred_test.session_status(%s, %s)"
TAKERS = "select maitred_test.takers_of(%s)"

# What a confirmation writes, in this order.
WRITTEN = [
    "maitred.manual_assignment_sessions",
    "maitred.booking_table_assignments",
    "maitred.allocations",
    "maitred.table_holds",
    "maitred_internal.freed_time",
    "maitred.observability_events",
    "maitred.bookings",
    "maitred_internal.assignment_jobs",
    "maitred_internal.outbox_attempts",
    "maitred_internal.outbox_keys",
    "maitred_internal.outbox_contents",
    "maitred_internal.outbox_ready",
]

TOUCHED = """
    select coalesce(i.inhparent, s.relid)::regclass::text
    from pg_stat_xact_user_tables as s
    left join pg_inherits as i on i.inhrelid = s.relid
    where s.n_tup_ins + s.n_tup_upd + s.n_tup_del > 0
"""


@pytest.fixture
def restaurant(connect: Callable[..., Connection]) -> Iterator[Restaurant]:
    restaurant = Restaurant(connect)
    yield restaurant
    restaurant.close()


def propose(restaurant: Restaurant, name: str, tables: list[str], user: str) -> None:
    assert ask(restaurant.observer, PROPOSE, name, tables, user) == "HELD"


def until(restaurant: Restaurant, condition: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not restaurant.value(condition):
        assert time.monotonic() < deadline


def test_one_of_eight_users_holds_a_table_and_seven_learn_who(restaurant: Restaurant) -> None:
    names = [f"guest{number}" for number in range(8)]
    restaurant.book(*names)
    sessions = [restaurant.session() for _ in names]
    answers = restaurant.together(
        [(session, PROPOSE, (name, ["T1"], f"user of {name}")) for session, name in zip(sessions, names, strict=True)]
    )
    assert sorted(answers) == ["HELD"] + ["PROPOSED"] * 7
    winner = names[answers.index("HELD")]

    hold = restaurant.value("select to_jsonb(h) from maitred.table_holds as h")
    held = restaurant.value(
        "select (payload ->> 'expires_at') from maitred.observability_events where name = 'hold.created'"
    )
    assert hold["expires_at"] == held, "the winner's hold is as it was made"
    assert restaurant.value(TAKERS, "T1") == f"{winner} hold"
    problems = restaurant.observer.execute(
        "select problems -> 0 -> 'detail' from maitred.manual_assignment_sessions where status = 'PROPOSED'"
    ).fetchall()
    assert len(problems) == 7
    for (detail,) in problems:
        assert (detail["blocked_by"], detail["blocker_id"], detail["until"]) == ("hold", hold["id"], hold["expires_at"])
        assert detail["booking_id"] == hold["booking_id"]
        assert detail["held_by"] == hold["created_by"]
    assert not restaurant.drift()


def test_proposals_that_cross_do_not_deadlock(restaurant: Restaurant) -> None:
    restaurant.book("anna", "ben", party=4)
    one, other = restaurant.session(), restaurant.session()
    for number in range(10):
        users = (f"ann{number}", f"bob{number}")
        answers = restaurant.together(
            [(one, PROPOSE, ("anna", ["T2", "T1"], users[0])), (other, PROPOSE, ("ben", ["T3", "T2"], users[1]))]
        )
        assert sorted(answers) == ["HELD", "PROPOSED"]
        assert restaurant.value("select count(*) from maitred.allocations") == 2
        assert ask(one, CANCEL_SESSION, "anna", users[0], users[0]) == "CANCELLED"
        assert ask(other, CANCEL_SESSION, "ben", users[1], users[1]) == "CANCELLED"
    assert not restaurant.drift()


def test_three_confirms_at_once_return_one_session(restaurant: Restaurant) -> None:
    restaurant.book("anna", party=4)
    propose(restaurant, "anna", ["T1", "T2"], "ann")
    sessions = [restaurant.session() for _ in range(3)]
    answers = restaurant.together([(session, CONFIRM_WHOLE, ("anna", "ann", "ann")) for session in sessions])
    assert answers[0]["status"] == "CONFIRMED"
    assert answers[0] == answers[1] == answers[2]
    assert restaurant.tables("anna") == "T1 T2"
    assert restaurant.value("select count(*) from maitred.observability_events where name = 'tables.assigned'") == 1
    assert restaurant.value("select maitred_test.mails_of('anna')") == "booking_requested booking_confirmed"
    assert not restaurant.drift()


def test_confirms_of_two_users_give_the_booking_to_one(restaurant: Restaurant) -> None:
    restaurant.book("anna")
    propose(restaurant, "anna", ["T1"], "ann")
    propose(restaurant, "anna", ["T2"], "bob")
    one, other = restaurant.session(), restaurant.session()
    answers = restaurant.together([(one, CONFIRM, ("anna", "ann", "ann")), (other, CONFIRM, ("anna", "bob", "bob"))])
    assert sorted(answers) == ["CANCELLED", "CONFIRMED"]
    assert restaurant.tables("anna") == ("T1" if answers[0] == "CONFIRMED" else "T2")
    assert restaurant.value("select count(*) from maitred.allocations") == 1
    assert not restaurant.drift()


@pytest.mark.parametrize("lock", ["maitred.bookings", "maitred.table_inventory"])
def test_a_confirm_that_waits_past_the_end_of_its_hold_is_expired(restaurant: Restaurant, lock: str) -> None:
    restaurant.book("anna")
    propose(restaurant, "anna", ["T1"], "ann")
    restaurant.observer.execute("set session_replication_role = replica")
    for relation, column in (
        ("table_holds", "expires_at"),
        ("allocations", "expires_at"),
        ("manual_assignment_sessions", "hold_expires_at"),
    ):
        # One instant for all three.
        restaurant.observer.execute(
            f"update maitred.{relation} set {column} ="
            " (select created_at + interval '400 ms' from maitred.manual_assignment_sessions)"
        )
    restaurant.observer.execute("set session_replication_role = origin")
    rival, waiter = restaurant.session(), restaurant.session()
    with rival.transaction():
        rival.execute(f"select from {lock} for no key update")
        waiting = restaurant.blocked(waiter, CONFIRM, "anna", "ann", "ann")
        until(
            restaurant, "select bool_and(hold_expires_at < clock_timestamp()) from maitred.manual_assignment_sessions"
        )
        assert not waiting.done()
    assert waiting.result(PATIENCE) == "EXPIRED"
    assert (restaurant.tables("anna"), restaurant.value(TAKERS, "T1")) == ("", "")
    assert restaurant.value(SESSION_STATUS, "anna", "ann") == "EXPIRED"
    assert not restaurant.drift()


def paused_in(restaurant: Restaurant, relation: str, timing: str) -> None:
    """Make every writer to a relation wait for advisory lock 1."""
    restaurant.observer.execute(
        "create or replace function maitred_test.pause() returns trigger language plpgsql as"
        " 'begin perform pg_advisory_xact_lock_shared(1); return null; end'"
    )
    restaurant.observer.execute(
        f"create trigger pause {timing} insert or update or delete on {relation}"
        " for each statement execute function maitred_test.pause()"
    )


@pytest.mark.crash
def test_a_confirm_killed_between_two_statements_has_changed_nothing(restaurant: Restaurant) -> None:
    restaurant.observer.execute("update maitred.restaurants set auto_assign_on_booking = true")
    restaurant.book("anna", party=4)
    restaurant.observer.execute("update maitred.restaurants set auto_assign_on_booking = false")
    propose(restaurant, "anna", ["T1", "T2"], "ann")
    propose(restaurant, "anna", ["T4"], "bob")
    before = restaurant.value(EVERYTHING)
    killer = restaurant.session()
    with killer.transaction(force_rollback=True):
        assert ask(killer, CONFIRM, "anna", "ann", "ann") == "CONFIRMED"
        assert {row[0] for row in killer.execute(TOUCHED)} == set(WRITTEN), "no write of a confirmation is left out"
    killed = 0
    for relation in WRITTEN:
        for timing in ("before", "after"):
            paused_in(restaurant, relation, timing)
            with killer.transaction():
                killer.execute("select pg_advisory_xact_lock(1)")
                victim = restaurant.session()
                waiting = restaurant.blocked(victim, CONFIRM, "anna", "ann", "ann")
                assert restaurant.value("select pg_terminate_backend(%s, 10000)", victim.info.backend_pid)
                assert waiting.result(PATIENCE) in ("57P01", "connection lost")
            restaurant.observer.execute(f"drop trigger pause on {relation}")
            assert restaurant.value(EVERYTHING) == before, f"killed {timing} writing {relation}"
            assert not restaurant.drift()
            killed += 1
    assert killed == 2 * len(WRITTEN)
    assert ask(restaurant.observer, CONFIRM, "anna", "ann", "ann") == "CONFIRMED"
    assert restaurant.tables("anna") == "T1 T2"
    assert not restaurant.drift()


@pytest.mark.crash
def test_a_confirm_killed_at_any_moment_is_held_or_confirmed(restaurant: Restaurant) -> None:
    chance = random.Random(1)
    for number in range(15):
        name = f"guest{number}"
        restaurant.book(name)
        propose(restaurant, name, ["T1"], "ann")
        victim = restaurant.session()
        waiting = restaurant.start(victim, CONFIRM, name, "ann", "ann")
        time.sleep(chance.uniform(0, 0.006))
        restaurant.value("select pg_terminate_backend(%s, 10000)", victim.info.backend_pid)
        answer = waiting.result(PATIENCE)
        state = [restaurant.value(SESSION_STATUS, name, "ann"), restaurant.status(name), restaurant.value(TAKERS, "T1")]
        confirmed = ["CONFIRMED", "confirmed", f"{name} assignment"]
        if answer == "CONFIRMED":
            assert state == confirmed, "what was answered is so"
        else:
            assert state in (confirmed, ["HELD", "pending", f"{name} hold"])
        assert ask(restaurant.observer, CANCEL, name) == "cancelled"
    assert not restaurant.drift()


@pytest.mark.parametrize(("change", "outcome"), [(CANCEL, "cancelled"), (MODIFY, "pending")])
def test_a_booking_that_changes_while_a_confirm_waits_cancels_the_session(
    restaurant: Restaurant, change: str, outcome: str
) -> None:
    restaurant.book("anna")
    propose(restaurant, "anna", ["T1"], "ann")
    first, second = restaurant.session(), restaurant.session()
    with first.transaction():
        assert ask(first, change, "anna") == outcome
        waiting = restaurant.blocked(second, CONFIRM, "anna", "ann", "ann")
    assert waiting.result(PATIENCE) == "CANCELLED"
    assert (restaurant.status("anna"), restaurant.tables("anna"), restaurant.value(TAKERS, "T1")) == (outcome, "", "")
    assert not restaurant.drift()


def test_what_happens_to_other_bookings_neither_waits_nor_disturbs(restaurant: Restaurant) -> None:
    restaurant.book("anna", "ben", "cid")
    propose(restaurant, "anna", ["T1"], "ann")
    first, other = restaurant.session(), restaurant.session()
    other.execute("set lock_timeout = '10s'")
    annas = "select to_jsonb(s) from maitred.manual_assignment_sessions as s order by created_at"
    before = restaurant.value(annas)
    with first.transaction():
        assert ask(first, CONFIRM, "anna", "ann", "ann") == "CONFIRMED"
        assert ask(other, ASSIGN, "ben", ["T2"]) == "T2"
        assert ask(other, MODIFY, "ben") == "pending"
        assert ask(other, PROPOSE, "cid", ["T2"], "ann") == "HELD"
        assert ask(other, CONFIRM, "cid", "ann", "ann") == "CONFIRMED"
        assert ask(other, CANCEL, "cid") == "cancelled"
        assert (
            restaurant.value("select to_jsonb(s) from maitred.manual_assignment_sessions as s order by created_at")
            == before
        )
    assert restaurant.value(SESSION_STATUS, "anna", "ann") == "CONFIRMED"
    assert not restaurant.drift()


def test_a_hold_that_goes_while_one_waits_for_it_is_gone(restaurant: Restaurant) -> None:
    restaurant.book("anna")
    hold = ask(restaurant.observer, "select h.id from maitred_test.hold('anna', '{T1}', 'ann') as h")
    calls = {
        "select (maitred.extend_table_hold(%s)).id": "MD103",
        "select table_id from maitred.assign_tables_to_booking_from_hold_v3(%s)": "MD103",
        "select maitred.release_table_hold(%s)": False,
    }
    first = restaurant.session()
    with first.transaction():
        assert ask(first, "select maitred.release_table_hold(%s)", hold) is True
        waiting = [restaurant.blocked(restaurant.session(), call, hold) for call in calls]
    assert [call.result(PATIENCE) for call in waiting] == list(calls.values())
    assert not restaurant.drift()


def test_the_sweeper_passes_over_bookings_that_are_worked_on(restaurant: Restaurant) -> None:
    restaurant.book("anna", "ben")
    propose(restaurant, "anna", ["T1"], "ann")
    propose(restaurant, "ben", ["T2"], "bob")
    restaurant.observer.execute("select maitred_test.run_out('anna'), maitred_test.run_out('ben')")
    worker, sweeper = restaurant.session(), restaurant.session()
    sweep = "select maitred.expire_holds_and_sessions()"
    with worker.transaction(force_rollback=True):
        assert ask(worker, CONFIRM, "anna", "ann", "ann") == "EXPIRED"
        assert ask(sweeper, sweep) == 1, "it does not wait for anna"
    assert restaurant.value(SESSION_STATUS, "anna", "ann") == "HELD"
    assert restaurant.value(SESSION_STATUS, "ben", "bob") == "EXPIRED"
    assert ask(sweeper, sweep) == 1
    assert restaurant.value(SESSION_STATUS, "anna", "ann") == "EXPIRED"


def test_sweeping_among_proposals_does_not_deadlock(restaurant: Restaurant) -> None:
    restaurant.book("anna", "ben", party=4)
    one, other, sweeper = restaurant.session(), restaurant.session(), restaurant.session()
    for number in range(10):
        restaurant.observer.execute("select maitred_test.run_out('anna'), maitred_test.run_out('ben')")
        answers = restaurant.together(
            [
                (one, PROPOSE, ("anna", ["T2", "T1"], f"ann{number}")),
                (other, PROPOSE, ("ben", ["T3", "T2"], f"bob{number}")),
                (sweeper, "select maitred.expire_holds_and_sessions()", ()),
            ]
        )
        assert sorted(answers[:2]) == ["HELD", "PROPOSED"], answers
        assert isinstance(answers[2], int), answers
        assert not restaurant.drift()


def test_a_screen_is_told_of_commits_while_it_watches(restaurant: Restaurant) -> None:
    screen, staff = restaurant.session(), restaurant.session()
    screen.execute("listen maitred_events")

    def told() -> list[psycopg.Notify]:
        return list(screen.notifies(timeout=0))

    restaurant.book("anna")
    screen.execute("select 1")
    assert told() == [], "nobody has called watch_events"
    screen.execute("select maitred.watch_events()")
    with staff.transaction():
        ask(staff, PROPOSE, "anna", ["T1"], "ann")
        screen.execute("select 1")
        assert told() == [], "not before the commit"
    notices = list(screen.notifies(timeout=PATIENCE, stop_after=1))
    assert {notice.payload for notice in notices} == {str(restaurant.value("select maitred_test.id('restaurant')"))}
