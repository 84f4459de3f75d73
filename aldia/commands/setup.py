"""`aldia init` and `aldia doctor`."""

import sys
from pathlib import Path
from typing import Any

import click

from aldia.doctor import Examination, examine
from aldia.init import InitError, begin
from aldia.output import Failed
from aldia.program import Program, command


@click.option("--round-trip", is_flag=True, help="Send a mail to ourselves, and wait for it.")
@click.option("--wait", type=float, default=60.0, help="Seconds to wait for it.")
@click.option("--resolver", metavar="HOST[:PORT]", help="Name server to ask.")
@click.option("--selector", help="DKIM selector to look for.")
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


@click.option("--yes", is_flag=True, help="Ask nothing: take the options and the defaults.")
@click.option("--language", type=click.Choice(["es", "en", "ru"]))
@click.option("--country", metavar="ES")
@click.option("--timezone", metavar="Europe/Madrid")
@click.option("--database-url", metavar="URL")
@click.option("--smtp-url", metavar="URL")
@click.option("--imap-url", metavar="URL")
@click.option("--mail-from", metavar="'NAME <ADDRESS>'")
@click.option("--reply-address", metavar="ADDRESS")
@click.option("--controller", help="Who answers for the data: name and postal address.")
@click.option("--telegram-token", metavar="TOKEN")
@click.option("--telegram-api", metavar="URL")
@click.option("--admins", metavar="IDS", help="Telegram user ids of the admins.")
@click.option("--into", type=click.Path(path_type=Path), default=Path(".env"), show_default=True)
@command("init", opens=False, settings=False)
async def init_command(program: Program, yes: bool, into: Path, **given: str | None) -> None:
    """Ask, check each answer against the real server, write .env, create the database."""
    answers = {name: value for name, value in given.items() if value}
    asking = not yes and not program.out.as_json and sys.stdin.isatty()
    if not asking and not yes:
        raise program.out.fail("init.needs_yes")
    try:
        begun = await begin(
            answers, into, program.clock, asking=asking, language=given["language"] or "es"
        )
    except InitError as error:
        raise Failed(error.sentence) from error
    program.out.one(
        {"path": str(begun.path), "settings": list(begun.settings), "database": begun.database}
    )
    program.out.say("init.done", path=str(into))


COMMANDS = (init_command, doctor_command)
