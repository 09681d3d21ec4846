"""A throw-away PostgreSQL server: started in a fraction of a second, gone with the process that started it.

testing.postgresql does the work. The subclass adds what it lacks: starting as root (PostgreSQL refuses to run as
root, so its programs are run as ``postgres`` or ``nobody``), a cached initdb, server settings, crash and restart,
and a server that never outlives its parent.
"""

import hashlib
import os
import pwd
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote, urlencode

import psycopg
from psycopg import sql
from testing.common.database import Database
from testing.postgresql import Postgresql

from .. import HarnessError

MINIMUM_VERSION = 15
INSTALL = "apt-get install postgresql-15"
INITDB_OPTIONS = (
    "--username=postgres",
    "--auth=trust",
    "--encoding=UTF8",
    "--locale=C",
    "--no-sync",
)


def server_version(bin_directory: Path) -> int:
    """Return the major version of the ``postgres`` program in a folder, 0 when there is none that runs."""
    with suppress(OSError, subprocess.CalledProcessError):
        output = subprocess.check_output([bin_directory / "postgres", "--version"], text=True)
        if match := re.search(r"\) (\d+)", output):
            return int(match[1])
    return 0


def find_binaries() -> Path:
    """Return the folder of the server's programs.

    ``$MAITRED_PG_BIN`` if set, else the newest ``/usr/lib/postgresql/*/bin``, else what ``pg_config --bindir`` says,
    else where ``initdb`` is on the PATH; the first that holds PostgreSQL 15 or later.
    """
    if named := os.environ.get("MAITRED_PG_BIN"):
        if server_version(Path(named)) >= MINIMUM_VERSION:
            return Path(named)
        raise HarnessError(f"MAITRED_PG_BIN={named} holds no PostgreSQL {MINIMUM_VERSION} or later.")
    packaged = Path("/usr/lib/postgresql").glob("[0-9]*/bin")
    candidates = sorted(packaged, key=lambda path: float(path.parent.name), reverse=True)
    with suppress(OSError, subprocess.CalledProcessError):
        candidates.append(Path(subprocess.check_output(["pg_config", "--bindir"], text=True).strip()))
    if initdb := shutil.which("initdb"):
        candidates.append(Path(initdb).resolve().parent)
    for candidate in candidates:
        if (candidate / "initdb").exists() and server_version(candidate) >= MINIMUM_VERSION:
            return candidate
    raise HarnessError(
        f"No PostgreSQL server {MINIMUM_VERSION} or later found: install one ({INSTALL}), or set MAITRED_PG_BIN to "
        "the folder that holds initdb and postgres."
    )


def server_user() -> pwd.struct_passwd | None:
    """Return the account that must run the server's programs, None for the one running now."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            return pwd.getpwnam(name)
    raise HarnessError("PostgreSQL refuses to run as root, and there is neither a user postgres nor nobody.")


def _as_server_user(*command: str | Path) -> list[str]:
    """Wrap a command so that it runs unprivileged, apart from the terminal's Ctrl-C, and dies with its parent."""
    prefix: list[str] = []
    if shutil.which("setpriv"):
        prefix = ["setpriv", "--pdeathsig", "INT"]
        if user := server_user():
            prefix += [f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
        prefix += ["setsid"]
    elif server_user():
        raise HarnessError("Running as root needs setpriv (package util-linux) to start the server as another user.")
    return [*prefix, *map(str, command)]


def _give(directory: Path) -> None:
    """Hand a folder and everything in it to the account that runs the server."""
    if user := server_user():
        for path in (directory, *directory.rglob("*")):
            os.chown(path, user.pw_uid, user.pw_gid, follow_symlinks=False)


def _fresh_cluster(bin_directory: Path) -> Path:
    """Return a folder with a freshly initialised cluster, made once a version and kept in the user's cache."""
    version = subprocess.check_output([bin_directory / "postgres", "--version"], text=True)
    key = hashlib.sha256(repr((str(bin_directory), version, INITDB_OPTIONS)).encode()).hexdigest()[:16]
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    cached = Path(home) / "maitred" / f"initdb-{key}"
    if cached.is_dir():
        return cached
    cached.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="maitred-initdb-") as scratch:
        _give(Path(scratch))
        command = _as_server_user(bin_directory / "initdb", "-D", f"{scratch}/data", *INITDB_OPTIONS)
        made = subprocess.run(command, cwd="/", capture_output=True, text=True)
        if made.returncode != 0:
            raise HarnessError(f"initdb failed: {made.stderr.strip()}")
        # The first to rename wins; the loser's copy is thrown away.
        copy = Path(tempfile.mkdtemp(dir=cached.parent))
        shutil.copytree(f"{scratch}/data", copy / "data")
        with suppress(OSError):
            (copy / "data").rename(cached)
        shutil.rmtree(copy)
    return cached


def _state_and_parent(process: Path) -> tuple[str, int]:
    """Read what a process does (T: it has been stopped) and who started it off its folder in /proc."""
    state, parent, *_ = (process / "stat").read_text().rpartition(")")[2].split()  # the name may hold anything
    return state, int(parent)


def _children(parent: int) -> list[int]:
    """Return the processes that a process has started."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # gone meanwhile
            if _state_and_parent(process)[1] == parent:
                found.append(int(process.name))
    return found


class EmbeddedServer(Postgresql):  # type: ignore[misc]
    """One running server. Connect with ``dsn(database)``; it listens on a Unix socket and on loopback."""

    # Seconds. The parent class gives up after ten, which a recovery on a busy machine may take.
    DEFAULT_BOOT_TIMEOUT = 60.0
    DEFAULT_KILL_TIMEOUT = 60.0

    def __init__(self, *, settings: Mapping[str, str] | None = None, fsync: bool = False) -> None:
        """Start a server.

        settings: server settings, such as ``{"shared_preload_libraries": "plpgsql_check"}``.
        fsync: whether commits reach the disk; a crash of the machine, not one of the server, needs it.
        """
        # Whatever a shell has set for another server (PGOPTIONS, PGSSLMODE, PGHOSTADDR), libpq would apply to this one.
        for name in [name for name in os.environ if re.fullmatch("PG[A-Z]+", name)]:
            del os.environ[name]
        self.bin_directory = find_binaries()
        switch = "on" if fsync else "off"
        self.server_settings = {
            "fsync": switch,
            "full_page_writes": switch,
            "listen_addresses": "127.0.0.1",
            "logging_collector": "off",
            "max_connections": "200",
            "timezone": "UTC",
            **(settings or {}),
        }
        super().__init__()

    # What the parent class calls, in the order in which it does.

    def initialize(self) -> None:
        """Settle where things are, before anything is made."""
        self.socket_directory = Path(self.base_dir) / "tmp"
        self.data_directory = Path(self.get_data_directory())

    def setup(self) -> None:
        """Make the data directory from the cached cluster."""
        shutil.copytree(_fresh_cluster(self.bin_directory), self.data_directory)
        self.data_directory.chmod(0o700)
        self.socket_directory.mkdir(0o700)
        _give(Path(self.base_dir))

    def start(self) -> None:
        """Start the server and wait until it answers."""
        try:
            super().start()
        except RuntimeError as error:
            said = "\n".join(str(error).strip().splitlines()[-5:])
            raise HarnessError(f"The throw-away PostgreSQL server did not start:\n{said}") from None

    def get_server_commandline(self) -> list[str]:
        """Return the command that runs the server."""
        settings = [word for pair in self.server_settings.items() for word in ("-c", "=".join(pair))]
        place = [
            "-D",
            str(self.data_directory),
            "-k",
            str(self.socket_directory),
            "-p",
            str(self.port),
        ]
        return _as_server_user(self.bin_directory / "postgres", *place, *settings)

    def is_server_available(self) -> bool:
        """Tell whether the server answers."""
        with suppress(psycopg.OperationalError):
            psycopg.connect(self.dsn()).close()
            return True
        return False

    def poststart(self) -> None:
        """Do nothing: databases are made when asked for."""

    def terminate(self, _signal: int | None = None) -> None:
        """Stop the server and keep its data; a fast shutdown unless another signal is named."""
        Database.terminate(self, signal.SIGINT if _signal in (None, signal.SIGTERM) else _signal)

    # What callers use.

    @property
    def port(self) -> int:
        """The port on 127.0.0.1, and the number of the Unix socket."""
        return int(self.settings["port"])

    def dsn(self, database: str = "postgres", *, user: str = "postgres", tcp: bool = False) -> str:
        """Return a connection URL, over the Unix socket unless ``tcp`` is asked for."""
        host = "127.0.0.1" if tcp else str(self.socket_directory)
        query = urlencode({"host": host, "port": self.port})
        return f"postgresql://{quote(user, safe='')}@/{quote(database, safe='')}?{query}"

    def create_database(self, name: str, template: str | None = None, *, owner: str | None = None) -> str:
        """Create a database, as a copy of another one if named (that nobody is connected to), and return its URL."""
        statement = sql.SQL("create database {}").format(sql.Identifier(name))
        if template:
            statement += sql.SQL(" template {}").format(sql.Identifier(template))
        if owner:
            statement += sql.SQL(" owner {}").format(sql.Identifier(owner))
        self.execute(statement)
        return self.dsn(name)

    def drop_database(self, name: str) -> None:
        """Drop a database if it exists, and cut off all who are connected to it."""
        self.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))

    def execute(self, statement: sql.Composed | sql.SQL, database: str = "postgres") -> None:
        """Run one statement as the superuser, outside any transaction."""
        with psycopg.connect(self.dsn(database), autocommit=True) as connection:
            connection.execute(statement)

    def restart(self, *, immediate: bool = False) -> None:
        """Stop the server and start it again on the same data; ``immediate`` stops it as a crash would."""
        self.terminate(signal.SIGQUIT if immediate else signal.SIGINT)
        self.start()

    def kill(self) -> None:
        """Kill every process of the server at once, as only a crash of the machine or its administrator does."""
        postmaster = self.child_process.pid
        os.kill(postmaster, signal.SIGSTOP)
        while _state_and_parent(Path(f"/proc/{postmaster}"))[0] != "T":
            time.sleep(0.001)
        # Nobody is born any more. Not from pg_stat_activity: who has just been born is not in it yet.
        others = _children(postmaster)
        for pid in others:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.terminate(signal.SIGKILL)
        # While one of them is there, the shared memory is in use and the server does not start.
        while any(Path(f"/proc/{pid}").exists() for pid in others):
            time.sleep(0.01)

    def log(self) -> str:
        """Return what the server has written to its log since it was last started."""
        return str(self.read_bootlog())


@contextmanager
def embedded_server(*, settings: Mapping[str, str] | None = None, fsync: bool = False) -> Iterator[EmbeddedServer]:
    """Start a server and remove it, data and all, at the end of the block. Arguments as for ``EmbeddedServer``."""
    server = EmbeddedServer(settings=settings, fsync=fsync)
    try:
        yield server
    finally:
        server.stop()
