"""What the README and the pages below docs/ show is what happens."""

import os
import re
import subprocess
from pathlib import Path

import click
import psycopg
import pytest

from ..dev.lint import LAYERS
from ..server.embedded import EmbeddedServer
from .commands import parse
from .conftest import Connect

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
GENERATED = {"functions.md", "tables.md", "errors.md", "states.md", "calls.md", "vocabulary.md"}
WRITTEN = [path.relative_to(ROOT).as_posix() for path in PAGES if path.name not in GENERATED]


def page(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


README, RUNNING, CALLING = page("README.md"), page("docs/running.md"), page("docs/calling.md")


def blocks(text: str, language: str) -> list[str]:
    """Return the blocks of a page in a language."""
    return re.findall(rf"(?ms)^```{language}\n(.*?)^```", text)


def block(text: str, language: str, containing: str) -> str:
    """Return the one block of a page in a language that contains some text."""
    found = [one for one in blocks(text, language) if containing in one]
    assert len(found) == 1
    return found[0]


def code(text: str) -> str:
    """Return all that a page shows as code, a line for each inline piece."""
    pieces = re.findall(r"(?s)```\w*\n(.*?)```|`([^`]+)`", text)
    return "\n".join(fenced or " ".join(inline.split()) for fenced, inline in pieces)


def psql(server: EmbeddedServer) -> str:
    found = server.bin_directory / "psql"
    return str(found) if found.exists() else "psql"


# --- What is run ------------------------------------------------------------------------------------------------------


def test_the_ten_statements_print_what_the_readme_says(server: EmbeddedServer, database: str) -> None:
    session = block(README, "sql", "create_booking")
    assert len(re.findall(r";|\\gset", session)) == 10
    done = subprocess.run(
        [psql(server), "-X", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=1", database],
        input=session,
        env={**os.environ, "PGOPTIONS": "-c role=maitred_manager", "PGCLIENTENCODING": "UTF8"},
        capture_output=True,
        text=True,
    )
    assert done.stderr == ""
    assert done.stdout.splitlines() == re.findall(r"(?m) -- (.+)$", session)
    assert done.stdout


def test_the_roles_can_be_granted(connect: Connect) -> None:
    with connect().transaction(force_rollback=True) as transaction:
        for statement in block(RUNNING, "sql", "create role").split(";"):
            transaction.connection.execute(statement.encode())


def test_plain_psql_loads_the_files(server: EmbeddedServer, empty_database: str) -> None:
    path = os.pathsep.join([str(server.bin_directory), os.environ["PATH"]])
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", block(RUNNING, "bash", "psql")],
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


@pytest.mark.parametrize("name", [name for name in WRITTEN if name not in {"README.md", "docs/running.md"}])
def test_every_statement_of_a_page_is_one_that_the_database_knows(name: str, connect: Connect) -> None:
    """Each is run and rolled back; what it names is there, whatever the ids, which stand for others, find."""
    connection = connect()
    for statement in re.split(r";\s*(?:--[^\n]*)?(?:\n|$)", "\n".join(blocks(page(name), "sql"))):
        text = re.sub(r"'(\.\.\.|…)'", "'00000000-0000-0000-0000-000000000000'", statement)
        if not re.sub(r"--[^\n]*", "", text).strip():
            continue
        try:
            with connection.transaction(force_rollback=True):
                connection.execute(text.encode())
        except psycopg.Error as error:
            # Such as MD101 (no such booking), 22023, or a constraint that is there already.
            if not (error.sqlstate or "").startswith(("MD", "22023", "42P07", "42710")):
                pytest.fail(f"{statement}: {error}")


@pytest.mark.parametrize("name", WRITTEN)
def test_every_command_of_a_page_is_one_that_maitred_knows(name: str) -> None:
    lines = re.findall(r"(?m)(?:^|/bin/|=\S+ )(maitred [a-z].*)$", code(page(name)))
    for line in lines:
        try:
            parse(line)
        except click.MissingParameter:
            if len(line.split()) > 3:  # more than the name of a command
                raise
    if name in {"docs/running.md", "docs/when-something-is-wrong.md"}:
        assert len(lines) > 5


def test_every_make_target_it_names_exists() -> None:
    makefile = page("Makefile")
    for name in WRITTEN:
        targets = set(re.findall(r"(?m)(?:^|DATABASE_URL=\S+ )make ([\w-]+)", code(page(name))))
        assert targets <= set(re.findall(r"(?m)^([a-z-]+):", makefile)), name
        if name == "README.md":
            assert {"demo", "test", "migrate"} <= targets


# --- What is named ----------------------------------------------------------------------------------------------------


def test_it_names_every_function(connect: Connect) -> None:
    table = CALLING.partition("## Which function")[2].partition("## One call")[0]
    named = set(re.findall(r"`(\w+)`", table)) - {"manual_assignment_board"}
    rows = connect().execute("select proname from pg_proc where pronamespace = 'maitred'::regnamespace").fetchall()
    assert named == {name for (name,) in rows}


def test_every_role_and_error_class_exists(connect: Connect) -> None:
    named = set(re.findall(r"\| `(maitred_\w+)` \|", RUNNING))
    rows = connect().execute("select rolname from pg_roles where rolname ~ '^maitred_' and not rolcanlogin").fetchall()
    assert named | {"maitred_owner"} == {name for (name,) in rows}
    codes = {code for (code,) in connect().execute("select sqlstate from maitred.error_catalogue").fetchall()}
    assert set(re.findall(r"MD\d{3}", README + CALLING + page("docs/when-something-is-wrong.md"))) <= codes


def test_the_layers_are_those_of_the_lint() -> None:
    listed = re.findall(r"(?m)^\| `(\w+)` \|", page("ARCHITECTURE.md").partition("| layer | decides |")[2])
    assert listed[: len(LAYERS)] == list(LAYERS)


def test_doors_are_short() -> None:
    assert len(README.splitlines()) <= 110
    assert len(page("ARCHITECTURE.md").split()) <= 2000


@pytest.mark.parametrize("name", ["CONTRIBUTING.md", "docs/invariants.md", "docs/glossary.md"])
def test_what_it_names_is_there(name: str) -> None:
    named = re.findall(r"`([\w./]+)`", page(name))
    files = [path for top in ("sql", "harness", "docs") for path in (ROOT / top).rglob("*") if path.is_file()]
    paths = {path.relative_to(ROOT).as_posix() for path in files}
    words = {word for path in files if path.suffix in {".sql", ".py"} for word in re.findall(r"\w+", path.read_text())}
    words |= {path.stem for path in files}
    lost = [name for name in named if not any(name.rstrip("/") in path for path in paths)]
    assert [name for name in lost if not words >= set(name.split("."))] == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    targets = re.findall(r"\]\((?!https?:|mailto:)([^)]*)\)", text)
    if path.name in {"README.md", "ARCHITECTURE.md"}:
        assert targets
    for target in targets:
        name, _, heading = target.partition("#")
        leads_to = path.parent / name if name else path
        assert leads_to.exists(), target
        if heading:
            headings = re.findall(r"(?m)^#+ (.+)$", leads_to.read_text(encoding="utf-8"))
            assert heading in {re.sub(r"[^\w -]", "", text).lower().replace(" ", "-") for text in headings}, target


def test_the_proof_beside_each_guarantee_is_there() -> None:
    table = README.partition("## What it guarantees")[2].partition("\n\n[docs")[0]
    named = re.findall(r"`([\w./]+)`", table)
    assert len(named) >= 4
    files = {path.relative_to(ROOT).as_posix() for path in (ROOT / "harness").rglob("*")}
    assert [name for name in named if not any(path.endswith(name) for path in files)] == []


def test_the_variables_it_names_are_read() -> None:
    files = (path for path in (ROOT / "harness").rglob("*.py") if "tests" not in path.parts)
    sources = "".join(path.read_text(encoding="utf-8") for path in files)
    names = set(re.findall(r"`(MAITRED_\w+|DATABASE_URL)`", RUNNING))
    assert {"DATABASE_URL", "MAITRED_SMTP_USER"} <= names
    assert [name for name in sorted(names) if name not in sources] == []
