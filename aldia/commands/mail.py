"""`aldia classify`: what a message is, without any database or settings."""

import asyncio
from pathlib import Path

import click

from aldia.helping import argument
from aldia.program import Program, command
from mail.classifying import classify_paths


@argument("paths", metavar="file", nargs=-1, required=True, type=click.Path(path_type=Path))
@command("classify", opens=False, settings=False)
async def classify_command(program: Program, paths: tuple[Path, ...]) -> None:
    """Say what each message file is: one object a file."""
    missing = [str(path) for path in paths if not await asyncio.to_thread(path.exists)]
    if missing:
        raise program.out.fail("classify.missing", paths=", ".join(missing))
    program.out.many(classify_paths(paths))


COMMANDS = (classify_command,)
