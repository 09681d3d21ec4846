"""What ``make`` needs of a machine, and what is said and done where something is missing."""

import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest

from .. import HarnessError
from ..dev import checks, coverage, pgtap
from ..dev.checks import Count

ROOT = Path(__file__).resolve().parents[2]
FILES = ["Makefile", "requirements.lock", "requirements-dev.lock", "pyproject.toml", "setup.py", "scripts/setup"]
# No apt-get and no sudo: nothing is installed.
PROGRAMS = ["bash", "cat", "cut", "dirname", "env", "grep", "id", "make", "readlink", "sed", "sha256sum", "sort"]
TOOLS = ["postgresql-16-pgtap", "postgresql-16-plpgsql-check", "libtap-parser-sourcehandler-pgtap-perl"]
READY = "#!/bin/sh\nexit 0\n"
SERVER = "#!/bin/sh\n[ \"$1\" = --version ] && echo 'postgres (PostgreSQL) 16.1'\n"


def put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)


class Machine(NamedTuple):
    """A machine with few programs, a Python, and a checkout."""

    folder: Path

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        environment = {
            "PATH": str(self.folder / "programs"),
            "PYTHON": str(self.folder / "python"),
            "MAITRED_PG_BIN": str(self.folder / "server" / "bin"),
        }
        return subprocess.run(command, cwd=self.folder / "checkout", env=environment, capture_output=True, text=True)

    def install_server(self, *extensions: str) -> None:
        for name in ("initdb", "postgres"):
            put(self.folder / "server" / "bin" / name, SERVER)
        for name in extensions:
            put(self.folder / "server" / "share" / "extension" / f"{name}.control", "")


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    (tmp_path / "programs").mkdir()
    for name in PROGRAMS:
        (tmp_path / "programs" / name).symlink_to(str(shutil.which(name)))
    put(tmp_path / "python", READY)
    for name in FILES:
        put(tmp_path / "checkout" / name, (ROOT / name).read_text(encoding="utf-8"))
    for name in ("python", "maitred"):
        put(tmp_path / "checkout" / ".venv" / "bin" / name, READY)
    return Machine(tmp_path)


def test_help_needs_nothing(machine: Machine) -> None:
    done = machine.run("make", "help")
    assert (done.returncode, done.stderr) == (0, "")
    assert "  demo     Watch a restaurant work, on a throw-away server\n" in done.stdout


@pytest.mark.parametrize(("level", "extensions"), [("demo", ["btree_gist"]), ("lint", []), ("client", [])])
def test_a_demo_needs_no_test_tools_and_static_checks_and_clients_no_server(
    machine: Machine, level: str, extensions: list[str]
) -> None:
    machine.install_server(*extensions)
    done = machine.run("scripts/setup", level)
    assert (done.returncode, done.stderr) == (0, "setup: installing Python packages into .venv\n")


def test_a_server_without_contrib_is_not_enough(machine: Machine) -> None:
    machine.install_server()
    done = machine.run("scripts/setup", "demo")
    assert done.returncode == 1
    assert "setup: missing: postgresql-16" in done.stderr


@pytest.mark.parametrize("target", ["migrate", "worker"])
def test_another_machine_s_database_needs_no_server_here(machine: Machine, target: str) -> None:
    machine.install_server()
    done = machine.run("make", target, "DATABASE_URL=postgresql://db.example.org/restaurant")
    assert (done.returncode, done.stderr) == (0, "setup: installing Python packages into .venv\n")


def test_missing_test_tools_are_named_and_the_rest_is_set_up(machine: Machine) -> None:
    machine.install_server("btree_gist")
    done = machine.run("scripts/setup")
    assert done.returncode == 0
    assert f"setup: missing: {' '.join(TOOLS)}" in done.stderr
    assert (machine.folder / "checkout" / ".venv" / "setup-test").exists()


def test_the_second_time_nothing_is_installed(machine: Machine) -> None:
    machine.install_server("btree_gist")
    for level in ("test", "lint", "demo", "client"):
        again = "installing" in machine.run("scripts/setup", level).stderr
        assert again is (level == "test")


def test_sql_tests_that_cannot_run_have_failed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(pgtap, "missing", lambda: ["pgtap", "pg_prove"])
    with pytest.raises(HarnessError, match="pgtap and pg_prove"), pgtap.prepared_server():
        pass
    assert checks.sql_tests() == Count(0, 1)
    assert "not installed: pgtap and pg_prove" in capsys.readouterr().out


def test_branches_that_nobody_counted_are_a_failure(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv(coverage.FOLDER, raising=False)
    assert checks.branches() == Count(0, 1)
    assert "%" not in capsys.readouterr().out


def test_what_neither_the_server_nor_the_path_offers_is_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    which = shutil.which
    monkeypatch.setattr(shutil, "which", lambda name: None if name == "pg_prove" else which(name))
    monkeypatch.setattr(pgtap, "EXTENSIONS", ("btree_gist", "no_such_extension"))
    assert pgtap.missing() == ["no_such_extension", "pg_prove"]
