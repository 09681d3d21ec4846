"""A constraint is not added to a table whose rows break it: the check runs first, and shows them."""

import re
import shutil
from pathlib import Path

import pytest

from .. import migrate as migrations
from .. import sql_directory
from ..data import doctor
from ..migrate.files import Blocked
from .conftest import Connect
from .damage import break_rows, open_restaurant

MIGRATIONS = sorted(p for p in (sql_directory() / "migrations").glob("*.sql") if not p.name.endswith(".check.sql"))
ADDS = re.compile(
    r"(?is)alter\s+table\s+(?:only\s+)?(?P<table>[\w.]+)(?P<rest>[^;]*\badd\b[^;]*\b(?:unique|exclude|primary\s+key)\b)"
    r"|create\s+unique\s+index\s+(?:concurrently\s+)?(?:if\s+not\s+exists\s+)?[\w.]+\s+on\s+(?:only\s+)?(?P<indexed>[\w.]+)"
)


@pytest.mark.parametrize("file", MIGRATIONS, ids=lambda p: p.stem)
def test_what_makes_rows_of_an_older_table_unique_has_a_check(file: Path) -> None:
    text = re.sub(r"--.*", "", file.read_text())
    changed = {m["table"] or m["indexed"] for m in ADDS.finditer(text)}
    older = {table for table in changed if not re.search(rf"create (unlogged )?table {re.escape(table)}\b", text)}
    assert not older or file.with_suffix(".check.sql").is_file()


CHECK = """
select f.kind, f.row_ref, f.detail ->> 'booking_ids' as bookings, f.detail ->> 'during' as during
from maitred.find_assignment_drift() as f
where f.kind = 'overlapping_allocations';
"""
BRING_BACK = """
alter table maitred.allocations add constraint allocations_no_overlap exclude using gist (
    restaurant_id with =, table_id with =, during with &&
);
"""


def test_the_rows_that_overlap_are_shown_and_after_a_repair_the_constraint_is_added(
    connect: Connect, tmp_path: Path
) -> None:
    connection = connect()
    open_restaurant(connection, "select maitred_test.seat('ann', '{T1}'), maitred_test.seat('bob', '{T2}')")
    connection.execute("alter table maitred.allocations drop constraint allocations_no_overlap")
    break_rows(
        connection,
        """
        insert into maitred.allocations (restaurant_id, table_id, during, kind, hold_id, expires_at)
        select restaurant_id, table_id, during, 'hold', gen_random_uuid(), now() - interval '1 hour'
        from maitred.allocations where booking_id = maitred_test.booking('ann')
        """,
    )
    tree = tmp_path / "sql"
    shutil.copytree(sql_directory(), tree)
    name = f"migrations/{len(MIGRATIONS) + 1:04}_bring_the_constraint_back"
    (tree / f"{name}.sql").write_text(BRING_BACK)
    (tree / f"{name}.check.sql").write_text(CHECK)

    with pytest.raises(Blocked) as blocked:
        migrations.migrate(connection, directory=tree)
    assert blocked.value.columns == ["kind", "row_ref", "bookings", "during"]
    assert len(blocked.value.rows) == 1

    assert doctor.repair(connection, apply=True).exit_code == 0
    migrations.migrate(connection, directory=tree)
    assert connection.execute(
        "select count(*) from pg_constraint where conname = 'allocations_no_overlap'"
    ).fetchone() == (1,)
