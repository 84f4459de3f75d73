"""`aldia`: all commands. A family is imported when one of its commands is called."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

import click
from click.exceptions import NoArgsIsHelpError

from aldia.helping import Group, Option

FAMILIES = {
    "files": ("import", "export", "compare"),
    "imports": ("imports", "revert"),
    "contacts": ("find", "show", "undo"),
    "merging": ("merge",),
    "duplicates": ("duplicates",),
    "forecasts": ("forecast",),
    "campaigns": ("campaign",),
    "work": ("inbox", "proposals", "tasks"),
    "mail": ("classify",),
    "sandbox": ("sandbox",),
    "clock": ("job", "run"),
    "backups": ("backup", "backups", "restore", "migrate"),
    "rights": ("access", "erase"),
    "setup": ("init", "doctor"),
}
"""Which file of `aldia/commands/` holds which commands; a test holds it against them."""


class Families(Group):
    """Starting costs a script only what its command needs."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return all names."""
        return sorted(name for names in FAMILIES.values() for name in names)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the family of a command."""
        for family, names in FAMILIES.items():
            if cmd_name in names:
                return {c.name: c for c in commands_of(family)}[cmd_name]
        return None

    def make_context(self, *args: Any, **more: Any) -> click.Context:
        """Read the options before the command."""
        with _faults_in_a_line():
            return super().make_context(*args, **more)

    def invoke(self, ctx: click.Context) -> Any:
        """Read the command's own options, and run it."""
        with _faults_in_a_line():
            return super().invoke(ctx)


@contextmanager
def _faults_in_a_line() -> Iterator[None]:
    try:
        yield
    except NoArgsIsHelpError:
        raise
    except (click.Abort, KeyboardInterrupt) as error:
        misuse = import_module("aldia.misuse")
        raise misuse.stopped() from error
    except click.UsageError as error:
        misuse = import_module("aldia.misuse")
        raise misuse.in_a_line(error) from error


def commands_of(family: str) -> tuple[click.Command, ...]:
    """Return the commands of a file."""
    commands: tuple[click.Command, ...] = import_module(f"aldia.commands.{family}").COMMANDS
    return commands


@click.group(
    "aldia",
    cls=Families,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(
    package_name="aldia", prog_name="aldia", message="%(prog)s %(version)s", cls=Option
)
def main() -> None:
    """Aldía: the customer database that keeps itself up to date."""
