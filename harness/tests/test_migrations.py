"""The migrator, on small trees of files and a real server."""

import hashlib
import re
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from .. import HarnessError, sql_directory
from .. import migrate as migrations
from ..database import Connection, connect
from ..migrate import session
from ..migrate import verify as drift
from ..migrate.files import Blocked, FileError
from ..migrate.plan import Step
from .racing import PATIENCE


class Tree:
    """A folder of SQL files that starts with our own first migration."""

    def __init__(self, root: Path) -> None:
        self.root = root
        first = sql_directory() / "migrations" / "0001_schemas_and_roles.sql"
        self.write(f"migrations/{first.name}", first.read_text())

    def write(self, name: str, text: str) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def remove(self, name: str) -> None:
        (self.root / name).unlink()


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    return Tree(tmp_path / "sql")


@pytest.fixture
def connection(empty_database: str) -> Iterator[Connection]:
    with connect(empty_database) as connection:
        yield connection


def migrate(connection: Connection, tree: Tree, **options: Any) -> list[tuple[str, str]]:
    result = migrations.migrate(connection, directory=tree.root, **options)
    return [(step.action, step.name) for step in result.steps]


def values(connection: Connection, query: str) -> list[Any]:
    return [row[0] for row in connection.execute(query).fetchall()]


def function(name: str, body: str = "select 1", arguments: str = "", returns: str = "int") -> str:
    return (
        f"create or replace function maitred.{name}({arguments}) returns {returns} language sql\n"
        f"set search_path = pg_catalog, pg_temp as $$ {body} $$;\n"
        f"comment on function maitred.{name} is 'Says something.';\n"
    )


FUNCTIONS = "select oid::regprocedure::text from pg_proc where pronamespace = 'maitred'::regnamespace order by 1"


# --- Versioned files --------------------------------------------------------------------------------------------------


def test_files_run_once_and_in_order(connection: Connection, tree: Tree) -> None:
    tree.write("migrations/0002_dishes.sql", "create table maitred.dishes (id int primary key);")
    tree.write("migrations/0003_prices.sql", "alter table maitred.dishes add column price int;")
    assert [name for _, name in migrate(connection, tree)] == [
        "migrations/0001_schemas_and_roles.sql",
        "migrations/0002_dishes.sql",
        "migrations/0003_prices.sql",
    ]
    assert migrate(connection, tree) == []


def test_the_ledger_says_what_who_when_and_how_long(connection: Connection, tree: Tree) -> None:
    text = "create table maitred.dishes (id int primary key);\n"
    tree.write("migrations/0002_dishes.sql", text)
    migrate(connection, tree)
    row = connection.execute(
        "select kind, name, checksum, applied_by, applied_at > now() - interval '1 min', duration > '0', release "
        "from maitred_internal.migrations where version = 2"
    ).fetchone()
    checksum = hashlib.sha256(text.encode()).hexdigest()
    name = "migrations/0002_dishes.sql"
    assert row == ("versioned", name, checksum, "postgres", True, True, migrations.release())


def test_everything_belongs_to_the_owner_role(connection: Connection, tree: Tree) -> None:
    tree.write("migrations/0002_dishes.sql", "create table maitred.dishes (id int primary key);")
    tree.write("functions/floor/dish.sql", function("dish"))
    migrate(connection, tree)
    owners = values(
        connection,
        """
        select distinct pg_get_userbyid(owner) from (
            select relowner, relnamespace from pg_class union all select proowner, pronamespace from pg_proc
        ) as o (owner, schema) where schema::regnamespace::text in ('maitred', 'maitred_internal')
        """,
    )
    assert owners == ["maitred_owner"]
    assert values(connection, "select current_user::text") == ["postgres"]


def test_line_ends_and_byte_order_marks_do_not_count(connection: Connection, tree: Tree) -> None:
    text = "create table maitred.dishes (\n    id int\n);\n"
    tree.write("migrations/0002_dishes.sql", text)
    migrate(connection, tree)
    (tree.root / "migrations/0002_dishes.sql").write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert migrations.status(connection, directory=tree.root).code == 0


def test_a_mark_and_crlf_are_run_as_well(connection: Connection, tree: Tree) -> None:
    (tree.root / "migrations/0002_dishes.sql").write_bytes(
        b"\xef\xbb\xbfcreate table maitred.dishes (\r\n    id int\r\n);\r\n"
    )
    migrate(connection, tree)
    assert values(connection, "select count(*) from maitred.dishes") == [0]


def test_it_stops_where_it_is_told_to_and_leaves_functions_alone(connection: Connection, tree: Tree) -> None:
    tree.write("migrations/0002_dishes.sql", "create table maitred.dishes (id int);")
    tree.write("migrations/0003_prices.sql", "alter table maitred.dishes add column price int;")
    tree.write("functions/floor/price.sql", function("price", "select sum(price) from maitred.dishes", "", "bigint"))
    result = migrations.migrate(connection, directory=tree.root, to=2)
    assert (result.version, len(result.steps)) == (2, 2)
    assert migrations.migrate(connection, directory=tree.root, to=3).version == 3
    assert values(connection, FUNCTIONS) == ["maitred.price()"]


@pytest.mark.parametrize(("to", "message"), [(1, "there is no way back to 1"), (9, "There is no migration 9")])
def test_it_goes_nowhere_but_forward(connection: Connection, tree: Tree, to: int, message: str) -> None:
    tree.write("migrations/0002_dishes.sql", "create table maitred.dishes (id int);")
    migrate(connection, tree)
    with pytest.raises(HarnessError, match=message):
        migrate(connection, tree, to=to)


def test_a_failed_file_leaves_no_trace_and_names_its_line(connection: Connection, tree: Tree) -> None:
    tree.write(
        "migrations/0002_dishes.sql",
        "-- Dishes.\ncreate table maitred.dishes (id int);\n\ninsert into maitred.dishes\nvalues (1), ('two');\n",
    )
    with pytest.raises(FileError) as caught:
        migrate(connection, tree)
    assert str(caught.value).splitlines() == [
        'migrations/0002_dishes.sql:5: 22P02: invalid input syntax for type integer: "two"',
        "Nothing of this file was applied; the database is at version 0001.",
    ]
    assert values(connection, "select count(*) from maitred_internal.migrations") == [1]
    assert values(connection, "select to_regclass('maitred.dishes') is null") == [True]


def test_a_role_that_may_not_migrate_is_told_which_one_may(connection: Connection, tree: Tree) -> None:
    tree.write("migrations/0002_role.sql", "set local role pg_monitor;\ncreate role maitred_dishwasher;\n")
    with pytest.raises(FileError, match="42501: permission denied to create role\nHINT: Run it as .* CREATEROLE"):
        migrate(connection, tree)


def test_a_fixed_file_goes_on_from_there(connection: Connection, tree: Tree) -> None:
    tree.write("migrations/0002_dishes.sql", "create table maitred.dishes (id integre);")
    with pytest.raises(FileError, match="42704"):
        migrate(connection, tree)
    tree.write("migrations/0002_dishes.sql", "create table maitred.dishes (id integer);")
    assert migrate(connection, tree) == [("run", "migrations/0002_dishes.sql")]


def test_an_error_without_a_position_names_the_statement_s_line(connection: Connection, tree: Tree) -> None:
    tree.write(
        "migrations/0002_dishes.sql",
        "create table maitred.dishes (id int);\ninsert into maitred.dishes values (1), (1);\n"
        "\n/* one each; */ -- always\nalter table maitred.dishes\n    add primary key (id);\n",
    )
    with pytest.raises(FileError) as caught:
        migrate(connection, tree)
    assert (caught.value.line, caught.value.sqlstate) == (5, "23505")
    assert "DETAIL: Key (id)=(1) is duplicated." in str(caught.value)


def test_an_error_inside_a_block_names_the_line_in_it(connection: Connection, tree: Tree) -> None:
    tree.write(
        "migrations/0002_block.sql",
        "-- Two; comments.\ndo $block$\nbegin\n    perform 1;\n    raise exception 'no';\nend\n$block$;\n",
    )
    with pytest.raises(FileError) as caught:
        migrate(connection, tree)
    assert caught.value.line == 5


def test_a_deferred_constraint_fails_in_its_own_file(connection: Connection, tree: Tree) -> None:
    tree.write(
        "migrations/0002_dishes.sql",
        "create table maitred.dishes (id int unique deferrable initially deferred);\n"
        "insert into maitred.dishes values (1), (1);\n",
    )
    with pytest.raises(FileError, match=r"migrations/0002_dishes.sql: 23505"):
        migrate(connection, tree)


def test_an_earlier_file_stays_when_a_later_one_fails(connection: Connection, tree: Tree) -> None:
    tree.write("migrations/0002_dishes.sql", "create table maitred.dishes (id int);")
    tree.write("migrations/0003_broken.sql", "create table maitred.dishes (id int);")
    with pytest.raises(FileError, match="the database is at version 0002"):
        migrate(connection, tree)
    assert migrations.status(connection, directory=tree.root).version == 2


def test_a_settings_timeout_of_the_role_does_not_stop_a_migration(empty_database: str, tree: Tree) -> None:
    tree.write("migrations/0002_slow.sql", "select pg_sleep(0.3);")
    with psycopg.connect(empty_database, autocommit=True, options="-c statement_timeout=250ms") as connection:
        assert ("run", "migrations/0002_slow.sql") in migrate(connection, tree)


# --- Refusals ---------------------------------------------------------------------------------------------------------


def two_migrations(tree: Tree) -> None:
    tree.write("migrations/0002_dishes.sql", "create table maitred.dishes (id int);")
    tree.write("migrations/0003_prices.sql", "alter table maitred.dishes add column price int;")


def refusal(connection: Connection, tree: Tree) -> str:
    before = values(connection, "select count(*) from pg_class")
    with pytest.raises(HarnessError) as caught:
        migrate(connection, tree)
    assert values(connection, "select count(*) from pg_class") == before
    return str(caught.value)


def test_a_changed_file_is_refused(connection: Connection, tree: Tree) -> None:
    two_migrations(tree)
    migrate(connection, tree)
    tree.write("migrations/0002_dishes.sql", "create table maitred.dishes (id bigint);")
    tree.write("migrations/0004_more.sql", "create table maitred.more (id int);")
    assert re.match(
        r"migrations/0002_dishes.sql has changed since it was applied on \d{4}-\d\d-\d\d.\nNothing was applied.",
        refusal(connection, tree),
    )
    assert migrations.status(connection, directory=tree.root).code == 2


def test_a_renamed_file_is_refused(connection: Connection, tree: Tree) -> None:
    two_migrations(tree)
    migrate(connection, tree)
    tree.write("migrations/0002_meals.sql", "create table maitred.dishes (id int);")
    tree.remove("migrations/0002_dishes.sql")
    assert "migrations/0002_dishes.sql was applied, but is missing; migrations/0002_meals.sql has its number." in (
        refusal(connection, tree)
    )


def test_a_gap_is_refused(connection: Connection, tree: Tree) -> None:
    two_migrations(tree)
    tree.remove("migrations/0002_dishes.sql")
    assert refusal(connection, tree) == "migrations/0003_prices.sql: the migration before it, 0002, is missing."


def test_a_number_given_twice_is_refused(connection: Connection, tree: Tree) -> None:
    two_migrations(tree)
    tree.write("migrations/0002_other.sql", "select 1;")
    assert refusal(connection, tree) == "migrations/0002_other.sql: there is another migration with this number."


def test_a_file_that_slipped_in_before_landed_ones_is_refused(connection: Connection, tree: Tree) -> None:
    two_migrations(tree)
    migrate(connection, tree)
    connection.execute("delete from maitred_internal.migrations where version = 2")
    assert "migrations/0002_dishes.sql was never applied, though 0003 was" in refusal(connection, tree)


def test_a_database_from_before_the_first_release_is_refused_by_name(connection: Connection, tree: Tree) -> None:
    tree.write("functions/outbox/claim.sql", function("claim"))
    migrate(connection, tree)
    tree.remove("functions/outbox/claim.sql")
    said = refusal(connection, tree)
    assert "before the first release (it has functions/outbox/claim.sql)" in said
    assert "Start anew in an empty database" in said


def test_a_database_newer_than_the_files_is_refused(connection: Connection, tree: Tree) -> None:
    two_migrations(tree)
    migrate(connection, tree)
    tree.remove("migrations/0003_prices.sql")
    assert refusal(connection, tree) == (
        "migrations/0003_prices.sql was applied, and these files end at 0002: the database is newer.\n"
        "Use the release that migrated this database, or a later one.\nNothing was applied."
    )
    assert migrations.status(connection, directory=tree.root).code == 3


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("migrations/0002_nul.sql", b"select 1;\nselect\0 2;", "migrations/0002_nul.sql:2: NUL byte."),
        ("migrations/0002_latin.sql", b"-- caf\xe9", "migrations/0002_latin.sql is not UTF-8: byte 6 cannot be read."),
        ("migrations/2_short.sql", b"", "migrations/2_short.sql is not named like 0001_what_it_does.sql."),
        ("migrations/0002_x.check.sql", b"select 1", "migrations/0002_x.check.sql belongs to no migration."),
        (
            "migrations/0002_x.sql",
            b"select 1;\n -- now\n  commit;",
            "migrations/0002_x.sql:3: a file cannot begin or end a transaction, it runs inside one.",
        ),
        (
            "migrations/0002_x.sql",
            b"-- maitred: no-transaction\nselect 1; select 2;",
            "migrations/0002_x.sql: a file with no-transaction holds exactly one statement, not 2.",
        ),
        (
            "migrations/0002_x.sql",
            b"-- maitred: lock-timeout=5s",
            "migrations/0002_x.sql: unknown directive lock-timeout.",
        ),
        (
            "migrations/0002_x.sql",
            b"-- maitred: lock_timeout=soon",
            "migrations/0002_x.sql: lock_timeout=soon is no time such as 5s or 500ms.",
        ),
        ("functions/f.sql", b"-- maitred: lock_timeout=5s", "functions/f.sql: only migrations have directives."),
    ],
)
def test_a_file_that_cannot_be_run_is_refused_before_anything_runs(
    connection: Connection, tree: Tree, name: str, content: bytes, message: str
) -> None:
    (tree.root / name).parent.mkdir(exist_ok=True)
    (tree.root / name).write_bytes(content)
    assert refusal(connection, tree) == message


def test_two_files_that_create_one_function_are_refused(connection: Connection, tree: Tree) -> None:
    tree.write("functions/a/f.sql", function("f"))
    tree.write("functions/b/f.sql", function("f", "select 2"))
    assert refusal(connection, tree) == "functions/b/f.sql creates maitred.f, and so does functions/a/f.sql."


# --- Blockers ---------------------------------------------------------------------------------------------------------


def test_rows_of_a_check_file_stand_in_the_way(connection: Connection, tree: Tree) -> None:
    tree.write(
        "migrations/0002_dishes.sql",
        "create table maitred.dishes (id int, price int);\ninsert into maitred.dishes values (7, null);",
    )
    migrate(connection, tree)
    tree.write("migrations/0003_prices.sql", "alter table maitred.dishes alter price set not null;")
    tree.write(
        "migrations/0003_prices.check.sql",
        "select id as dish, 'has no price' as problem from maitred.dishes where price is null;",
    )
    with pytest.raises(Blocked) as caught:
        migrate(connection, tree)
    assert (caught.value.columns, caught.value.rows) == (["dish", "problem"], [(7, "has no price")])
    assert str(caught.value) == "migrations/0003_prices.sql cannot start: 1 row in its way. Nothing of it was applied."
    assert [b.rows for b in migrations.plan(connection, directory=tree.root).blocked] == [[(7, "has no price")]]
    connection.execute("update maitred.dishes set price = 5")
    assert migrate(connection, tree) == [("run", "migrations/0003_prices.sql")]


def test_a_check_file_can_change_nothing(connection: Connection, tree: Tree) -> None:
    tree.write("migrations/0002_x.sql", "select 1;")
    tree.write("migrations/0002_x.check.sql", "\ncreate table maitred.y (id int);")
    with pytest.raises(FileError, match=r"migrations/0002_x.check.sql:2: 25006"):
        migrate(connection, tree)


def test_a_plan_says_which_checks_must_wait(connection: Connection, tree: Tree) -> None:
    tree.write("migrations/0002_dishes.sql", "create table maitred.dishes (id int);")
    tree.write("migrations/0003_x.sql", "select 1;")
    tree.write("migrations/0003_x.check.sql", "select id from maitred.dishes;")
    assert migrations.plan(connection, directory=tree.root).unchecked == ["migrations/0003_x.check.sql"]
    assert len(migrate(connection, tree)) == 3


# --- Outside a transaction --------------------------------------------------------------------------------------------

INDEX = (
    "-- maitred: no-transaction\ncreate unique index concurrently if not exists dishes_name on maitred.dishes (name);\n"
)
DISHES = "create table maitred.dishes (name text);\ninsert into maitred.dishes values ('soup'), ('fish');"


def test_an_index_is_built_outside_a_transaction(connection: Connection, tree: Tree) -> None:
    tree.write("migrations/0002_dishes.sql", DISHES)
    tree.write("migrations/0003_index.sql", INDEX)
    assert ("run", "migrations/0003_index.sql") in migrate(connection, tree)
    assert migrate(connection, tree) == []
    assert values(connection, "select relowner::regrole::text from pg_class where relname = 'dishes_name'") == [
        "maitred_owner"
    ]
    assert values(connection, "select current_user::text || current_setting('lock_timeout')") == ["postgres0"]


def test_a_failed_index_leaves_no_invalid_one_and_can_be_tried_again(connection: Connection, tree: Tree) -> None:
    tree.write("migrations/0002_dishes.sql", DISHES + "insert into maitred.dishes values ('soup');")
    tree.write("migrations/0003_index.sql", INDEX)
    with pytest.raises(FileError) as caught:
        migrate(connection, tree)
    assert caught.value.sqlstate == "23505"
    assert "It runs outside a transaction: run migrate again when the cause is gone." in str(caught.value)
    assert values(connection, "select count(*) from pg_index where not indisvalid") == [0]
    connection.execute("delete from maitred.dishes")
    assert migrate(connection, tree) == [("run", "migrations/0003_index.sql")]
    assert values(connection, "select indisvalid from pg_index where indexrelid = 'maitred.dishes_name'::regclass") == [
        True
    ]


def test_an_invalid_index_left_by_a_crash_is_built_again(connection: Connection, tree: Tree) -> None:
    tree.write("migrations/0002_dishes.sql", DISHES)
    migrate(connection, tree)
    connection.execute("create index dishes_name on maitred.dishes (name)")
    connection.execute("update pg_index set indisvalid = false where indexrelid = 'maitred.dishes_name'::regclass")
    connection.execute("alter index maitred.dishes_name owner to maitred_owner")
    tree.write("migrations/0003_index.sql", INDEX)
    migrate(connection, tree)
    assert values(connection, "select indisvalid from pg_index where indexrelid = 'maitred.dishes_name'::regclass") == [
        True
    ]


# --- Repeatable files -------------------------------------------------------------------------------------------------


def test_only_changed_files_are_applied_again(connection: Connection, tree: Tree) -> None:
    tree.write("functions/a/f.sql", function("f"))
    tree.write("functions/b/g.sql", function("g"))
    migrate(connection, tree)
    assert migrate(connection, tree) == []
    tree.write("functions/b/g.sql", function("g", "select 2"))
    assert migrate(connection, tree) == [("apply", "functions/b/g.sql")]
    assert values(connection, "select maitred.f() + maitred.g()") == [3]


def test_the_ledger_knows_what_a_file_defines(connection: Connection, tree: Tree) -> None:
    tree.write("migrations/0002_dishes.sql", "create table maitred.dishes (id int);")
    tree.write(
        "functions/a/many.sql",
        function("f", "select 1", "a uuid, b int")
        + "create or replace view maitred.v as select 1 as one;\n"
        + "create or replace function maitred_internal.tg_t() returns trigger language plpgsql as "
        "$$ begin return new; end $$;\n" + "create or replace trigger t before insert on maitred.dishes for each row "
        "execute function maitred_internal.tg_t();",
    )
    tree.write("functions/a/grants.sql", "grant execute on function maitred.f(uuid, int) to maitred_guest;")
    migrate(connection, tree)
    objects = connection.execute(
        "select name, objects from maitred_internal.migrations where kind = 'repeatable' order by 1"
    ).fetchall()
    assert objects == [
        ("functions/a/grants.sql", []),
        (
            "functions/a/many.sql",
            [
                "function maitred.f(uuid,integer)",
                "function maitred_internal.tg_t()",
                "trigger t on maitred.dishes",
                "view maitred.v",
            ],
        ),
    ]


def test_files_may_need_each_other_in_any_order(connection: Connection, tree: Tree) -> None:
    tree.write(
        "functions/a/upper.sql", "create or replace view maitred.upper_view as select * from maitred.lower_view;"
    )
    tree.write("functions/b/lower.sql", "create or replace view maitred.lower_view as select 1 as one;")
    tree.write("functions/a/f.sql", function("f", "select maitred.g()"))
    tree.write("functions/b/g.sql", function("g"))
    migrate(connection, tree)
    assert values(connection, "select one + maitred.f() from maitred.upper_view") == [2]


def test_what_a_removed_file_defined_is_dropped(connection: Connection, tree: Tree) -> None:
    tree.write("migrations/0002_dishes.sql", "create table maitred.dishes (id int);")
    tree.write("functions/a/f.sql", function("f") + "create or replace view maitred.v as select 1 as one;")
    tree.write(
        "functions/a/t.sql",
        "create or replace function maitred.tg_t() returns trigger language plpgsql as $$ begin return new; end $$;\n"
        "drop trigger if exists t on maitred.dishes;\n"
        "create constraint trigger t after insert on maitred.dishes deferrable initially deferred\n"
        "for each row execute function maitred.tg_t();",
    )
    tree.write("functions/a/stays.sql", function("stays"))
    migrate(connection, tree)
    tree.remove("functions/a/f.sql")
    tree.remove("functions/a/t.sql")
    planned = [(s.action, s.name) for s in migrations.plan(connection, directory=tree.root).steps]
    assert sorted(planned) == migrate(connection, tree)
    assert values(connection, FUNCTIONS) == ["maitred.stays()"]
    assert values(connection, "select to_regclass('maitred.v') is null") == [True]
    assert values(connection, "select count(*) from pg_trigger where tgname = 't'") == [0]
    assert migrate(connection, tree) == []


def test_a_moved_file_drops_nothing(connection: Connection, tree: Tree) -> None:
    tree.write("functions/a/f.sql", function("f"))
    migrate(connection, tree)
    oid = values(connection, "select 'maitred.f'::regproc::oid")
    tree.remove("functions/a/f.sql")
    tree.write("functions/b/f.sql", function("f"))
    assert migrate(connection, tree) == [("apply", "functions/b/f.sql")]
    assert values(connection, "select 'maitred.f'::regproc::oid") == oid


def test_changed_arguments_leave_no_overload_behind(connection: Connection, tree: Tree) -> None:
    tree.write("functions/a/f.sql", function("f", "select 1", "a int"))
    migrate(connection, tree)
    tree.write("functions/a/f.sql", function("f", "select 1", "a int, b int default 0"))
    assert ("apply", "functions/a/f.sql") in migrate(connection, tree)
    assert values(connection, FUNCTIONS) == ["maitred.f(integer,integer)"]


@pytest.mark.parametrize(
    "changed",
    [
        function("f", "select 'x'", "a int", "text"),
        function("f", "select 1", "b int"),
        function("f", "select 1, 2", "a int, out x int, out y int", "record"),
    ],
    ids=["return type", "parameter name", "out columns"],
)
def test_what_create_or_replace_cannot_change_is_made_again(connection: Connection, tree: Tree, changed: str) -> None:
    tree.write("functions/a/f.sql", function("f", "select 1", "a int"))
    tree.write("functions/a/grants.sql", "grant execute on function maitred.f(int) to maitred_guest;")
    migrate(connection, tree)
    tree.write("functions/a/f.sql", changed)
    migrate(connection, tree)
    assert values(connection, FUNCTIONS) == ["maitred.f(integer)"]
    # The grants file had not changed, and its grant is there all the same.
    assert values(connection, "select has_function_privilege('maitred_guest', 'maitred.f(int)', 'execute')") == [True]
    assert migrate(connection, tree) == []


def test_a_view_and_what_hangs_on_it_are_made_again(connection: Connection, tree: Tree) -> None:
    tree.write("functions/a/lower.sql", "create or replace view maitred.lower_view as select 1 as one, 2 as two;")
    tree.write(
        "functions/a/upper.sql", "create or replace view maitred.upper_view as select one from maitred.lower_view;"
    )
    migrate(connection, tree)
    tree.write("functions/a/lower.sql", "create or replace view maitred.lower_view as select 3 as one;")
    migrate(connection, tree)
    assert values(connection, "select one from maitred.upper_view") == [3]


def test_a_function_that_a_table_needs_is_not_torn_away(connection: Connection, tree: Tree) -> None:
    tree.write("functions/a/f.sql", function("f"))
    migrate(connection, tree)
    tree.write("migrations/0002_dishes.sql", "create table maitred.dishes (id int default maitred.f());")
    migrate(connection, tree)
    tree.write("functions/a/f.sql", function("f", "select 'x'", "", "text"))
    message = refusal(connection, tree)
    assert "would take default value for maitred.dishes.id with it: that is for a migration to do" in message
    tree.remove("functions/a/f.sql")
    message = refusal(connection, tree)
    assert (
        "No file defines function maitred.f() any more, and it cannot be dropped: default value for column" in message
    )


def test_one_faulty_file_leaves_all_functions_as_they_were(connection: Connection, tree: Tree) -> None:
    tree.write("functions/a/f.sql", function("f"))
    migrate(connection, tree)
    tree.write("functions/a/f.sql", function("f", "select 2"))
    tree.write("functions/a/g.sql", "\n" + function("g", "selct 1"))
    with pytest.raises(FileError) as caught:
        migrate(connection, tree)
    assert str(caught.value).splitlines() == [
        'functions/a/g.sql:3: 42601: syntax error at or near "selct"',
        "Nothing was applied: functions, views and triggers are as they were.",
    ]
    assert values(connection, "select maitred.f()") == [1]


@pytest.mark.parametrize(
    ("body", "line", "sqlstate"),
    [
        ("begin\n  return 1;\n  retrun 2;\nend", 4, "42601"),
        ("declare\n  v nosuch;\nbegin\n  return 1;\nend", 3, "42704"),
    ],
)
def test_bodies_are_checked_once_everything_is_there(
    connection: Connection, tree: Tree, body: str, line: int, sqlstate: str
) -> None:
    tree.write("functions/a/f.sql", f"-- F.\ncreate function maitred.f() returns int language plpgsql as $${body}$$;")
    with pytest.raises(FileError) as caught:
        migrate(connection, tree)
    assert (caught.value.file.name, caught.value.sqlstate) == ("functions/a/f.sql", sqlstate)
    assert caught.value.line == line


def test_a_sql_function_must_find_what_it_names(connection: Connection, tree: Tree) -> None:
    tree.write("functions/a/f.sql", function("f", "select nosuch from maitred_internal.migrations"))
    with pytest.raises(FileError, match=r'functions/a/f.sql:2: 42703: column "nosuch" does not exist'):
        migrate(connection, tree)


def test_what_somebody_dropped_comes_back(connection: Connection, tree: Tree) -> None:
    tree.write("functions/a/f.sql", function("f"))
    migrate(connection, tree)
    connection.execute("drop function maitred.f()")
    assert migrate(connection, tree) == [("apply", "functions/a/f.sql")]


def test_a_view_that_a_migration_dropped_comes_back(connection: Connection, tree: Tree) -> None:
    tree.write("migrations/0002_dishes.sql", "create table maitred.dishes (id int);")
    tree.write("functions/a/v.sql", "create or replace view maitred.v as select id from maitred.dishes;")
    migrate(connection, tree)
    tree.write("migrations/0003_ids.sql", "drop view maitred.v;\nalter table maitred.dishes alter id type bigint;")
    assert migrate(connection, tree) == [("run", "migrations/0003_ids.sql"), ("apply", "functions/a/v.sql")]
    assert values(connection, "select pg_typeof(max(id))::text from maitred.v") == ["bigint"]


def test_somebody_else_s_view_is_not_torn_away(connection: Connection, tree: Tree) -> None:
    tree.write("functions/a/v.sql", "create or replace view maitred.v as select 1 as one, 2 as two;")
    migrate(connection, tree)
    connection.execute("create view public.report as select one from maitred.v")
    tree.write("functions/a/v.sql", "create or replace view maitred.v as select 1 as one;")
    assert "would take" in refusal(connection, tree)
    assert values(connection, "select one from public.report") == [1]


def test_partitions_are_made_after_every_migration(connection: Connection, tree: Tree) -> None:
    tree.write("migrations/0002_calls.sql", "create table maitred_internal.calls (who text);")
    tree.write(
        "functions/a/ensure_partitions.sql",
        "create or replace function maitred_internal.ensure_partitions() returns void language sql as "
        "$$ insert into maitred_internal.calls values (current_user) $$;",
    )
    migrate(connection, tree)
    migrate(connection, tree)
    assert values(connection, "select who from maitred_internal.calls") == ["maitred_owner"] * 2


# --- Plan, rehearsal, status ------------------------------------------------------------------------------------------


def test_a_plan_changes_nothing(connection: Connection, tree: Tree) -> None:
    tree.write("functions/a/f.sql", function("f"))
    planned = migrations.plan(connection, directory=tree.root)
    assert [name for _, name, _ in planned.steps] == ["migrations/0001_schemas_and_roles.sql", "functions/a/f.sql"]
    assert "create schema maitred" in planned.sql
    assert function("f") in planned.sql
    assert migrations.status(connection, directory=tree.root).code == 1


def test_a_rehearsal_runs_everything_and_keeps_nothing(connection: Connection, tree: Tree) -> None:
    tree.write("migrations/0002_dishes.sql", DISHES)
    tree.write("migrations/0002_dishes.check.sql", "select 1 where false;")
    tree.write("migrations/0003_index.sql", INDEX)
    tree.write("migrations/0004_seats.sql", "create table maitred.seats (id int);")
    tree.write("functions/a/f.sql", function("f"))
    said: list[str] = []
    result = migrations.rehearse(connection, directory=tree.root, report=said.append)
    assert [step.name for step in result.steps] == [
        "migrations/0001_schemas_and_roles.sql",
        "migrations/0002_dishes.sql",
        "migrations/0004_seats.sql",
        "functions/a/f.sql",
    ]
    assert "migrations/0003_index.sql is not rehearsed: it runs outside a transaction" in said
    assert values(connection, "select count(*) from pg_namespace where nspname = 'maitred'") == [0]


def test_a_rehearsal_meets_the_error_that_migrate_would(connection: Connection, tree: Tree) -> None:
    tree.write("migrations/0002_broken.sql", "select 1/0;")
    with pytest.raises(FileError, match=r"migrations/0002_broken.sql:1: 22012") as caught:
        migrations.rehearse(connection, directory=tree.root)
    assert str(caught.value).endswith("This was a rehearsal: nothing was applied.")
    assert values(connection, "select count(*) from pg_namespace where nspname = 'maitred'") == [0]


def test_status_is_current_after_migrate_and_pending_after_a_change(connection: Connection, tree: Tree) -> None:
    tree.write("functions/a/f.sql", function("f"))
    migrate(connection, tree)
    assert migrations.status(connection, directory=tree.root).code == 0
    tree.write("functions/a/f.sql", function("f", "select 2"))
    found = migrations.status(connection, directory=tree.root)
    assert (found.code, [file.name for file in found.work.repeatable]) == (1, ["functions/a/f.sql"])


# --- Locks ------------------------------------------------------------------------------------------------------------


def wait_until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


def in_thread(url: str, tree: Tree, report: list[str], results: list[Any]) -> threading.Thread:
    def work() -> None:
        with connect(url, application_name="second") as connection:
            results.append(migrate(connection, tree, report=report.append))

    thread = threading.Thread(target=work)
    thread.start()
    return thread


@pytest.mark.races
def test_a_second_migrator_waits_says_for_whom_and_does_nothing(empty_database: str, tree: Tree) -> None:
    tree.write("migrations/0002_slow.sql", "select 1;")
    said: list[str] = []
    results: list[Any] = []
    threads: list[threading.Thread] = []

    def tell(line: str) -> None:
        if line == "running migrations/0002_slow.sql":
            threads.append(in_thread(empty_database, tree, said, results))
            wait_until(lambda: said)

    with connect(empty_database, application_name="first") as first:
        pid = first.info.backend_pid
        assert len(migrate(first, tree, report=tell)) == 2
        threads[0].join()
    assert results == [[]]
    assert said == [f"waiting for another migration: process {pid}, user postgres, first, from this machine"]


def test_waiting_ends_with_the_name_of_the_holder(connection: Connection, empty_database: str, tree: Tree) -> None:
    with connect(empty_database, application_name="first") as first:
        first.execute("select pg_advisory_lock(%s)", [session.LOCK_KEY])
        with pytest.raises(HarnessError, match=r"Another migration is running: process \d+, user postgres, first"):
            migrate(connection, tree, wait=0.2)


def test_the_lock_is_free_after_success_and_after_failure(connection: Connection, tree: Tree) -> None:
    tree.write("migrations/0002_broken.sql", "select 1/0;")
    with pytest.raises(FileError):
        migrate(connection, tree)
    tree.remove("migrations/0002_broken.sql")
    migrate(connection, tree)
    assert values(connection, "select count(*) from pg_locks where locktype = 'advisory'") == [0]


@pytest.mark.races
def test_a_held_lock_is_tried_again_and_traffic_is_not_queued(empty_database: str, tree: Tree) -> None:
    tree.write("migrations/0002_dishes.sql", DISHES)
    with connect(empty_database) as first, connect(empty_database) as reader, connect(empty_database) as writer:
        migrate(first, tree)
        tree.write(
            "migrations/0003_prices.sql",
            "-- maitred: lock_timeout=100ms\nalter table maitred.dishes add column price int;\n"
            "create table maitred.waits as select current_setting('lock_timeout') as at_most;",
        )
        said: list[str] = []
        results: list[Any] = []
        with reader.transaction():
            reader.execute("select from maitred.dishes")
            thread = in_thread(empty_database, tree, said, results)
            wait_until(lambda: len(said) >= 3)
            # ALTER TABLE asks for more than anybody has; while it waits, this insert waits behind it.
            writer.execute(f"set statement_timeout = '{PATIENCE:.0f}s'")
            writer.execute("insert into maitred.dishes values ('tart')")
        thread.join()
        assert values(first, "select at_most from maitred.waits") == ["100ms"]
    assert results == [[("run", "migrations/0003_prices.sql")]]
    assert re.match(
        r"migrations/0003_prices.sql:2: 55P03: canceling statement due to lock timeout; trying again in \d\.\d s",
        said[1],
    )


@pytest.mark.races
def test_an_index_is_built_while_another_migrator_polls(empty_database: str, tree: Tree) -> None:
    tree.write("migrations/0002_dishes.sql", DISHES)
    with connect(empty_database) as first, connect(empty_database) as reader:
        migrate(first, tree)
        tree.write("migrations/0003_index.sql", INDEX)
        results: list[Any] = []
        said: list[str] = []
        threads: list[threading.Thread] = []
        with reader.transaction():
            # The index waits for this transaction, and must not wait for the other migrator.
            reader.execute("select from maitred.dishes")
            reader.execute("insert into maitred.dishes values ('tart')")
            threads += [in_thread(empty_database, tree, said, results) for _ in range(2)]
            wait_until(lambda: any("waiting for another migration" in line for line in said))
            time.sleep(0.5)
        for thread in threads:
            thread.join(timeout=PATIENCE)
        assert sorted(results) == [[], [("run", "migrations/0003_index.sql")]]
        assert values(first, "select indisvalid from pg_index where indexrelid = 'maitred.dishes_name'::regclass") == [
            True
        ]


@pytest.mark.crash
def test_a_migrator_killed_half_way_leaves_no_trace(connection: Connection, empty_database: str, tree: Tree) -> None:
    tree.write("migrations/0002_dishes.sql", DISHES + "\nselect pg_sleep(60);")
    errors: list[Exception] = []

    def work() -> None:
        try:
            with connect(empty_database, application_name="victim") as victim:
                migrate(victim, tree)
        except HarnessError as error:
            errors.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    victim = "select pid from pg_stat_activity where application_name = 'victim' and wait_event = 'PgSleep'"
    wait_until(lambda: values(connection, victim))
    connection.execute(f"select pg_terminate_backend(({victim}))")
    thread.join()
    assert "The connection was lost: run migrate again, it goes on from where it was." in str(errors[0])
    assert values(connection, "select to_regclass('maitred.dishes') is null") == [True]
    tree.write("migrations/0002_dishes.sql", DISHES)
    assert migrate(connection, tree) == [("run", "migrations/0002_dishes.sql")]


# --- Baseline, verify, repair -----------------------------------------------------------------------------------------


def test_a_baseline_takes_migrations_for_applied(connection: Connection, tree: Tree) -> None:
    two_migrations(tree)
    migrate(connection, tree)
    connection.execute("drop table maitred_internal.migrations")
    steps = migrations.baseline(connection, 2, directory=tree.root)
    assert steps == [
        Step("assume", "migrations/0001_schemas_and_roles.sql"),
        Step("assume", "migrations/0002_dishes.sql"),
    ]
    assert values(connection, "select distinct kind from maitred_internal.migrations") == ["baseline"]
    connection.execute("alter table maitred.dishes drop column price")
    assert migrate(connection, tree) == [("run", "migrations/0003_prices.sql")]
    tree.write("migrations/0002_dishes.sql", "create table maitred.dishes (id bigint);")
    assert migrations.status(connection, directory=tree.root).code == 2


def test_a_baseline_is_not_for_a_database_with_a_ledger(connection: Connection, tree: Tree) -> None:
    migrate(connection, tree)
    with pytest.raises(HarnessError, match="The database has a ledger, and is at version 1"):
        migrations.baseline(connection, 1, directory=tree.root)


def verify(connection: Connection, tree: Tree) -> list[tuple[str, str]]:
    return [(f.kind, f.name) for f in drift.verify(connection, directory=tree.root)]


def put_right(connection: Connection, tree: Tree) -> None:
    drift.repair(connection, drift.verify(connection, directory=tree.root))
    migrate(connection, tree)


@pytest.fixture
def kitchen(connection: Connection, tree: Tree) -> Tree:
    """A migrated database with a bit of everything."""
    tree.write("migrations/0002_dishes.sql", DISHES + "\nalter table maitred.dishes add id int check (id > 0);")
    tree.write("functions/a/f.sql", function("f") + "grant execute on function maitred.f to maitred_guest;")
    tree.write(
        "functions/a/v.sql",
        "create or replace view maitred.v as select name from maitred.dishes;\n"
        "grant select on maitred.v to maitred_reader;",
    )
    tree.write(
        "functions/a/t.sql",
        "create or replace function maitred_internal.tg_t() returns trigger language plpgsql as "
        "$$ begin return new; end $$;\n"
        "create or replace trigger t before insert on maitred.dishes for each row\n"
        "execute function maitred_internal.tg_t();",
    )
    migrate(connection, tree)
    return tree


def test_a_migrated_database_is_as_its_files_say(connection: Connection, kitchen: Tree) -> None:
    assert verify(connection, kitchen) == []


REPAIRABLE = [
    (function("f", "select 3"), ("differs", "function maitred.f()")),
    ("alter function maitred.f() reset search_path", ("differs", "function maitred.f()")),
    ("alter function maitred.f() security definer", ("differs", "function maitred.f()")),
    ("comment on function maitred.f() is 'Something else.'", ("differs", "function maitred.f()")),
    ("alter function maitred.f() owner to postgres", ("owner", "function maitred.f()")),
    ("revoke execute on function maitred.f() from maitred_guest", ("grants", "function maitred.f()")),
    ("grant execute on function maitred.f() to public", ("grants", "function maitred.f()")),
    ("grant delete on maitred.v to maitred_guest", ("grants", "view maitred.v")),
    (
        "create or replace view maitred.v as select upper(name) as name from maitred.dishes",
        ("differs", "view maitred.v"),
    ),
    ("alter table maitred.dishes disable trigger t", ("differs", "trigger t on maitred.dishes")),
    (
        "update pg_index set indisvalid = false where indexrelid = 'maitred.dishes_name'::regclass",
        ("index", "maitred.dishes_name"),
    ),
    (
        "alter table maitred.dishes add constraint dear check (id < 9) not valid",
        ("constraint", "maitred.dishes: dear"),
    ),
]


@pytest.mark.parametrize(("statement", "finding"), REPAIRABLE, ids=[f"{f[0]}: {s[:50]}" for s, f in REPAIRABLE])
def test_drift_is_found_and_repaired(
    connection: Connection, kitchen: Tree, statement: str, finding: tuple[str, str]
) -> None:
    connection.execute("create index dishes_name on maitred.dishes (name)")
    connection.execute(statement)
    assert verify(connection, kitchen) == [finding]
    assert verify(connection, kitchen) == [finding]  # looking changed nothing
    put_right(connection, kitchen)
    assert verify(connection, kitchen) == []


def test_a_function_that_no_file_defines_is_found_and_left_alone(connection: Connection, kitchen: Tree) -> None:
    connection.execute("create function maitred.f(int) returns int language sql as 'select 1'")
    connection.execute("alter function maitred.f(int) owner to maitred_owner")
    connection.execute("create function maitred.mine() returns int language sql as 'select 1'")
    connection.execute("alter function maitred.mine() owner to maitred_owner")
    connection.execute("create function maitred.theirs() returns int language sql security definer as 'select 1'")
    found = [("orphan", "function maitred.f(integer)"), ("orphan", "function maitred.mine()")]
    found.append(("orphan", "function maitred.theirs()"))
    assert verify(connection, kitchen) == found
    put_right(connection, kitchen)
    assert verify(connection, kitchen) == found


def test_what_somebody_else_made_of_a_function_is_not_trusted(connection: Connection, kitchen: Tree) -> None:
    connection.execute(function("f", "select 666"))
    connection.execute("alter function maitred.f() owner to postgres")
    put_right(connection, kitchen)
    assert values(connection, "select maitred.f()") == [1]
    assert verify(connection, kitchen) == []


def test_a_dropped_function_is_missing(connection: Connection, kitchen: Tree) -> None:
    connection.execute("drop function maitred.f()")
    assert verify(connection, kitchen) == [("missing", "function maitred.f()")]
    put_right(connection, kitchen)
    assert verify(connection, kitchen) == []


def test_a_changed_return_type_differs(connection: Connection, kitchen: Tree) -> None:
    connection.execute("drop function maitred.f()")
    connection.execute(function("f", "select 'x'", "", "text"))
    connection.execute("alter function maitred.f() owner to maitred_owner")
    connection.execute("grant execute on function maitred.f() to maitred_guest")
    connection.execute("revoke execute on function maitred.f() from public")
    assert verify(connection, kitchen) == [("differs", "function maitred.f()")]
    put_right(connection, kitchen)
    assert verify(connection, kitchen) == []


def test_an_edited_or_renamed_migration_is_accepted_by_repair(connection: Connection, kitchen: Tree) -> None:
    text = (kitchen.root / "migrations/0002_dishes.sql").read_text()
    kitchen.remove("migrations/0002_dishes.sql")
    kitchen.write("migrations/0002_meals.sql", text + "-- A comment.\n")
    assert verify(connection, kitchen) == [("file", "migrations/0002_dishes.sql")]
    put_right(connection, kitchen)
    assert verify(connection, kitchen) == []


def test_a_function_waiting_to_be_applied_is_no_drift(connection: Connection, kitchen: Tree) -> None:
    kitchen.write("functions/a/f.sql", function("f", "select 9"))
    assert verify(connection, kitchen) == [("pending", "functions/a/f.sql")]


def test_there_is_nothing_to_verify_in_an_empty_database(connection: Connection, tree: Tree) -> None:
    with pytest.raises(HarnessError, match="never been migrated"):
        drift.verify(connection, directory=tree.root)


# --- Who may migrate --------------------------------------------------------------------------------------------------


def test_a_stranger_is_told_what_to_ask_for(empty_database: str, tree: Tree) -> None:
    with connect(empty_database) as connection:
        migrate(connection, tree)
        connection.execute("create role stranger login")
    url = re.sub("postgres@", "stranger@", empty_database)
    with connect(url) as connection, pytest.raises(HarnessError) as caught:
        migrate(connection, tree)
    assert str(caught.value) == (
        "User stranger may not act as maitred_owner: have GRANT maitred_owner TO stranger run."
    )


def test_a_connection_must_be_in_autocommit(empty_database: str, tree: Tree) -> None:
    with psycopg.connect(empty_database) as connection, pytest.raises(ValueError, match="autocommit"):
        migrate(connection, tree)
