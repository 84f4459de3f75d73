"""The program knows its commands before it loads them."""

import pytest

from aldia.main import FAMILIES, commands_of


@pytest.mark.parametrize("family", FAMILIES)
def test_each_family_holds_what_the_program_says(family: str) -> None:
    assert tuple(command.name for command in commands_of(family)) == FAMILIES[family]
