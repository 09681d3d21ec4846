"""The planner among rivals: jobs, races for the best table, pacing, and plans that are overtaken."""

from collections.abc import Callable, Iterator

import pytest

from ..database import Connection
from .racing import PATIENCE, Restaurant, ask

pytestmark = pytest.mark.races

ASSIGN = "select maitred_test.assign(%s, %s)"
AUTO = "select (maitred.auto_assign_booking(maitred_test.booking(%s), true)).outcome"
RUN = "select maitred.run_assignment_job('test') ->> 'outcome'"
CANCEL = "select b.status::text from maitred.cancel_booking(maitred_test.booking(%s)) as b"
QUEUE = (
    "with waiting as (update maitred.bookings set staff_decides = false"
    " where id = any(select maitred_test.booking(n) from unnest(%s::text[]) as n) returning *)"
    " select maitred_internal.queue_job(w::maitred.bookings, true, 'standard', clock_timestamp()) from waiting as w"
)
ONE_PARTY_A_QUARTER = (
    "insert into maitred.service_periods (restaurant_id, name, weekday, opens, closes, max_arriving_parties)"
    " values (maitred_test.id('restaurant'), 'dinner', 6, '18:00', '23:00', 1)"
)
REOPTIMISE = (
    "select count(*) from maitred.reoptimise_service(maitred_test.id('restaurant'), maitred_test.at('17:00'),"
    " maitred_test.at('23:00'), p_dry_run => false)"
)


@pytest.fixture
def restaurant(connect: Callable[..., Connection]) -> Iterator[Restaurant]:
    restaurant = Restaurant(connect)
    yield restaurant
    restaurant.close()


def test_a_table_that_was_taken_meanwhile_gives_way_to_the_next(restaurant: Restaurant) -> None:
    restaurant.book("anna", "ben")
    first, second = restaurant.session(), restaurant.session()
    best = restaurant.value("select s.table_ids from maitred.suggest_tables(maitred_test.booking('anna'), 1) as s")
    with first.transaction():
        assert ask(first, AUTO, "anna") == "assigned"
        waiting = restaurant.blocked(second, AUTO, "ben")
    assert waiting.result(PATIENCE) == "assigned"
    assert restaurant.value(
        "select table_ids = %s from maitred_test.names n cross join lateral (select array_agg(a.table_id)"
        " as table_ids from maitred.booking_table_assignments as a where a.booking_id = n.id) as t"
        " where n.name = 'anna'",
        best,
    )
    assert restaurant.tables("ben") not in ("", restaurant.tables("anna"))
    assert not restaurant.drift()


def test_a_job_is_done_by_one_worker(restaurant: Restaurant) -> None:
    restaurant.book("anna")
    restaurant.observer.execute(QUEUE, [["anna"]])
    first, second = restaurant.session(), restaurant.session()
    with first.transaction():
        assert ask(first, RUN) == "assigned"
        assert ask(second, RUN) is None
    assert ask(second, RUN) is None
    assert restaurant.status("anna") == "confirmed"


def test_many_workers_do_each_job_once(restaurant: Restaurant) -> None:
    names = [f"guest{number}" for number in range(6)]
    restaurant.book(*names)
    restaurant.observer.execute(QUEUE, [names])
    sessions = [restaurant.session() for _ in range(4)]
    for _ in range(4):
        restaurant.together([(session, RUN, ()) for session in sessions])
    done = restaurant.value("select count(*) from maitred.observability_events where name = 'auto_assign.succeeded'")
    assert done == restaurant.value("select count(*) from maitred.bookings where status = 'confirmed'") == len(names)
    assert not restaurant.drift()


def test_a_booking_that_is_locked_is_told_of_freed_time_later(restaurant: Restaurant) -> None:
    restaurant.observer.execute("select maitred_test.seat('eight', array['T6'], 8)")
    restaurant.observer.execute("select maitred_test.seat('pair', array['T3', 'T4'], 8)")
    restaurant.book("waiting", party=8)
    restaurant.observer.execute(QUEUE, [["waiting"]])
    worker, desk = restaurant.session(), restaurant.session()
    assert ask(worker, RUN) == "no_table"
    with desk.transaction():
        desk.execute("select from maitred.bookings where id = maitred_test.booking('waiting') for no key update")
        assert ask(restaurant.session(), CANCEL, "eight") == "cancelled"
        assert ask(worker, RUN) is None
        assert restaurant.value("select count(*) from maitred_internal.freed_time where left_over is not null") == 1
    assert ask(worker, RUN) == "assigned"
    assert restaurant.value("select count(*) from maitred_internal.freed_time") == 0
    assert restaurant.tables("waiting") == "T6"


def test_who_is_locked_while_the_others_are_woken_is_left_to_be_told(restaurant: Restaurant) -> None:
    restaurant.observer.execute("select maitred_test.seat('eight', array['T6'], 8)")
    restaurant.observer.execute("select maitred_test.seat('pair', array['T3', 'T4'], 8)")
    restaurant.book("first", "second", "third", party=8)
    restaurant.observer.execute(QUEUE, [["first", "second", "third"]])
    worker, desk = restaurant.session(), restaurant.session()
    assert [ask(worker, RUN) for _ in range(4)] == ["no_table"] * 3 + [None]
    with desk.transaction():
        desk.execute("select from maitred.bookings where id = maitred_test.booking('first') for no key update")
        assert ask(restaurant.session(), CANCEL, "eight") == "cancelled"
        restaurant.observer.execute(QUEUE, [["third"]])
        assert ask(worker, RUN) == "assigned"
        assert restaurant.value(
            "select left_over = array[maitred_test.booking('first')] from maitred_internal.freed_time"
        )
        assert ask(worker, RUN) == "no_table"
        assert ask(worker, RUN) is None
    assert ask(worker, RUN) == "no_table"
    assert restaurant.value("select count(*) from maitred_internal.freed_time") == 0


@pytest.mark.parametrize("attempts", [0, 4])
def test_a_worker_that_looked_in_vain_while_time_was_freed_is_told_of_it(restaurant: Restaurant, attempts: int) -> None:
    restaurant.observer.execute("select maitred_test.seat('eight', array['T6'], 8)")
    restaurant.observer.execute("select maitred_test.seat('pair', array['T3', 'T4'], 8)")
    restaurant.book("waiting", party=8)
    restaurant.observer.execute(QUEUE, [["waiting"]])
    restaurant.observer.execute("update maitred_internal.assignment_jobs set attempts = %s", [attempts])
    slow, quick = restaurant.session(), restaurant.session()
    with slow.transaction():
        assert ask(slow, RUN) == "no_table"
        assert ask(restaurant.session(), CANCEL, "eight") == "cancelled"
        assert ask(quick, RUN) is None
    assert restaurant.status("waiting") == ("pending_allocation" if attempts else "pending")
    assert ask(quick, RUN) == "assigned"
    assert ask(quick, RUN) is None
    assert restaurant.value("select count(*) from maitred_internal.freed_time") == 0
    assert not restaurant.drift()


def test_a_guest_in_a_transaction_stops_no_other_restaurant(restaurant: Restaurant) -> None:
    restaurant.observer.execute("select maitred_test.open_restaurant('other')")
    restaurant.observer.execute(
        "delete from maitred.table_inventory where id <> all(maitred_test.tables('{other.T8,T8}'))"
    )
    restaurant.observer.execute("update maitred.restaurants set auto_assign_on_booking = true")
    restaurant.book("anna", "waiting")
    guest, worker = restaurant.session(), restaurant.session()
    worker.execute("set lock_timeout = '20s'")
    with guest.transaction():
        assert ask(
            guest, "select maitred.modify_booking(maitred_test.booking('anna'), 3, p_if_unavailable => 'refuse')"
        )
        restaurant.observer.execute("select maitred_test.book('other', 2, p_restaurant => 'other')")
        outcomes = sorted(str(ask(worker, RUN)) for _ in range(2))
        assert outcomes == ["assigned", "not_assignable"]
        assert ask(worker, RUN) is None
        assert restaurant.status("other") == "confirmed"
        assert (
            restaurant.value(
                "select row(j.attempts, j.last_error, j.run_at between now() and now() + interval '6 s')::text"
                " from maitred_internal.assignment_jobs as j where j.booking_id = maitred_test.booking('waiting')"
            )
            == '(0,"{""locked"": 1}",t)'
        )
        assert ask(worker, "show lock_timeout") == "20s"
    restaurant.observer.execute("update maitred_internal.assignment_jobs set run_at = now()")
    assert ask(worker, RUN) == "no_table"
    assert restaurant.value("select last_error ->> 'locked' from maitred_internal.assignment_jobs") is None
    assert not restaurant.drift()


def test_a_look_locks_no_other_booking_that_a_wake_up_names(restaurant: Restaurant) -> None:
    restaurant.observer.execute("select maitred_test.seat('eight', array['T6'], 8)")
    restaurant.observer.execute("select maitred_test.seat('pair', array['T3', 'T4'], 8)")
    restaurant.book("first", "second", party=8)
    restaurant.observer.execute(QUEUE, [["first", "second"]])
    worker, desk, guest = restaurant.session(), restaurant.session(), restaurant.session()
    assert [ask(worker, RUN) for _ in range(3)] == ["no_table", "no_table", None]
    assert ask(guest, CANCEL, "eight") == "cancelled"
    with desk.transaction():
        desk.execute("select from maitred.table_inventory where id = maitred_test.id('T6') for no key update")
        waiting = restaurant.blocked(worker, RUN)
        assert (
            ask(guest, "select 1 from maitred.bookings where id = maitred_test.booking('second') for update nowait")
            == 1
        )
        assert waiting.result(PATIENCE) == "not_assignable"
    assert ask(worker, RUN) == "assigned"
    assert restaurant.status("second") == "confirmed"


def test_pacing_is_not_outrun_at_different_tables(restaurant: Restaurant) -> None:
    restaurant.observer.execute(ONE_PARTY_A_QUARTER)
    restaurant.book("anna", "ben")
    first, second = restaurant.session(), restaurant.session()
    with first.transaction():
        assert ask(first, ASSIGN, "anna", ["T1"]) == "T1"
        waiting = restaurant.blocked(second, ASSIGN, "ben", ["T7"])
    assert waiting.result(PATIENCE) == "MD301"
    assert restaurant.status("ben") == "pending"


def test_pacing_is_not_outrun_by_an_older_snapshot(restaurant: Restaurant) -> None:
    restaurant.observer.execute(ONE_PARTY_A_QUARTER)
    restaurant.book("anna", "ben")
    first, second = restaurant.session(), restaurant.session("repeatable read")
    first.execute(
        "select maitred_internal.lock_pacing_days(r.id, maitred_test.at('18:00'), maitred_test.at('23:00'), now())"
        " from maitred.restaurants as r"
    )
    with second.transaction(force_rollback=True):
        second.execute("select count(*) from maitred.bookings")
        assert ask(first, ASSIGN, "anna", ["T1"]) == "T1"
        assert ask(second, ASSIGN, "ben", ["T7"]) == "40001"
    assert ask(second, ASSIGN, "ben", ["T7"]) == "MD301"


def test_a_plan_that_was_overtaken_changes_nothing(restaurant: Restaurant) -> None:
    restaurant.observer.execute("select maitred_test.seat('anna', array['T2'])")
    restaurant.observer.execute("update maitred.booking_table_assignments set pinned = false")
    restaurant.book("ten", party=10)
    manager, desk = restaurant.session(), restaurant.session()
    with desk.transaction():
        assert ask(desk, CANCEL, "anna") == "cancelled"
        waiting = restaurant.blocked(manager, REOPTIMISE)
    assert waiting.result(PATIENCE) == "40001"
    assert restaurant.status("ten") == "pending"
    assert ask(manager, REOPTIMISE) == 1
    assert restaurant.tables("ten") == "T2 T3 T4"
    assert not restaurant.drift()


def test_two_changes_of_a_floor_are_both_in_the_options(restaurant: Restaurant) -> None:
    first, second = restaurant.session(), restaurant.session()
    add = (
        "insert into maitred.table_inventory (restaurant_id, zone_id, name, capacity)"
        " values (maitred_test.id('restaurant'), maitred_test.id('terrace'), %s, 5) returning name"
    )
    with first.transaction():
        assert ask(first, add, "T91") == "T91"
        waiting = restaurant.blocked(second, add, "T92")
    assert waiting.result(PATIENCE) == "T92"
    assert restaurant.value("select count(*) from maitred_internal.table_options where capacity = 5") == 2
