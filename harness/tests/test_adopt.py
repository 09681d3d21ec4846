"""Taking over an older system: 5,000 invented bookings, and each fault that was ever seen."""

import pytest
from click.testing import CliRunner

from .. import HarnessError, cli
from ..data.adopt import adopt
from .conftest import Connect
from .damage import LEGACY, Database, drift, everything

REASONS = {
    "duplicate_assignment": 1,
    "duplicate_slot": 2,
    "impossible_booking": 2,
    "impossible_table": 1,
    "live_hold": 1,
    "missing_zone": 2,
    "no_restaurant": 3,
    "no_right_to_tables": 1,
    "orphan_allocation": 1,
    "orphan_assignment": 4,
    "other_window": 1,
    "overlap": 3,
    "repeated_booking": 1,
    "repeated_name": 1,
    "stale_key": 1,
    "unknown_neighbour": 3,
    "unknown_status": 1,
    "unknown_timezone": 1,
    "unusable_email": 1,
}


@pytest.fixture
def legacy(connect: Connect) -> Database:
    """A database in which the older system's tables stand beside maitred's."""
    connection = connect()
    connection.execute(LEGACY.read_text())
    return connection


def counted(connection: Database, query: str) -> dict[str, int]:
    return dict(connection.execute(query).fetchall())


def tables_of(connection: Database, name: str) -> list[tuple[str, str]]:
    """Return the status of an older booking here, and the names of its tables."""
    return connection.execute(
        """
        select b.status::text, coalesce(string_agg(t.name, ' ' order by t.name), '') from maitred.bookings as b
        left join maitred.booking_table_assignments as a on a.booking_id = b.id
        left join maitred.table_inventory as t on t.id = a.table_id
        where b.id = legacy.id(%s) group by b.id, b.status
        """,
        [name],
    ).fetchall()


def test_a_plan_names_every_fault_and_changes_nothing(legacy: Database, database: str) -> None:
    before = everything(legacy)
    done = CliRunner().invoke(
        cli.main, ["adopt", "--from-schema", "legacy", "--plan"], env={"DATABASE_URL": database, "COLUMNS": "200"}
    )
    assert done.exit_code == 0
    for reason, count in REASONS.items():
        assert f"{reason}: {count} rows." in done.stdout
    assert "select booking_id, table_id, count(*) from legacy.booking_table_assignments group by 1, 2" in done.stdout
    assert done.stdout.endswith("Nothing was changed.\n")
    assert everything(legacy) == before
    assert legacy.execute("select count(*) from maitred.adoption_quarantine").fetchone() == (0,)


def test_what_is_clean_is_taken_over_and_can_be_worked_with_and_the_rest_is_put_aside(legacy: Database) -> None:
    result = adopt(legacy, "legacy")
    assert result.read["bookings"] == 5000
    assert result.adopted["bookings"] == 4994
    assert {blocker.reason: blocker.rows for blocker in result.blockers} == REASONS
    assert result.drift == 0
    assert drift(legacy) == []
    assert counted(legacy, "select status::text, count(*) from maitred.bookings group by 1") == counted(
        legacy,
        """
        select case when exists (select from maitred.booking_table_assignments as a where a.booking_id = b.id)
            or b.status <> 'confirmed' then b.status else 'pending_allocation' end, count(*)
        from legacy.bookings as b where exists (select from maitred.bookings as m where m.id = b.id)
        and ctid = (select min(ctid) from legacy.bookings as o where o.id = b.id) group by 1
        """,
    )
    assert tables_of(legacy, "faulty 9") == [("confirmed", "C1")]
    assert tables_of(legacy, "faulty 10") == tables_of(legacy, "faulty 12") == [("pending_allocation", "")]
    assert tables_of(legacy, "faulty 14") == [("confirmed", "94 (b7e157d3)")]
    assert tables_of(legacy, "faulty 18") == [("cancelled", "")]
    assert tables_of(legacy, "faulty 19") == [("confirmed", "1 3")]
    assert legacy.execute(
        """
        select start_at = '2031-07-06 22:00Z', end_at = '2031-07-06 23:30Z' from maitred.bookings
        where id = legacy.id('faulty 8')
        """
    ).fetchone() == (True, True)
    assert legacy.execute(
        "select guest_name, guest_email from maitred.bookings where id = legacy.id('faulty 7')"
    ).fetchone() == ("Line break", None)
    assert legacy.execute("select id = legacy.id('works') from maitred.table_blocks").fetchall() == [(True,)]
    assert legacy.execute(
        "select bool_and(j.run_at = b.start_at and b.staff_decides), count(*) > 0"
        " from maitred_internal.assignment_jobs as j join maitred.bookings as b on b.id = j.booking_id"
    ).fetchone() == (True, True)
    for quiet in ("maitred_internal.outbox_keys", "maitred_internal.adoption_rows"):
        assert legacy.execute(f"select count(*) from {quiet}").fetchone() == (0,)
    known = "select count(distinct tablename) from pg_stats where schemaname = 'maitred' and tablename = any(%s)"
    assert legacy.execute(known, [["bookings", "booking_table_assignments", "allocations"]]).fetchone() == (3,)

    booking = legacy.execute("select legacy.id('faulty 9')").fetchone()
    legacy.execute("select maitred.modify_booking(%s, p_party_size => 3)", booking)
    legacy.execute("select maitred.run_assignment_job()")
    assert tables_of(legacy, "faulty 9")[0][0] == "confirmed"
    assert drift(legacy) == []


def test_taking_over_again_takes_what_has_become_clean(legacy: Database) -> None:
    adopt(legacy, "legacy")
    before = everything(legacy)
    again = adopt(legacy, "legacy")
    assert everything(legacy) == before
    assert again.adopted["bookings"] == 0
    assert {blocker.reason: blocker.rows for blocker in again.blockers} == REASONS

    legacy.execute("update legacy.restaurants set timezone = 'Atlantic/Azores' where timezone = 'Atlantis/Capital'")
    repaired = adopt(legacy, "legacy")
    assert repaired.adopted["bookings"] == 1
    assert "unknown_timezone" not in {blocker.reason for blocker in repaired.blockers}
    assert drift(legacy) == []


def test_a_restaurant_on_the_clock_of_its_machine_stays_behind(legacy: Database) -> None:
    legacy.execute("update legacy.restaurants set timezone = 'localtime' where timezone = 'Atlantis/Capital'")
    result = adopt(legacy, "legacy")
    assert {blocker.reason: blocker.rows for blocker in result.blockers} == REASONS
    (unknown,) = (blocker for blocker in result.blockers if blocker.reason == "unknown_timezone")
    assert [row[2] for row in legacy.execute(unknown.query.encode()).fetchall()] == ["localtime"]


@pytest.mark.parametrize("conforming", ["on", "off"])
def test_the_name_of_a_restaurant_is_made_to_fit_whatever_the_strings_of_the_session(
    legacy: Database, conforming: str
) -> None:
    names = ["Chez u2028 Nous", "Chez\u2028Nous", "=?Chez?=", "\x85"]
    legacy.cursor().executemany(
        "update legacy.restaurants set name = %s where id = legacy.id(%s)",
        [(name, f"restaurant {number}") for number, name in enumerate(names, start=1)],
    )
    legacy.execute("update legacy.restaurants set timezone = 'Atlantic/Azores' where timezone = 'Atlantis/Capital'")
    legacy.execute("set escape_string_warning = off")
    legacy.execute(f"set standard_conforming_strings = {conforming}")
    adopt(legacy, "legacy")
    query = (
        "select r.name from generate_series(1, 4) as n"
        " join maitred.restaurants as r on r.id = legacy.id('restaurant ' || n)"
    )
    adopted = [name for (name,) in legacy.execute(f"{query} order by n").fetchall()]
    assert adopted == ["Chez u2028 Nous", "Chez Nous", "Chez?=", "Restaurant"]


@pytest.mark.parametrize("name", ["", "  ", "\u3000", "\u00a0 \t"])
def test_a_guest_without_a_name_is_taken_over_as_a_guest(legacy: Database, name: str) -> None:
    legacy.execute("update legacy.bookings set customer_name = %s where id = legacy.id('faulty 9')", [name])
    adopt(legacy, "legacy")
    query = "select guest_name from maitred.bookings where id = legacy.id('faulty 9')"
    assert legacy.execute(query).fetchone() == ("Guest",)


def test_a_system_without_holds_and_ledger_is_taken_over_all_the_same(legacy: Database) -> None:
    younger = ("table_adjacencies", "allocations", "table_holds", "booking_assignment_idempotency")
    for relation in younger:
        legacy.execute(f"drop table legacy.{relation}")
    result = adopt(legacy, "legacy")
    assert set(result.read) == {"restaurants", "zones", "table_inventory", "bookings", "booking_table_assignments"}
    assert result.adopted["bookings"] == 4994
    of_the_younger = {"unknown_neighbour", "orphan_allocation", "live_hold", "stale_key"}
    assert {blocker.reason for blocker in result.blockers} == set(REASONS) - of_the_younger
    assert result.drift == 0
    assert tables_of(legacy, "faulty 9") == [("confirmed", "C1")]
    for relation in ("maitred.table_blocks", "maitred.table_adjacencies", "maitred.table_holds"):
        assert legacy.execute(f"select count(*) from {relation}").fetchone() == (0,)


def test_a_schema_without_assignments_is_no_older_system(legacy: Database) -> None:
    legacy.execute("drop table legacy.booking_table_assignments")
    before = everything(legacy)
    with pytest.raises(HarnessError, match="must have a table booking_table_assignments"):
        adopt(legacy, "legacy")
    assert everything(legacy) == before
    assert legacy.execute("select count(*) from maitred_internal.adoption_rows").fetchone() == (0,)


def test_another_schema_is_one_sentence(connect: Connect) -> None:
    with pytest.raises(HarnessError, match="nowhere is not a schema of the older system"):
        adopt(connect(), "nowhere")
    with pytest.raises(HarnessError, match="maitred is not a schema of the older system"):
        adopt(connect(), "maitred")
