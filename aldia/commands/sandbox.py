"""`aldia sandbox`: the whole loop on this machine, with invented customers."""

import asyncio
import os
import signal
import sys
import tempfile
import webbrowser
from datetime import datetime
from pathlib import Path

import click

import aldia
from aldia.commands.files import consent_options, options_for
from aldia.helping import argument, option
from aldia.program import Program, command
from aldia.sandbox.album import Album
from aldia.sandbox.rehearsal import rehearse, staged
from aldia.sandbox.view import Play, view
from storage.files.reading import open_table
from storage.importing import ImportOptions

EXAMPLE = Path("examples/clientes.xlsx")
KEPT_MAILS = 2000


@argument("file", required=False, type=click.Path(path_type=Path))
@option("--headless", is_flag=True)
@option("--keep", type=click.Path(path_type=Path))
@option("--no-browser", is_flag=True)
@consent_options
@command("sandbox", opens=False, settings=False)
async def sandbox_command(
    program: Program,
    *,
    file: Path | None,
    headless: bool,
    keep: Path | None,
    no_browser: bool,
    basis: str | None,
    wording: str,
    consent_date: datetime | None,
) -> None:
    """Rehearse with a file of customers; nothing leaves this machine."""
    options = options_for(program, basis, wording, consent_date)
    customers = _readable(program, file)
    folder = _folder(program, keep)
    program.out.say("sandbox.folder", folder=folder)
    if headless:
        await _by_itself(program, folder, customers, options)
    else:
        await _in_a_browser(program, folder, customers, options, opens=not no_browser)


async def _by_itself(program: Program, folder: Path, file: Path, options: ImportOptions) -> None:
    with program.out.progress("sandbox.playing") as advance:
        async with staged(folder, program.settings, program.clock.now()) as stage:
            summary = await rehearse(stage, file, options, advance)
    program.out.one(summary)


async def _in_a_browser(
    program: Program, folder: Path, file: Path, options: ImportOptions, *, opens: bool
) -> None:
    """Serve the page until SIGINT or SIGTERM."""
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    program.out.say("sandbox.preparing")
    album = Album(KEPT_MAILS)
    async with staged(folder, program.settings, program.clock.now(), album=album) as stage:
        play = await Play.begin(stage, file, options, album)
        async with view(play) as page:
            database = stage.settings.database_url.removeprefix("sqlite://")
            if program.out.as_json:
                program.out.one({"address": page.address, "database": database})
            program.out.say("sandbox.open", address=page.address)
            if opens and not program.out.as_json and _has_desktop():
                await asyncio.to_thread(webbrowser.open, page.address)
            await stop.wait()
    program.out.say("sandbox.stopped", database=database)


def _readable(program: Program, file: Path | None) -> Path:
    """Return the file to rehearse with, looked into before anything starts. Raises FileError."""
    nearby = (EXAMPLE, Path(aldia.__file__).parent.parent / EXAMPLE)
    found = file or next((path for path in nearby if path.is_file()), None)
    if found is None:
        raise program.out.fail("sandbox.needs_file")
    with open_table(found):
        return found


def _folder(program: Program, keep: Path | None) -> Path:
    """Return the folder of this rehearsal, made if need be; never one with a database in it."""
    if keep is None:
        return Path(tempfile.mkdtemp(prefix="aldia-sandbox-"))
    if (keep / "aldia.db").exists() or (keep / "ledger").exists():
        raise program.out.fail("sandbox.holds_database", folder=keep)
    try:
        keep.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=keep):
            return keep
    except OSError as error:
        why = error.strerror or error
        raise program.out.fail("sandbox.folder_unusable", folder=keep, why=why) from error


def _has_desktop() -> bool:
    """Tell whether somebody at this terminal would see a browser; one of text would take it."""
    if not sys.stdout.isatty():
        return False
    windowed = sys.platform in ("darwin", "win32")
    return windowed or any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))


COMMANDS = (sandbox_command,)
