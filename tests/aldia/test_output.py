"""A question is answered in the owner's language, and only a yes is one."""

import click
import pytest
from click.testing import CliRunner

from aldia.output import Output


@pytest.mark.parametrize(
    ("language", "answer", "goes_on"),
    [
        ("es", "s", True),
        ("es", "Sí", True),
        ("en", "Yes", True),
        ("ru", "Да", True),
        ("ru", "y", True),
        ("es", "", False),
        ("es", "no", False),
        ("en", "s", False),
        ("ru", "нет", False),
    ],
)
def test_only_a_yes_is_one(language: str, answer: str, goes_on: bool) -> None:
    @click.command
    def asking() -> None:
        click.echo(Output(False, language).asks("backup.really_restore", id="b", at="today"))

    done = CliRunner().invoke(asking, input=f"{answer}\n")
    assert done.stdout.splitlines()[-1].endswith(str(goes_on))
