import os
import re
import time
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import ExitStack
from multiprocessing import get_context
from multiprocessing.queues import SimpleQueue

import psycopg
import pytest
from click.testing import CliRunner

from .. import HarnessError, sql_directory
from ..cli import race as cli_race
from ..races import copies
from ..races.copies import copied
from ..races.explore import Finding, explore, replay
from ..races.sandbox import Sandbox, open_sandbox
from ..races.scenario import READ_COMMITTED, REPEATABLE_READ, Party, Scenario, find, load
from ..races.strategy import Count
from ..races.strategy.exhaustive import Exhaustive
from ..races.strategy.sampled import Sampled
from ..server.embedded import EmbeddedServer

pytestmark = pytest.mark.races

ALL = os.environ.get("MAITRED_RACES") == "all"
SHORT = 3  # schedules of each race in make test
PROCESSES = 4  # races at a time

RACES = {
    f"{name}, {level}": (name, scenario, level)
    for name, (_, scenario) in load().items()
    for level in (scenario.levels if ALL else [READ_COMMITTED])
}


@pytest.fixture(scope="module")
def sandbox(server: EmbeddedServer, template: str) -> Iterator[Sandbox]:
    with open_sandbox(server.create_database("races", template)) as running:
        yield running
    server.drop_database("races")


Result = tuple[Count, list[Finding], float]

_pool = ExitStack()
_sandboxes: list[Sandbox] = []


def open_database(dsns: "SimpleQueue[str]") -> None:
    """Open the sandbox of a process that runs races."""
    _sandboxes.append(_pool.enter_context(open_sandbox(dsns.get())))


def run(race: str) -> Result:
    """Run a race in this process's sandbox."""
    name, scenario, level = RACES[race]
    strategy, started = Sampled(scenario.limit if ALL else SHORT), time.monotonic()
    findings = explore(_sandboxes[0], name, scenario, strategy, isolation=level)
    return strategy.count, findings, time.monotonic() - started


@pytest.fixture(scope="module")
def results(
    request: pytest.FixtureRequest, server: EmbeddedServer, template: str
) -> Iterator[dict[str, "Future[Result]"]]:
    """Run the races asked for side by side, each in a database of its own, since in a race only one acts at a time."""
    calls = [getattr(item, "callspec", None) for item in request.session.items if item.path == request.path]
    races = [call.params["race"] for call in calls if call and "race" in call.params]
    fresh = get_context("spawn")
    databases = [f"races_{number}" for number in range(PROCESSES)]
    dsns = fresh.SimpleQueue()
    for name in databases:
        dsns.put(server.create_database(name, template))
    with ProcessPoolExecutor(PROCESSES, fresh, open_database, (dsns,)) as processes:
        yield {race: processes.submit(run, race) for race in races}
        processes.shutdown(cancel_futures=True)
    for name in databases:
        server.drop_database(name)


@pytest.mark.parametrize("race", RACES)
def test_every_schedule_ends_well(results: dict[str, "Future[Result]"], race: str) -> None:
    count, findings, seconds = results[race].result()
    print(f"\n{race}: {count} in {seconds:.1f} s, {count.played / seconds:.0f}/s", end="")
    assert not findings, "\n".join(map(str, findings))


def steps(*names: str, number: int = 2, level: str = READ_COMMITTED) -> Scenario:
    return Scenario(sessions={name: ["select 1"] * number for name in names}, levels=(level,))


def schedules(sandbox: Sandbox, scenario: Scenario, strategy: Exhaustive | None = None) -> tuple[set[str], Count]:
    found: set[str] = set()
    strategy = strategy or Exhaustive()

    def note(seen: object) -> Iterator[str]:
        found.add(seen.trace.schedule)  # type: ignore[attr-defined]
        return iter(())

    noted = Scenario(**{**vars(scenario), "expect": note})
    assert not explore(sandbox, "test", noted, strategy)
    return found, strategy.count


def test_every_order_of_free_steps_is_played_once(sandbox: Sandbox) -> None:
    found, count = schedules(sandbox, steps("anna", "bert"))
    assert found == {"aabb", "abab", "abba", "baab", "baba", "bbaa"}
    assert str(count) == "6 of 6"
    found, count = schedules(sandbox, steps("anna", "bert", "carl"))
    assert len(found) == 90
    assert str(count) == "90 of 90"


def test_a_sample_is_drawn_by_its_seed_and_says_of_how_many(sandbox: Sandbox) -> None:
    many = steps("anna", "bert", "carl", number=4)  # 12! / 4!^3 = 34,650
    first, count = schedules(sandbox, many, Sampled(12, seed=7))
    assert count.played == 12
    assert not count.exact
    assert 3_000 < count.total < 400_000
    assert schedules(sandbox, many, Sampled(12, seed=7))[0] == first
    assert schedules(sandbox, many, Sampled(12, seed=8))[0] != first


def test_a_sample_repeats_no_schedule(sandbox: Sandbox) -> None:
    before = sandbox.played
    found, count = schedules(sandbox, steps("anna", "bert", "carl"), Sampled(80))
    assert len(found) == sandbox.played - before == 80
    assert not count.exact
    assert 80 <= count.total < 100


def test_a_session_that_waits_is_not_let_act(sandbox: Sandbox) -> None:
    lock = "begin; select from maitred.table_inventory where id = {T1} for update"
    found, _ = schedules(sandbox, Scenario(sessions={"anna": [lock, "commit"], "bert": [lock, "commit"]}))
    assert found == {"aabb", "abab", "bbaa", "baba"}


def test_a_deadlock_is_an_outcome_and_is_told(sandbox: Sandbox) -> None:
    lock = "select from maitred.table_inventory where id = {%s} for update"
    scenario = Scenario(
        tables={"T1": 2, "T2": 2},
        sessions={
            "anna": [f"begin; {lock % 'T1'}", lock % "T2", "commit"],
            "bert": [f"begin; {lock % 'T2'}", lock % "T1", "commit"],
        },
    )
    (finding, *_) = explore(sandbox, "test", scenario)
    assert re.search("was told 40P01: deadlock detected", str(finding))
    seen, wrong = replay(sandbox, scenario, finding.schedule)
    assert seen.trace.schedule == finding.schedule
    assert wrong


def test_a_session_that_nobody_lets_go_is_told(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("harness.races.runner.PATIENCE", 1.0)
    waits = Scenario(sessions={"anna": ["select 1", "select pg_sleep(60)"], "bert": ["select 1"]})
    (finding, *_) = explore(sandbox, "test", waits)
    assert "anna does not answer" in str(finding)
    assert "anna: select pg_sleep(60)" in str(finding)
    assert re.search("again: maitred race replay test b?ab?a$", str(finding))


def test_a_write_pauses_where_it_was_asked_to(sandbox: Sandbox) -> None:
    scenario = Scenario(
        sessions={"anna": ["select * from maitred.assign_tables_atomic_v2({anna}, array[{T1}])"], "bert": ["select 1"]},
        pauses=("insert allocations",),
    )
    found, _ = schedules(sandbox, scenario)
    assert found == {"aab", "aba", "baa"}


def test_what_is_wrong_is_found_and_replayed(sandbox: Sandbox) -> None:
    forged = Scenario(
        bookings={"anna": Party(), "bert": Party()},
        sessions={
            "anna": ["update maitred.bookings set pending_ref = {bert} where id = {anna}"],
            "bert": ["delete from maitred_internal.assignment_jobs where booking_id = {bert}"],
        },
    )
    (finding, *_) = explore(sandbox, "forged", forged)
    told = str(finding)
    assert "drift: job_missing" in told
    assert "open cycles" in told
    assert f"maitred race replay forged {finding.schedule}" in told


def test_what_goes_wrong_by_waiting_is_found(sandbox: Sandbox) -> None:
    function = sql_directory() / "functions" / "core" / "drift" / "drift_hold_without_allocation.sql"
    of_expired_holds = function.read_text(encoding="utf-8").replace("h.expires_at > v_now", "h.expires_at < v_now")
    scenario = Scenario(
        sessions={
            "anna": [
                "select from maitred.create_table_hold_v2({anna}, array[{T1}])",
                "do $$ begin perform set_config('session_replication_role', 'replica', true);"
                " delete from maitred.allocations where restaurant_id = {restaurant}; end $$",
            ]
        }
    )
    try:
        sandbox.control.execute(of_expired_holds.encode())
        (finding, *_) = explore(sandbox, "test", scenario)
    finally:
        sandbox.control.execute(function.read_bytes())
    assert len(finding.wrong) == 1
    assert finding.wrong[0].startswith("an hour later there is drift: hold_without_allocation table_holds:")


def test_an_error_outside_the_catalogue_is_wrong(sandbox: Sandbox) -> None:
    (finding, *_) = explore(sandbox, "test", Scenario(sessions={"anna": ["select 1 / 0"]}))
    assert "22012" in str(finding)


def test_a_refusal_without_a_reason_is_wrong(sandbox: Sandbox) -> None:
    raised = (
        "do $$ begin perform maitred_internal.raise_error('table_overlap', 'taken', "
        "jsonb_build_object('table_id', {T1}, 'blocker_id', {anna}), p_table => 'allocations'); end $$"
    )
    (finding, *_) = explore(sandbox, "test", Scenario(sessions={"anna": [raised]}))
    assert "it never was" in str(finding)


def test_serializable_sessions_are_told_to_run_again(sandbox: Sandbox) -> None:
    name, scenario, _ = next(value for value in RACES.values() if value[0] == "assign_x_assign")
    told: set[str] = set()

    def note(seen: object) -> Iterator[str]:
        told.update(seen.outcomes())  # type: ignore[attr-defined]
        return iter(())

    noted = Scenario(**{**vars(scenario), "expect": note})
    assert not explore(sandbox, name, noted, isolation=REPEATABLE_READ)
    assert told == {"ok", "40001", "MD201"}


# --- Copies -----------------------------------------------------------------------------------------------------------


def databases(server: EmbeddedServer) -> set[str]:
    with psycopg.connect(server.dsn()) as connection:
        return {name for (name,) in connection.execute("select datname from pg_database")}


def test_a_copy_is_raced_in_and_dropped_and_the_original_is_untouched(
    server: EmbeddedServer, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = databases(server)
    with psycopg.connect(database, autocommit=True) as user:
        user.execute("insert into maitred.restaurants (name, timezone) values ('Chez nous', 'Europe/Paris')")
        monkeypatch.setenv("DATABASE_URL", database)
        done = CliRunner().invoke(cli_race.race, ["run", "assign_x_unassign", "--limit", "4", "--copy"])
        assert done.exit_code == 0, done.output
        assert "read committed: 4 of" in done.output
        assert user.execute("select count(*) from maitred.restaurants").fetchone() == (1,)
        assert user.execute("select to_regnamespace('maitred_race')").fetchone() == (None,)
    assert databases(server) == before


def test_the_original_is_refused(database: str) -> None:
    with psycopg.connect(database, autocommit=True) as user:
        user.execute("insert into maitred.restaurants (name, timezone) values ('Chez nous', 'Europe/Paris')")
    with pytest.raises(HarnessError, match="in a copy"), open_sandbox(database):
        pass


def test_an_empty_database_cannot_be_copied(empty_database: str) -> None:
    with pytest.raises(HarnessError, match="has no maitred in it"), copied(empty_database):
        pass


def test_a_copy_that_cannot_be_loaded_is_an_error_and_no_wait(server: EmbeddedServer, database: str) -> None:
    with pytest.raises(HarnessError, match="could not be copied.*no_such_database"):
        copies._dump(database, server.dsn("no_such_database"))


def test_a_password_is_not_on_the_command_line() -> None:
    url, environment = copies._hidden("postgresql://ada:hush@db.example.org/restaurant")
    assert "hush" not in url
    assert "dbname=restaurant" in url
    assert environment["PGPASSWORD"] == "hush"


def test_what_was_found_is_replayed_as_the_finding_says() -> None:
    done = CliRunner().invoke(cli_race.race, ["replay", "assign_x_assign", "aaaaabbbbb"])
    assert done.exit_code == 0, done.output
    assert "bert -> MD201 T1 is taken by" in done.output
    assert "not possible" not in done.output


def test_an_unknown_isolation_level_is_refused() -> None:
    done = CliRunner().invoke(cli_race.race, ["replay", "assign_x_assign", "ab", "--isolation", "snapshot"])
    assert done.exit_code == 2
    assert "serializable" in done.output


def test_an_unknown_race_is_refused() -> None:
    with pytest.raises(HarnessError, match="no race chess"):
        find(["chess"])
