"""`aldia`: all commands."""

import click

from aldia.commands import (
    backups,
    campaigns,
    clock,
    contacts,
    files,
    mail,
    rights,
    sandbox,
    setup,
    work,
)

FAMILIES = (files, contacts, campaigns, work, mail, sandbox, clock, backups, rights, setup)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="aldia", prog_name="aldia")
def main() -> None:
    """Aldía: the customer database that keeps itself up to date."""


for _family in FAMILIES:
    for _command in _family.COMMANDS:
        main.add_command(_command)
