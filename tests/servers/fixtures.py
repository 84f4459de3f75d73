"""The fixtures that give a test a real server, and the report of what could not be tried."""

from collections.abc import Iterator

import pytest

from tests.servers.dovecot import Dovecot, dovecot_server
from tests.servers.need import not_tried
from tests.servers.postgres import Postgres, postgres_server


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """One PostgreSQL server for the whole run."""
    with postgres_server() as server:
        yield server


@pytest.fixture
def postgres_url(postgres: Postgres) -> Iterator[str]:
    """The address of an empty database of this test's own."""
    name = postgres.fresh()
    yield postgres.url(name)
    postgres.drop(name)


@pytest.fixture(scope="session")
def dovecot_for_all() -> Iterator[Dovecot]:
    """One Dovecot for the whole run; tests take `dovecot`."""
    with dovecot_server() as server:
        yield server


@pytest.fixture
def dovecot(dovecot_for_all: Dovecot) -> Dovecot:
    """Dovecot with every mailbox empty."""
    dovecot_for_all.empty()
    return dovecot_for_all


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say plainly which tests had no server to run against, and what would give them one."""
    lacking = not_tried(terminalreporter.stats.get("skipped", []))
    if not lacking:
        return
    terminalreporter.section("NOT TRIED: servers that are not here")
    for package, tests in sorted(lacking.items()):
        terminalreporter.line(f"{tests:4} tests need {package}")
    terminalreporter.line("As root: sh tests/servers/install   (or apt-get install them by name)")
