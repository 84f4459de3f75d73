"""`aldia sandbox`: the whole loop on this machine, with invented customers."""

import tempfile
from datetime import datetime
from pathlib import Path

import click

from aldia.commands.files import consent_options, options_for
from aldia.program import Program, command
from aldia.sandbox.rehearsal import rehearse, staged


@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--headless", is_flag=True, help="Play by itself, and end with the summary.")
@click.option("--keep", type=click.Path(path_type=Path), help="The folder to use.")
@consent_options
@command("sandbox", opens=False, settings=False)
async def sandbox_command(
    program: Program,
    *,
    file: Path | None,
    headless: bool,
    keep: Path | None,
    basis: str | None,
    wording: str,
    consent_date: datetime | None,
) -> None:
    """Rehearse with a file of customers; nothing leaves this machine."""
    if file is None:
        raise program.out.fail("sandbox.needs_file")
    options = options_for(program, basis, wording, consent_date)
    folder = keep or Path(tempfile.mkdtemp(prefix="aldia-sandbox-"))
    program.out.say("sandbox.folder", folder=folder)
    with program.out.progress("sandbox.playing") as advance:
        async with staged(folder, program.settings, program.clock.now()) as stage:
            summary = await rehearse(stage, file, options, advance)
    program.out.one(summary)


COMMANDS = (sandbox_command,)
