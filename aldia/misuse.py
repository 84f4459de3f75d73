"""What the command says to wrong usage: one line, as for every other fault, and exit 2."""

import click

from aldia.faults import language_of_environment
from aldia.output import Misused
from storage.texts import say


def in_a_line(error: click.UsageError) -> Misused:
    """Return the fault to raise instead of click's four lines."""
    command = error.ctx.command_path if error.ctx else "aldia"
    what = " ".join(error.format_message().split())
    return Misused(say(language_of_environment(), "program.misused", what=what, command=command))
