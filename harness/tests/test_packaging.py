"""The package as others install it: away from the checkout, with the SQL inside."""

import ast
import os
import re
import subprocess
import sys
import sysconfig
import tomllib
import zipfile
from pathlib import Path

import pytest

from ..migrate import files as sqlfiles
from ..migrate.ledger import release

ROOT = Path(__file__).parent.parent.parent
CHECKOUT_ONLY = {"dev", "tests"}  # no command needs them


def run(*command: str | Path, **options: str) -> str:
    """Run a command outside the checkout and return what it prints."""
    environment = {**os.environ, **options}
    folder = options.get("PWD", "/")
    done = subprocess.run(list(map(str, command)), cwd=folder, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built without leaving anything in the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    gone = folder / "build" / "lib" / "maitred" / "sql" / "functions" / "floor" / "of_an_earlier_release.sql"
    gone.parent.mkdir(parents=True)
    gone.touch()
    config = folder / "build.cfg"
    config.write_text(f"[build]\nbuild_base={folder}/build\n[egg_info]\negg_base={folder}\n")
    options = ("--quiet", "--no-build-isolation", "--no-deps", "--no-index", "--wheel-dir", str(folder))
    run(sys.executable, "-m", "pip", "wheel", *options, ROOT, DIST_EXTRA_CONFIG=str(config))
    (built,) = folder.glob("*.whl")
    return built


@pytest.mark.slow
def test_the_wheel_holds_every_sql_file_and_no_test(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    sql = {name.removeprefix("maitred/sql/") for name in names if name.startswith("maitred/sql/")}
    tree = sqlfiles.load()
    checks = {file.check.name for file in tree.versioned if file.check}
    assert sql == {file.name for file in (*tree.versioned, *tree.repeatable)} | checks
    assert "maitred/py.typed" in names
    assert [name for name in names if "/tests/" in name or "conftest" in name] == []


@pytest.mark.slow
def test_the_wheel_holds_every_file_of_the_harness_but_the_tools_of_developers(wheel: Path) -> None:
    harness = ROOT / "harness"
    paths = [path.relative_to(harness) for path in harness.rglob("*") if path.is_file()]
    wanted = {
        f"maitred/{path.as_posix()}"
        for path in paths
        if path.parts[0] not in CHECKOUT_ONLY and path.suffix != ".pyc" and not path.name.startswith(".")
    }
    names = zipfile.ZipFile(wheel).namelist()
    assert {name for name in names if re.match(r"maitred/(?!sql/)", name)} == wanted


@pytest.mark.slow
def test_what_is_in_the_wheel_imports_nothing_that_is_not(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    held = {name for name in archive.namelist() if name.endswith(".py")}
    here = {f"maitred/{path.relative_to(ROOT / 'harness').as_posix()}" for path in (ROOT / "harness").rglob("*.py")}
    left_out = {name.removesuffix(".py") for name in here - held}
    assert "maitred/dev/pgtap" in left_out
    for name in held:
        for node in ast.walk(ast.parse(archive.read(name))):
            if isinstance(node, ast.ImportFrom) and node.level:
                source = "/".join([*name.split("/")[: -node.level], *(node.module or "").split(".")]).rstrip("/")
                imported = {source, *(f"{source}/{alias.name}" for alias in node.names)}
                assert not imported & left_out, f"{name}, line {node.lineno}"


@pytest.mark.slow
def test_the_installed_command_migrates_a_database(wheel: Path, empty_database: str, tmp_path: Path) -> None:
    environment = tmp_path / "venv"
    run(sys.executable, "-m", "venv", "--without-pip", environment)
    python = environment / "bin" / "python"
    install = ("install", "--quiet", "--no-index", "--no-deps", "--no-compile")
    run(sys.executable, "-m", "pip", "--python", python, *install, wheel)
    # What maitred needs is taken from here; maitred itself is not, since its own entry there is a .pth file.
    options = {
        "PYTHONPATH": sysconfig.get_path("purelib"),
        "DATABASE_URL": empty_database,
        "PWD": str(tmp_path),
        "COLUMNS": "40",
    }
    maitred = environment / "bin" / "maitred"
    where = run(python, "-c", "import maitred; print(maitred.sql_directory())", **options)
    assert Path(where.strip()).is_relative_to(environment)
    assert run(maitred, "--version", **options) == f"maitred, version {release()}\n"
    run(maitred, "migrate", **options)
    status = run(maitred, "status", **options)
    assert "Current." in status
    assert "migrations/0001_schemas_and_roles.sql" in status, "what is piped is not folded"
    assert run(python, "-m", "maitred", "verify", **options) == "Everything is as the files have it.\n"


def test_the_version_is_the_project_s() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert release() == project["version"]
