"""The fixtures that give a test a real server, and the report of what could not be tried."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

import pytest

from aldia.sandbox.mail_servers import SmtpServer, smtp_server
from tests.fakes.postbox import Postbox
from tests.servers.dovecot import Dovecot, dovecot_server
from tests.servers.need import not_tried
from tests.servers.postfix import Postfix, postfix_server, smtp_sink
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


@pytest.fixture(scope="session")
def postfix_for_all(dovecot_for_all: Dovecot) -> Iterator[Postfix]:
    """One Postfix for the whole run; tests take `postfix`."""
    with postfix_server(dovecot_for_all) as server:
        yield server


@pytest.fixture
def postfix(postfix_for_all: Postfix, dovecot: Dovecot) -> Iterator[Postfix]:
    """Postfix with an empty queue, delivering to `dovecot`."""
    yield postfix_for_all
    postfix_for_all.forget()


@dataclass(frozen=True, slots=True)
class NextHop:
    """The mail server of all domains that Postfix does not know: what it took, what it refuses."""

    postbox: Postbox
    server: SmtpServer


@pytest.fixture
async def next_hop(postfix: Postfix) -> AsyncIterator[NextHop]:
    """Play the next hop behind Postfix; it accepts everything until scripted otherwise."""
    postbox = Postbox()
    async with smtp_server(postbox, port=postfix.hop_port) as server:
        yield NextHop(postbox, server)


@pytest.fixture
def sink_port() -> Iterator[int]:
    """The port of an smtp-sink, which takes all mail as fast as it comes."""
    with smtp_sink() as port:
        yield port


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say plainly which tests had no server to run against, and what would give them one."""
    lacking = not_tried(terminalreporter.stats.get("skipped", []))
    if not lacking:
        return
    terminalreporter.section("NOT TRIED: servers that are not here")
    for package, tests in sorted(lacking.items()):
        terminalreporter.line(f"{tests:4} tests need {package}")
    terminalreporter.line("As root: sh tests/servers/install   (or apt-get install them by name)")
