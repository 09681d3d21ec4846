"""Running the SQL tests, and measuring them."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from .. import HarnessError
from ..dev import coverage, pgtap
from ..dev.coverage import Branch
from ..dev.pgtap import find_tests, summarise
from ..server.embedded import embedded_server

PASSED = "All tests successful.\nFiles=3, Tests=21,  0 wallclock secs\nResult: PASS\n"
FAILED = """\
Test Summary Report
-------------------
sql/tests/a.sql (Wstat: 0 Tests: 5 Failed: 2)
  Failed tests:  1-2
sql/tests/b.sql (Wstat: 768 (exited 3) Tests: 1 Failed: 0)
  Non-zero exit status: 3
  Parse errors: Bad plan.  You planned 3 tests but ran 1.
Files=3, Tests=10,  0 wallclock secs
Result: FAIL
"""
NOTHING = "Files=0, Tests=0,  0 wallclock secs\nResult: NOTESTS\n"
FUNCTION = """
create schema maitred_internal;
create function maitred_internal.half(p_n int) returns int language plpgsql as $$
begin
    if p_n < 0 then
        p_n := 0;
    end if;
    begin
        return 10 / p_n;
    exception
        when division_by_zero then
            return null;
    end;
end;
$$;
create function maitred_internal.unused() returns int language plpgsql as $$
begin
    return 1;
end;
$$;
"""
# Drift that there is from an instant on.
SOON_WRONG = """
do $do$
begin
    execute format(
        'create or replace function maitred_internal.drift_job_missing(%s)
        returns table (restaurant_id uuid, booking_id uuid, table_id uuid, row_ref text, detail jsonb)
        language sql
        stable
        as %L',
        pg_get_function_arguments('maitred_internal.drift_job_missing'::regproc),
        $$
            select null::uuid, null::uuid, null::uuid, 'bookings:late', jsonb '{{}}'
            where clock_timestamp() > timestamptz '{instant}'
        $$
    );
end
$do$;
"""
FILE = """
begin;
select plan(1);
{wrong}
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
"""


@pytest.mark.parametrize(
    ("report", "code", "counts"), [(PASSED, 0, (21, 0)), (FAILED, 1, (8, 3)), (NOTHING, 0, (0, 1)), ("", 127, (0, 1))]
)
def test_the_totals_are_read_off_the_report(report: str, code: int, counts: tuple[int, int]) -> None:
    assert summarise(report, code)[:2] == counts


def test_a_folder_without_a_test_is_no_success(tmp_path: Path) -> None:
    (tmp_path / "a.pg").touch()
    with pytest.raises(HarnessError, match="holds no test"):
        find_tests([tmp_path])


def test_fixtures_are_no_tests() -> None:
    assert not any(path.is_relative_to(pgtap.SUPPORT) for path in find_tests())


def test_drift_that_appears_by_waiting_fails_a_test_that_has_passed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if pgtap.missing():
        pytest.skip("pgTAP is not installed")
    monkeypatch.setattr(pgtap, "ROOT", tmp_path)
    for name, hours in (("today", 0.5), ("tomorrow", 24)):
        wrong = SOON_WRONG.format(instant=datetime.now(UTC) + timedelta(hours=hours))
        (tmp_path / f"{name}.sql").write_text(FILE.format(wrong=wrong))
    with pgtap.prepared_server() as server:
        result = pgtap.prove(server, [tmp_path / "today.sql", tmp_path / "tomorrow.sql"])
    assert (result.passed, result.failed) == (2, 1), result.report
    assert "an hour later there is drift: job_missing bookings:late" in result.report


# Rows in another order, and a client elsewhere.
OTHERWISE = (
    " -c enable_indexscan=off -c enable_bitmapscan=off -c enable_nestloop=off -c enable_hashagg=off -c jit=off"
    " -c timezone=Pacific/Kiritimati -c datestyle=German"
)


@pytest.mark.races
def test_sql_tests_pass_under_other_circumstances(monkeypatch: pytest.MonkeyPatch) -> None:
    if os.environ.get("MAITRED_RACES") != "all":
        pytest.skip("for make races")
    monkeypatch.setattr(pgtap, "SESSION", pgtap.SESSION + OTHERWISE)
    files = [path for path in find_tests() if not path.stem.startswith("reads_")]  # which look at plans
    with pgtap.prepared_server(settings={}) as server:
        result = pgtap.prove(server, files)
    assert not result.failed, result.report


def test_branches_are_counted_though_the_transaction_is_rolled_back() -> None:
    if "plpgsql_check" in pgtap.missing():
        pytest.skip("plpgsql_check is not installed")
    with embedded_server(settings=coverage.SETTINGS) as server, psycopg.connect(server.dsn()) as connection:
        connection.execute("create extension plpgsql_check")
        connection.execute(FUNCTION)
        connection.commit()
        connection.execute("select maitred_internal.half(4)")
        connection.rollback()
        found = {(b.function.partition(".")[2], b.note): b.ran for b in coverage.measure(connection)}
    assert found == {
        ("half", "never called"): True,
        ("half", "then body"): False,
        ("half", "not entered"): True,
        ("half", "exception 1"): False,
        ("unused", "never called"): False,
    }


def test_a_branch_ran_if_it_ran_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(coverage.FOLDER, str(tmp_path))
    one, two = Branch("m.f", "then body", 3, False), Branch("m.f", "not entered", 2, False)
    coverage.write_down([one, two], coverage.ALL)
    coverage.write_down([one._replace(ran=True), Branch("m.gone", "then body", 1, True)], "1.json")
    found = coverage.read(tmp_path)
    assert sorted(found) == sorted([one._replace(ran=True), two])
    assert coverage.share(found) == 0.5
    assert "m.f: 2 not entered" in coverage.describe(found)
