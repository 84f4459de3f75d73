"""`aldia init` and `aldia doctor`."""

import sys
from pathlib import Path
from typing import Any

import click

from aldia.doctor import Examination, examine
from aldia.helping import option
from aldia.init import begin
from aldia.program import Program, command


@option("--round-trip", is_flag=True)
@option("--wait", type=float, default=60.0)
@option("--resolver", metavar="host")
@option("--selector")
@command("doctor", opens=False)
async def doctor_command(program: Program, **options: Any) -> None:
    """Check everything, and say how to mend what is wrong."""
    exam = Examination(program.settings, program.clock, **options)
    faults = 0
    async for finding in examine(exam):
        shown = finding.shown(program.out.language)
        faults += finding.state == "fault"
        program.out.many([shown])
    if faults:
        raise program.out.fail("doctor.faults", n=faults)
    program.out.say("doctor.well")


@option("--yes", is_flag=True)
@option("--language", type=click.Choice(["es", "en", "ru"]))
@option("--country", metavar="country")
@option("--timezone", metavar="zone")
@option("--database-url", metavar="url")
@option("--smtp-url", metavar="url")
@option("--imap-url", metavar="url")
@option("--mail-from", metavar="mail_from")
@option("--reply-address", metavar="address")
@option("--controller", metavar="text")
@option("--telegram-token", metavar="token")
@option("--telegram-api", metavar="url")
@option("--admins", metavar="user_ids")
@option("--into", type=click.Path(path_type=Path), default=Path(".env"))
@command("init", opens=False, settings=False)
async def init_command(program: Program, yes: bool, into: Path, **given: str | None) -> None:
    """Ask, check each answer against the real server, write .env, create the database."""
    answers = {name: value for name, value in given.items() if value}
    asking = not yes and not program.out.as_json and sys.stdin.isatty()
    if not asking and not yes:
        raise program.out.fail("init.needs_yes")
    spoken = given["language"] or program.settings.language
    begun = await begin(answers, into, program.clock, asking=asking, language=spoken)
    program.out.one(
        {"path": str(begun.path), "settings": list(begun.settings), "database": begun.database}
    )
    program.out.say("init.done", path=str(into))


COMMANDS = (init_command, doctor_command)
