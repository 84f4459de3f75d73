"""A PostgreSQL server of the tests' own, and fresh databases in it.

It forgets on power failure (fsync is off) and asks nobody for a password; both are fine for data
that lives as long as one test run.
"""

import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from tests.servers.need import program
from tests.servers.process import HOST, free_port, is_root, own_folder, start, stop, wait_until

_PACKAGE = "postgresql"
_OWNER = "aldia"
_QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200")


@dataclass(slots=True)
class Postgres:
    """A running server. Databases are made from templates, which takes some tens of ms."""

    port: int
    _psql: Path
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))
    _templates: set[str] = field(default_factory=set)

    def url(self, database: str) -> str:
        """The address of a database as Tortoise understands it."""
        return f"postgres://{_OWNER}@{HOST}:{self.port}/{database}"

    def fresh(self, template: str = "template1") -> str:
        """Make a database, empty or a copy of `template`; return its name."""
        name = f"fresh_{next(self._numbers)}"
        self.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return name

    def template(self, name: str, fill: Callable[[str], None]) -> str:
        """Make a template once a run, filled by `fill(url)`, which must leave no connection."""
        if name not in self._templates:
            self.execute(f'CREATE DATABASE "{name}"')
            fill(self.url(name))
            self._templates.add(name)
        return name

    def drop(self, name: str) -> None:
        """Remove a database, ending the connections that a test left open."""
        self.execute(f'DROP DATABASE "{name}" WITH (FORCE)')

    def execute(self, sql: str, database: str = "postgres") -> str:
        """Run one statement outside any transaction; return what it prints, unaligned."""
        how = ("-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", sql)
        where = ("-h", HOST, "-p", str(self.port), "-U", _OWNER, "-d", database)
        command = [str(self._psql), *where, *how]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"{sql}: {done.stderr.strip()}")
        return done.stdout.strip()


@contextmanager
def postgres_server() -> Iterator[Postgres]:
    """Run a server in its own folder until the context ends; skips where it is not installed."""
    binaries = tuple(str(path) for path in _debian_folders())
    postgres = program("postgres", package=_PACKAGE, also_in=binaries)
    initdb = program("initdb", package=_PACKAGE, also_in=binaries)
    psql = program("psql", package=_PACKAGE, also_in=binaries)
    user = _unprivileged_user()
    folder = own_folder("postgres", user)
    try:
        data, log = folder / "data", folder / "log"
        _make_cluster(initdb, data, user)
        port = free_port()
        child = start(_command(postgres, data, port), folder=folder, log=log, user=user)
        try:
            running = Postgres(port, psql)
            wait_until(lambda: _answers(running), child, log=log)
            yield running
        finally:
            stop(child, signal.SIGINT)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _debian_folders() -> list[Path]:
    versions = Path("/usr/lib/postgresql").glob("*/bin")
    return sorted(versions, key=lambda path: float(path.parent.name), reverse=True)


def _unprivileged_user() -> str | None:
    """PostgreSQL refuses to run as root."""
    import pwd  # noqa: PLC0415 - not on Windows, where these tests are skipped

    if not is_root():
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _make_cluster(initdb: Path, data: Path, user: str | None) -> None:
    how = ("-U", _OWNER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
    log = data.parent / "initdb.log"
    child = start([initdb, "-D", data, *how], folder=data.parent, log=log, user=user)
    if child.wait(60):
        raise RuntimeError(f"initdb failed:\n{log.read_text()}")


def _command(postgres: Path, data: Path, port: int) -> list[str | Path]:
    settings = (*_QUICK, f"listen_addresses={HOST}", f"port={port}", "unix_socket_directories=")
    return [postgres, "-D", data, *(part for setting in settings for part in ("-c", setting))]


def _answers(server: Postgres) -> bool:
    try:
        return server.execute("SELECT 1") == "1"
    except RuntimeError:
        return False
