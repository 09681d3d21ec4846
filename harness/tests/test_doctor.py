"""Maitred doctor, explain and prune, as a person at the terminal meets them; and repairs that meet other sessions."""

import csv
import json
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
from click.testing import CliRunner, Result

from .. import cli
from ..data import doctor
from .conftest import Connect
from .damage import Database, break_rows, drift, everything, open_restaurant
from .racing import PATIENCE

Run = Callable[..., Result]

BOOKINGS = """
select maitred_test.seat('ann', '{T6}', 8), maitred_test.seat('bob', '{T3,T4}', 8);
update maitred.restaurants set auto_assign_on_booking = true;
select maitred_test.book('cid', 8);
"""
ORPHAN = """
update maitred.bookings set status = 'cancelled' where id = maitred_test.booking('ann');
delete from maitred.booking_table_assignments where booking_id = maitred_test.booking('ann');
insert into maitred.observability_events (restaurant_id, booking_id, name, payload, occurred_at)
select b.restaurant_id, b.id, 'booking.status_changed', '{"from": "confirmed", "to": "cancelled"}', now()
from maitred.bookings as b where b.id = maitred_test.booking('ann');
"""


@pytest.fixture
def restaurant(connect: Connect) -> Database:
    """Ann was cancelled, but her allocation still keeps a table from cid, who waits for one."""
    connection = connect()
    open_restaurant(connection, BOOKINGS)
    break_rows(connection, ORPHAN)
    return connection


@pytest.fixture
def run(database: str) -> Run:
    """Run a command on the database of the test."""

    def one(*arguments: str) -> Result:
        return CliRunner().invoke(cli.main, arguments, env={"DATABASE_URL": database, "COLUMNS": "200"})

    return one


def test_a_sane_database_is_clean(run: Run) -> None:
    done = run("doctor")
    assert (done.exit_code, done.stdout) == (0, "No drift: the rows agree with each other.\n")


def test_the_report_says_what_it_is_who_suffers_and_what_a_repair_does(restaurant: Database, run: Run) -> None:
    done = run("doctor")
    assert done.exit_code == 1
    assert "allocation_without_owner: 1 row, since " in done.stdout
    for words in ("An allocation whose assignment", "restaurant, table T6", "Frees the time", "cancelled, its rows"):
        assert words in done.stdout
    assert "cid, 8 guests, Sat 2031-06-07 19:00 (pending, waits for a table)" in done.stdout
    assert drift(restaurant) == ["allocation_without_owner"]


def test_a_repair_is_shown_done_and_undone(restaurant: Database, run: Run) -> None:
    before = everything(restaurant)
    shown = run("doctor", "--repair")
    assert shown.exit_code == 1
    assert "A repair would do this:" in shown.stdout
    assert "Nothing was changed: add --apply to do it." in shown.stdout
    assert everything(restaurant) == before

    done = run("doctor", "--repair", "--apply")
    assert done.exit_code == 0
    assert drift(restaurant) == []

    undone = run("doctor", "--undo", done.stdout.split()[-1])
    assert undone.exit_code == 0
    assert "2 rows are as they were" in undone.stdout
    assert {row for row in everything(restaurant) if not row.startswith("maitred.repair_log")} == before
    assert run("doctor", "--repair", "--apply").exit_code == 0


def test_the_waiting_booking_is_explained_and_gets_the_table_after_the_repair(restaurant: Database, run: Run) -> None:
    cid = str(restaurant.execute("select maitred_test.booking('cid')").fetchone()[0])  # type: ignore[index]
    restaurant.execute("select maitred.run_assignment_job()")
    page = run("explain", cid)
    assert page.exit_code == 0
    for words in (
        "cid, 8 guests, restaurant, Sat 2031-06-07 19:00 to 21:00",
        "allocation_without_owner",
        "T3 + T4",
        "auto_assign",
    ):
        assert words in page.stdout
    told = json.loads(run("explain", cid, "--json").stdout)
    assert told["drift"][0]["table"] == "T6"
    assert told["job"]["attempts"] == 1

    run("doctor", "--repair", "--apply")
    restaurant.execute("select maitred.run_assignment_job()")
    told = json.loads(run("explain", cid, "--json").stdout)
    assert told["booking"]["status"] == "confirmed"
    assert [table["table"] for table in told["tables"]] == ["T6"]
    assert "options" in told


def test_json_and_artifacts_hold_everything(restaurant: Database, run: Run, tmp_path: Path) -> None:
    done = run("doctor", "--repair", "--apply", "--json", "--artifacts", str(tmp_path))
    told = json.loads(done.stdout)
    assert told["exit_code"] == 0
    assert told["groups"][0]["findings"][0]["table_name"] == "T6"
    assert {change["action"] for change in told["changes"]} == {"delete", "update"}
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {
        "drift-before.csv",
        "drift-after.csv",
        "changes.csv",
        "allocations-before.csv",
        "bookings-before.csv",
        "bookings-after.csv",
    }
    with (tmp_path / "drift-before.csv").open(newline="") as file:
        (row,) = csv.DictReader(file)
    assert json.loads(row["detail"])["kind"] == "assignment"
    assert drift(restaurant) == []


@pytest.mark.usefixtures("restaurant")
def test_errors_are_exit_2_and_one_sentence(run: Run, tmp_path: Path) -> None:
    unknown = run("doctor", "--kind", "nonsense")
    assert unknown.exit_code == 2
    assert unknown.stderr.startswith("There is no kind of drift 'nonsense': the kinds are allocation_not_covering, ")
    undo = run("doctor", "--undo", "00000000-0000-0000-0000-000000000000")
    assert undo.exit_code == 2
    assert "must be the id of a repair in maitred.repair_log" in undo.stderr
    for repair in ([], ["--repair"]):
        restaurant = run("doctor", *repair, "--restaurant", "00000000-0000-0000-0000-000000000000")
        assert (restaurant.exit_code, "there is no restaurant" in restaurant.stderr.lower()) == (2, True)
    for more in (["--repair"], ["--kind", "job_missing"], ["--json"], ["--artifacts", str(tmp_path)]):
        both = run("doctor", "--undo", "00000000-0000-0000-0000-000000000000", *more)
        assert (both.exit_code, "goes with no other option" in both.stderr) == (2, True)
    (tmp_path / "file").touch()
    assert run("doctor", "--artifacts", str(tmp_path / "file")).exit_code == 2
    assert run("doctor", "--apply").exit_code == 2
    nowhere = CliRunner().invoke(cli.main, ["doctor"], env={"DATABASE_URL": "postgresql://u@127.0.0.1:1/x"})
    assert nowhere.exit_code == 2
    assert "Traceback" not in nowhere.output


def test_explaining_nobody_is_one_sentence(run: Run) -> None:
    done = run("explain", "00000000-0000-0000-0000-000000000000")
    assert done.exit_code == 1
    assert done.stderr == "MD101: there is no booking 00000000-0000-0000-0000-000000000000\n"


def test_what_needs_review_is_exit_1_after_a_repair(connect: Connect, run: Run) -> None:
    connection = connect()
    open_restaurant(
        connection,
        "select maitred_test.seat('ann', '{T1}'), maitred_test.seat('bob', '{T1}', 2, maitred_test.at('21:00'))",
    )
    break_rows(
        connection,
        "update maitred.bookings set start_at = start_at - interval '1 hour' where id = maitred_test.booking('bob')",
    )
    done = run("doctor", "--repair", "--apply")
    assert done.exit_code == 1
    assert "Needs review:" in done.stdout
    assert "Nothing that a repair could do without choosing." in done.stdout


@pytest.mark.parametrize("constraint", [True, False])
def test_two_bookings_at_one_table_are_parted_as_the_recipe_says(connect: Connect, run: Run, constraint: bool) -> None:
    connection = connect()
    open_restaurant(connection, "select maitred_test.seat('ann', '{T3}'), maitred_test.seat('bob', '{T4}')")
    if not constraint:
        connection.execute("alter table maitred.allocations drop constraint allocations_no_overlap")
    shift = "update {} set table_id = maitred_test.id('T3') where booking_id = maitred_test.booking('bob')"
    away = "delete from {} where booking_id = maitred_test.booking('bob')"
    break_rows(connection, shift.format("maitred.booking_table_assignments"))
    break_rows(connection, (away if constraint else shift).format("maitred.allocations"))
    assert run("doctor", "--repair", "--apply").exit_code == 1

    if constraint:
        connection.execute(
            "select maitred.reassign_tables_atomic(maitred_test.booking('bob'), array[maitred_test.id('T4')])"
        )
    else:
        connection.execute("select maitred.unassign_tables_atomic(maitred_test.booking('bob'))")
        connection.execute(
            "alter table maitred.allocations add constraint allocations_no_overlap exclude using gist "
            "(restaurant_id with =, table_id with =, during with &&)"
        )
        connection.execute(
            "select maitred.assign_tables_atomic_v2(maitred_test.booking('bob'), array[maitred_test.id('T4')])"
        )
    assert run("doctor").exit_code == 0


def test_advice_is_no_drift(connect: Connect, run: Run) -> None:
    connection = connect()
    open_restaurant(connection, "select maitred_test.seat('ann', '{T3,T4}', 7)")
    connection.execute("delete from maitred.table_adjacencies")
    done = run("doctor")
    assert done.exit_code == 0
    assert "not_connected" in done.stdout


def test_history_is_planned_and_pruned(connect: Connect, run: Run) -> None:
    connection = connect()
    open_restaurant(connection, "select maitred_test.seat('ann', '{T1}', 2, maitred_test.at('19:00', -3650))")
    connection.execute("select maitred.cancel_booking(maitred_test.booking('ann'))")
    break_rows(connection, "update maitred.bookings set updated_at = updated_at - interval '3 years'")
    plan = run("prune", "--older-than", "2 years", "--plan")
    assert [line.split() for line in plan.stdout.splitlines()] == [
        ["relation", "would", "go"],
        ["bookings", "1"],
        ["emails", "3"],
    ]
    assert run("prune", "--older-than", "2 years").exit_code == 0
    assert connection.execute("select count(*) from maitred.bookings").fetchone() == (0,)
    assert "Nothing is that old." in run("prune", "--older-than", "2 years").stdout
    assert "at least 1 day" in run("prune", "--older-than", "1 hour").stderr


def wait_until_blocked(connection: Database, backend: int) -> None:
    """Return when a backend waits for somebody else's lock."""
    deadline = time.monotonic() + PATIENCE
    while connection.execute("select cardinality(pg_blocking_pids(%s))", [backend]).fetchone() == (0,):
        assert time.monotonic() < deadline, "nobody waits"
        time.sleep(0.01)


def in_background(work: Callable[[], Any]) -> tuple[threading.Thread, list[Any]]:
    """Start work in a thread, and give the list that its result, or error, comes to."""
    results: list[Any] = []

    def run_it() -> None:
        try:
            results.append(work())
        except psycopg.Error as error:
            results.append(error)

    thread = threading.Thread(target=run_it)
    thread.start()
    return thread, results


def test_a_repair_killed_half_way_changes_nothing(restaurant: Database, connect: Connect) -> None:
    before = everything(restaurant)
    guard, victim = connect(autocommit=False), connect()
    guard.execute("lock table maitred.repair_log in exclusive mode")
    thread, results = in_background(lambda: doctor.repair(victim, apply=True))
    wait_until_blocked(restaurant, victim.info.backend_pid)
    restaurant.execute("select pg_terminate_backend(%s)", [victim.info.backend_pid])
    thread.join(timeout=PATIENCE)
    guard.rollback()
    assert isinstance(results[0], psycopg.errors.AdminShutdown)
    assert everything(restaurant) == before


def test_of_two_doctors_at_once_one_waits_and_finds_nothing_left(restaurant: Database, connect: Connect) -> None:
    first, second = connect(), connect()
    with first.transaction():
        report = doctor.repair(first, apply=True)
        thread, results = in_background(lambda: doctor.repair(second, apply=True))
        wait_until_blocked(restaurant, second.info.backend_pid)
    thread.join(timeout=PATIENCE)
    assert len(report.changes) == 2
    assert results[0].changes == []
    assert results[0].exit_code == 0
    assert restaurant.execute("select count(distinct repair_id) from maitred.repair_log").fetchone() == (1,)


def test_a_doctor_needs_no_other_role(connect: Connect) -> None:
    open_restaurant(connect(), BOOKINGS)
    break_rows(connect(), ORPHAN)
    connection = connect(role="maitred_doctor")
    assert doctor.check(connection).exit_code == 1
    report = doctor.repair(connection, apply=True)
    assert report.exit_code == 0
    assert doctor.undo(connection, report.changes[0].repair_id) == 2


LIVE = """
insert into maitred.restaurants (id, name, timezone)
select md5('h' || i)::uuid, 'h' || i, 'UTC' from generate_series(1, 50) as i;
insert into maitred.zones (restaurant_id, id, name) select id, id, 'zone' from maitred.restaurants;
insert into maitred.table_inventory (restaurant_id, id, zone_id, name, capacity)
select r.id, md5(r.name || t)::uuid, r.id, t::text, 4 from maitred.restaurants as r, generate_series(1, 20) as t;
insert into maitred.bookings (restaurant_id, id, party_size, start_at, end_at, status, guest_name, locale, source,
    created_at, updated_at)
select t.restaurant_id, md5(t.id::text || n)::uuid, 4, s.start_at, s.start_at + interval '2 hours', 'confirmed',
    'guest', 'en', 'import', now(), now()
from maitred.table_inventory as t, generate_series(1, 20) as n,
    lateral (select timestamptz '2031-01-01 00:00Z' + n * interval '3 hours') as s (start_at);
insert into maitred.booking_table_assignments (restaurant_id, booking_id, table_id, start_at, end_at, assigned_at)
select b.restaurant_id, b.id, t.id, b.start_at, b.end_at, now()
from maitred.table_inventory as t, generate_series(1, 20) as n, maitred.bookings as b
where b.restaurant_id = t.restaurant_id and b.id = md5(t.id::text || n)::uuid;
insert into maitred.allocations (restaurant_id, table_id, during, kind, booking_id)
select restaurant_id, table_id, tstzrange(start_at, end_at), 'assignment', booking_id
from maitred.booking_table_assignments;
"""


def test_one_restaurant_is_evaluated_without_reading_the_others(connect: Connect) -> None:
    connection = connect()
    break_rows(connection, LIVE)
    connection.execute("analyze")

    def rows_read(restaurant: str | None) -> int:
        count = "select sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::int from pg_stat_xact_user_tables"
        with connection.transaction():
            before = connection.execute(count).fetchone()[0]  # type: ignore[index]
            connection.execute("select * from maitred.find_assignment_drift(%s)", [restaurant])
            return int(connection.execute(count).fetchone()[0] - before)  # type: ignore[index]

    restaurant = connection.execute("select id from maitred.restaurants limit 1").fetchone()[0]  # type: ignore[index]
    assert rows_read(restaurant) < rows_read(None) / 30


def test_the_page_for_operators_lists_every_kind_of_drift_as_the_database_does(connect: Connect) -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "when-something-is-wrong.md").read_text(encoding="utf-8")
    kinds = connect().execute(
        "select kind, meaning, cause, consequence, repair from maitred.drift_catalogue order by repair_order"
    )
    rows = [
        f"| `{kind}` | {meaning} | {cause} | {effect} | {repair} |" for kind, meaning, cause, effect, repair in kinds
    ]
    assert [line for line in page.splitlines() if line.startswith("| `") and line.count("|") == 6] == rows
