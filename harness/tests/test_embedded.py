"""The throw-away server."""

import os
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from .. import HarnessError
from ..server import embedded
from ..server.embedded import EmbeddedServer, embedded_server, find_binaries
from .racing import PATIENCE

ROOT = Path(__file__).parent.parent.parent


def value(url: str, query: str) -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute(query).fetchone()
    assert row
    return row[0]


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except FileNotFoundError:
        return False


def test_it_listens_on_a_socket_and_on_loopback(server: EmbeddedServer) -> None:
    assert value(server.dsn(), "select inet_server_addr()") is None
    assert str(value(server.dsn(tcp=True), "select host(inet_server_addr())")) == "127.0.0.1"


def test_it_speaks_utf8_in_the_c_locale(server: EmbeddedServer) -> None:
    query = "select concat_ws(' ', current_setting('server_encoding'), datcollate) from pg_database limit 1"
    assert value(server.dsn(), query) == "UTF8 C"


def test_a_clone_holds_what_its_template_holds(server: EmbeddedServer) -> None:
    with psycopg.connect(server.create_database("original")) as connection:
        connection.execute("create table facts as select 42 as fact")
    assert value(server.create_database("clone", "original"), "select fact from facts") == 42
    server.drop_database("original")
    server.drop_database("clone")


def test_a_database_is_dropped_under_its_users(server: EmbeddedServer) -> None:
    with psycopg.connect(server.create_database("short_lived")) as connection:
        server.drop_database("short_lived")
        with pytest.raises(psycopg.OperationalError):
            connection.execute("select 1")


def test_settings_reach_the_server() -> None:
    with embedded_server(settings={"shared_preload_libraries": "pg_stat_statements", "work_mem": "5MB"}) as server:
        assert value(server.dsn(), "show shared_preload_libraries") == "pg_stat_statements"
        assert value(server.dsn(), "show work_mem") == "5MB"


def test_what_a_shell_has_set_for_another_server_does_not_reach_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGOPTIONS", "-c role=nobody")
    monkeypatch.setenv("PGHOSTADDR", "192.0.2.1")
    monkeypatch.setenv("PGSSLMODE", "require")
    with embedded_server() as server:
        assert value(server.dsn(tcp=True), "select current_user") == "postgres"


def test_a_server_that_does_not_start_says_why() -> None:
    with (
        pytest.raises(HarnessError, match=r"did not start:\n(.*\n)*.*no_such_library"),
        embedded_server(settings={"shared_preload_libraries": "no_such_library"}),
    ):
        pass


@pytest.mark.crash
@pytest.mark.parametrize("immediate", [False, True])
def test_committed_rows_survive_a_restart(immediate: bool) -> None:
    with embedded_server(fsync=True) as server:
        with psycopg.connect(server.dsn()) as connection:
            connection.execute("create table facts as select 42 as fact")
        open_transaction = psycopg.connect(server.dsn())
        open_transaction.execute("insert into facts values (43)")
        server.restart(immediate=immediate)
        open_transaction.close()
        assert value(server.dsn(), "select array_agg(fact) from facts") == [42]
        assert ("not properly shut down" in server.log()) is immediate


def test_nothing_is_left_behind() -> None:
    with embedded_server() as server:
        folder, pid = Path(server.base_dir), server.server_pid
        assert is_running(pid)
    assert not folder.exists()
    assert not is_running(pid)


@pytest.mark.crash
def test_a_killed_parent_takes_its_server_along() -> None:
    program = """if True:
        import time
        from harness.server.embedded import embedded_server
        with embedded_server() as server:
            print(server.server_pid, server.base_dir, flush=True)
            time.sleep(60)
    """
    with subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        pid, folder = parent.stdout.readline().split()
        assert is_running(int(pid))
        parent.kill()
    deadline = time.monotonic() + PATIENCE
    while is_running(int(pid)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not is_running(int(pid))
    subprocess.run(["rm", "-rf", folder], check=True)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to become somebody else")
def test_root_runs_the_server_as_somebody_else(server: EmbeddedServer) -> None:
    assert Path(f"/proc/{server.server_pid}").stat().st_uid != 0


def test_the_terminal_s_interrupt_does_not_reach_the_server(server: EmbeddedServer) -> None:
    # A terminal sends it to a whole process group.
    assert os.getpgid(server.server_pid) != os.getpgid(0)


def test_a_folder_without_a_server_is_refused_by_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MAITRED_PG_BIN", str(tmp_path))
    with pytest.raises(HarnessError, match=f"MAITRED_PG_BIN={tmp_path} holds no PostgreSQL 15"):
        find_binaries()


def test_an_older_server_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MAITRED_PG_BIN", str(tmp_path))
    postgres = tmp_path / "postgres"
    postgres.write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 14.9'\n")
    postgres.chmod(0o755)
    with pytest.raises(HarnessError, match="no PostgreSQL 15"):
        find_binaries()


def test_no_server_anywhere_says_how_to_install_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MAITRED_PG_BIN", raising=False)
    monkeypatch.setattr(embedded, "server_version", lambda _: 0)
    with pytest.raises(HarnessError, match="apt-get install postgresql-15"):
        find_binaries()
