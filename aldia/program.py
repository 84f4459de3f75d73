"""What every command has in common: settings, database, clock, output, and errors in one line."""

import asyncio
import functools
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import uvloop

from aldia import faults
from aldia.helping import Command, option
from aldia.language import language_of_surroundings
from aldia.output import Failed, Output
from aldia.settings import Settings, SettingsError, load
from storage import database
from storage.clock import Clock, RealClock, RehearsedClock
from storage.events import By
from storage.ledger import open_ledger


@dataclass(frozen=True, slots=True)
class Program:
    """What a command is given."""

    settings: Settings
    out: Output
    clock: Clock

    def by(self) -> By:
        """Who: the owner at the command line, now."""
        return By("cli", self.clock.now())

    @asynccontextmanager
    async def database(self) -> AsyncIterator[None]:
        """Hold the customer database open; an empty one gets its tables first."""
        url = self.settings.database_url
        if await database.is_empty(url):
            await database.migrate(url)
        async with database.opened(url):
            await database.must_be_current()
            open_ledger(self.settings.data_dir / "ledger")
            yield


ID = click.IntRange(1, 2**31 - 1)
"""What an id can be, in both databases."""

Body = Callable[..., Coroutine[Any, Any, None]]


def command(name: str, *, opens: bool = True, settings: bool = True) -> Callable[[Body], Any]:
    """Make a click command of `async def body(program, **arguments)`.

    `opens`: the database is open while it runs. `settings=False`: needs none (classify, sandbox).
    """

    def make(body: Body) -> Any:
        @click.command(name, cls=Command)
        @option("--json", "as_json", is_flag=True)
        @option("--env-file", type=click.Path(path_type=Path))
        @option("--now", "now", metavar="iso")
        @functools.wraps(body)
        def run(as_json: bool, env_file: Path | None, now: str | None, **arguments: Any) -> None:
            program = _program(as_json, env_file, now, needed=settings)
            with faults.in_one_line(program.out):
                _run(_in(program, body, arguments, opens=opens))

        return run

    return make


async def _in(program: Program, body: Body, arguments: dict[str, Any], *, opens: bool) -> None:
    if not opens:
        await body(program, **arguments)
        return
    async with program.database():
        await body(program, **arguments)


def _program(as_json: bool, env_file: Path | None, now: str | None, *, needed: bool) -> Program:
    overrides = {"ALDIA_NOW": now, "ALDIA_REHEARSAL": "1"} if now else {}
    try:
        settings = load(env_file, overrides)
    except SettingsError as error:
        if needed:
            raise Failed(faults.sentence(error, language_of_surroundings())) from error
        settings = Settings()
    clock = RehearsedClock(settings.now) if settings.now is not None else RealClock()
    return Program(settings, Output(as_json, settings.language), clock)


def _run(coroutine: Coroutine[Any, Any, None]) -> None:
    """Run in uvloop; an interrupt cancels and lets the transaction at work end."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(coroutine)
