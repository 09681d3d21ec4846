"""What the README shows is what happens."""

import os
import re
import subprocess
from pathlib import Path

import psycopg
import pytest

from ..cli.console import main
from ..dev.lint import LAYERS
from ..server.embedded import EmbeddedServer
from .conftest import Connect

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def block(language: str, containing: str) -> str:
    """Return the one block of the README in a language that contains some text."""
    found = [text for text in re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL) if containing in text]
    assert len(found) == 1
    return str(found[0])


def psql(server: EmbeddedServer) -> str:
    found = server.bin_directory / "psql"
    return str(found) if found.exists() else "psql"


def test_the_ten_lines_of_sql_print_what_the_readme_says(server: EmbeddedServer, database: str) -> None:
    session = block("sql", "create_booking")
    assert len(session.splitlines()) == 10
    done = subprocess.run(
        [psql(server), "-X", "-v", "ON_ERROR_STOP=1", database],
        input=session,
        env={**os.environ, "PGOPTIONS": "-c role=maitred_manager", "PGCLIENTENCODING": "UTF8"},
        capture_output=True,
        text=True,
    )
    assert done.stderr == ""
    assert done.stdout == block("text", "INSERT 0 1")


def test_the_roles_can_be_granted(connect: Connect) -> None:
    with connect().transaction(force_rollback=True) as transaction:
        for statement in block("sql", "create role").split(";"):
            transaction.connection.execute(statement.encode())


def test_plain_psql_loads_the_files(server: EmbeddedServer, empty_database: str) -> None:
    path = os.pathsep.join([str(server.bin_directory), os.environ["PATH"]])
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", block("bash", "psql")],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": empty_database, "PATH": path},
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")
    with psycopg.connect(empty_database) as connection:
        assert connection.execute("select * from maitred.find_assignment_drift()").fetchall() == []
        partitions = (
            "select count(*) from pg_class where relispartition and relkind = 'r' and relname not like '%default'"
        )
        assert connection.execute(partitions).fetchone() == (3 * 4,)


def test_it_names_every_function(connect: Connect) -> None:
    table = README.partition("## Functions")[2].partition("## Errors")[0]
    named = set(re.findall(r"`(\w+)`", table)) - {"manual_assignment_board"}
    rows = connect().execute("select proname from pg_proc where pronamespace = 'maitred'::regnamespace").fetchall()
    assert named == {name for (name,) in rows}


def test_every_role_and_error_class_exists(connect: Connect) -> None:
    named = set(re.findall(r"\| `(maitred_\w+)` \|", README))
    rows = connect().execute("select rolname from pg_roles where rolname ~ '^maitred_' and not rolcanlogin").fetchall()
    assert named | {"maitred_owner"} == {name for (name,) in rows}
    codes = {code for (code,) in connect().execute("select sqlstate from maitred.error_catalogue").fetchall()}
    assert set(re.findall(r"MD\d{3}", README)) <= codes


def test_every_command_it_names_exists() -> None:
    code = "\n".join(
        fenced or " ".join(inline.split()) for fenced, inline in re.findall(r"(?s)```\w+\n(.*?)```|`([^`]+)`", README)
    )
    commands = set(re.findall(r"(?m)(?:^|/bin/)maitred ([a-z]+)", code))
    assert {"migrate", "worker", "drain"} <= commands <= set(main.commands)
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"(?m)(?:^|DATABASE_URL=\S+ )make (\w+)", code))
    assert {"demo", "test", "migrate"} <= targets <= set(re.findall(r"(?m)^([a-z]+):", makefile))


def test_the_layers_are_those_of_the_lint() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    listed = re.findall(r"(?m)^\| `(\w+)` \|", text.partition("| layer | decides |")[2].partition("\n\n")[0])
    assert listed == list(LAYERS)


@pytest.mark.parametrize("page", ["CONTRIBUTING.md", "docs/invariants.md", "docs/glossary.md"])
def test_what_it_names_is_there(page: str) -> None:
    named = re.findall(r"`([\w./]+)`", (ROOT / page).read_text(encoding="utf-8"))
    files = [path for top in ("sql", "harness", "docs") for path in (ROOT / top).rglob("*") if path.is_file()]
    paths = {path.relative_to(ROOT).as_posix() for path in files}
    words = {word for path in files if path.suffix in {".sql", ".py"} for word in re.findall(r"\w+", path.read_text())}
    words |= {path.stem for path in files}
    lost = [name for name in named if not any(name.rstrip("/") in path for path in paths)]
    assert [name for name in lost if not words >= set(name.split("."))] == []


@pytest.mark.parametrize("page", ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"])
def test_every_link_leads_somewhere(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    targets = re.findall(r"\]\((?!https?:)([^)#]+)", text)
    assert targets
    assert [target for target in targets if not (ROOT / target).exists()] == []


def test_the_variables_it_names_are_read() -> None:
    files = (path for path in (ROOT / "harness").rglob("*.py") if "tests" not in path.parts)
    sources = "".join(path.read_text(encoding="utf-8") for path in files)
    names = set(re.findall(r"`(MAITRED_\w+|DATABASE_URL)`", README))
    assert {"DATABASE_URL", "MAITRED_SMTP_USER"} <= names
    assert [name for name in sorted(names) if name not in sources] == []
