"""Groups and short names, help that says it all, and --dry-run, which changes nothing anywhere."""

import re
from collections.abc import Callable

import click
import psycopg
import pytest
from click.testing import CliRunner, Result

from .. import cli
from ..cli.console import SHORT, main
from .commands import every_command, parse
from .damage import break_rows, open_restaurant

Run = Callable[..., Result]

# What people and scripts called before there were groups.
OLD = {
    "migrate": "schema migrate",
    "plan": "schema plan",
    "status": "schema status",
    "verify": "schema verify",
    "repair": "schema repair",
    "baseline": "schema baseline",
    "doctor": "data doctor",
    "explain": "data explain",
    "prune": "data prune",
    "adopt": "data adopt",
    "worker": "email worker",
    "drain": "email drain",
    "metrics": "email metrics",
    "outbox status": "email status",
    "outbox list": "email list",
    "outbox show": "email show",
    "outbox retry": "email retry",
    "outbox preview": "email preview",
}
DRY = {
    *("schema migrate", "schema plan", "schema repair", "schema baseline"),
    *("data repair", "data undo", "data prune", "data adopt", "data doctor", "email retry"),
}


@pytest.fixture
def run(database: str) -> Run:
    def one(*arguments: str, url: str = database) -> Result:
        return CliRunner().invoke(cli.main, arguments, env={"DATABASE_URL": url, "COLUMNS": "200"})

    return one


def test_every_old_name_is_the_same_command() -> None:
    commands = dict(every_command())
    for old, new in OLD.items():
        assert commands[f"maitred {old}"].callback is commands[f"maitred {new}"].callback, old
        assert commands[f"maitred {old}"].params == commands[f"maitred {new}"].params, old
    assert {old for old in OLD if " " not in old} | {"outbox"} == set(SHORT)


def test_data_check_is_the_doctor() -> None:
    assert main.commands["data"].commands["check"].callback is main.commands["doctor"].callback  # type: ignore[attr-defined]


def test_every_command_has_an_example_that_it_understands() -> None:
    for name, command in every_command():
        lines = re.findall(r"(?m)^  (.+)$", command.epilog or "")
        assert lines, name
        for line in lines:
            parse(line)


def test_a_line_that_no_command_understands_is_refused() -> None:
    for line in ("maitred schema plans", "maitred data prune", "maitred email list --stat dead"):
        with pytest.raises(click.ClickException):
            parse(line)


@pytest.mark.parametrize("group", ["", "schema", "data", "email", "race", "outbox"])
def test_no_line_of_a_list_is_cut_or_folded(group: str) -> None:
    shown = CliRunner().invoke(cli.main, [*group.split(), "--help"], env={"COLUMNS": "80"}).output
    assert "..." not in shown.partition("\n")[2]
    commands = main.commands[group].commands if group else main.commands  # type: ignore[attr-defined]
    listed = shown.partition("Commands:\n")[2].partition("\n\n")[0].splitlines()
    named = {line.split()[0]: " ".join(line.split()[1:]) for line in listed}
    assert named == {
        name: str(command.help).partition("\n")[0].partition(". ")[0].rstrip(".") + "."
        for name, command in commands.items()
        if not command.hidden and (group or name not in SHORT)
    }


def test_the_short_names_are_listed_with_what_they_stand_for(run: Run) -> None:
    short = run("--help").output.partition("Short names:\n")[2]
    told = {line.split()[0]: line.partition("maitred ")[2] for line in short.splitlines() if line}
    assert told == {name: whole for name, whole in SHORT.items() if name not in {"repair", "baseline", "metrics"}}


def test_dry_run_is_everywhere_that_something_is_changed() -> None:
    having = {
        name.removeprefix("maitred ")
        for name, command in every_command()
        if any("--dry-run" in option.opts for option in command.params)
    }
    assert having - set(OLD) - {"data check"} == DRY


# --- A dry run --------------------------------------------------------------------------------------------------------


def test_of_a_migration_changes_nothing(run: Run, empty_database: str) -> None:
    done = run("schema", "migrate", "--dry-run", url=empty_database)
    assert (done.exit_code, done.stdout.splitlines()[-1]) == (0, "All of it was rolled back.")
    assert "0001_schemas_and_roles.sql" in done.stdout
    with psycopg.connect(empty_database) as connection:
        assert connection.execute("select to_regnamespace('maitred')").fetchone() == (None,)


def test_of_a_schema_repair_and_a_baseline_changes_nothing(run: Run, database: str) -> None:
    with psycopg.connect(database) as connection:
        connection.execute("grant execute on function maitred.watch_events() to public")
    done = run("schema", "repair", "--dry-run")
    assert (done.exit_code, done.stdout.splitlines()[-1]) == (0, "Nothing was changed.")
    assert run("schema", "verify").exit_code == 2
    assert run("schema", "repair", "--yes").exit_code == 0
    assert run("schema", "verify").exit_code == 0

    with psycopg.connect(database) as connection:
        connection.execute("drop table maitred_internal.migrations")
    done = run("schema", "baseline", "1", "--dry-run")
    assert (done.exit_code, done.stdout.splitlines()[-1]) == (0, "Nothing was written down.")
    assert "0001_schemas_and_roles.sql" in done.stdout
    with psycopg.connect(database) as connection:
        assert connection.execute("select to_regclass('maitred_internal.migrations')").fetchone() == (None,)


def test_of_a_repair_and_of_its_undoing_changes_nothing(run: Run, database: str) -> None:
    with psycopg.connect(database, autocommit=True) as connection:
        open_restaurant(
            connection,
            "update maitred.restaurants set auto_assign_on_booking = true; select maitred_test.book('cid', 8);",
        )
        break_rows(connection, "delete from maitred_internal.assignment_jobs")
    assert run("data", "doctor").exit_code == 1
    shown = run("data", "repair", "--dry-run")
    assert shown.exit_code == 1
    assert "Nothing was changed: leave out --dry-run to do it." in shown.stdout
    assert "Nothing was changed: add --apply to do it." in run("doctor", "--repair", "--dry-run").stdout

    done = run("data", "repair")
    assert (done.exit_code, run("data", "check").exit_code) == (0, 0)
    (repair,) = re.findall(r"maitred data undo (\S+)", done.stdout)
    told = run("data", "undo", repair, "--dry-run").stdout
    assert told == f"2 rows would be as they were before repair {repair}.\n"
    assert run("data", "doctor").exit_code == 0
    assert run("data", "undo", repair).exit_code == 0
    assert run("data", "doctor").exit_code == 1
    assert run("data", "undo", repair).stdout.startswith("0 rows are ")
    assert run("data", "undo", "00000000-0000-0000-0000-000000000000").exit_code == 2


def test_of_a_retry_changes_nothing(run: Run) -> None:
    done = run("email", "retry", "--dry-run")
    assert (done.exit_code, done.stdout) == (0, "0 emails would be ready again.\n")
