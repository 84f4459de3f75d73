"""`aldia`: all commands. A family is imported when one of its commands is called."""

from importlib import import_module

import click

FAMILIES = {
    "files": ("import", "export"),
    "contacts": ("find", "show", "undo"),
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


class Families(click.Group):
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


def commands_of(family: str) -> tuple[click.Command, ...]:
    """Return the commands of a file."""
    commands: tuple[click.Command, ...] = import_module(f"aldia.commands.{family}").COMMANDS
    return commands


@click.group(
    cls=Families,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="aldia", prog_name="aldia")
def main() -> None:
    """Aldía: the customer database that keeps itself up to date."""
