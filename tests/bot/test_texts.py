"""Everything the bot says exists in each language, with the same places to fill."""

import re
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.pofile import read_po

import bot
from bot.commands import ALL
from bot.menus import menu_of
from storage.rules.roles import Role
from storage.texts import LANGUAGES, keys

_ROOM = Path(bot.__file__).parent
_TEXTS = _ROOM.parent / "storage" / "texts"
_LITERAL = re.compile(r"""(?:say|speak|label|tell)\(\s*(?:language,\s*)?"([a-z0-9_.]+)"[,)]""")


def places(language: str) -> dict[str, frozenset[str]]:
    with (_TEXTS / language / "bot.po").open("rb") as file:
        catalogue = read_po(file)
    found: dict[str, frozenset[str]] = {}
    for message in catalogue:
        key = message.id if isinstance(message.id, str) else message.id[0]
        forms = [message.string] if isinstance(message.string, str) else [*(message.string or ())]
        named = {name for form in forms for _, name, _, _ in Formatter().parse(form) if name}
        assert all(forms) or not key, key
        found[key] = frozenset(named - {"n"})
    return found


def test_the_three_languages_have_the_same_texts_and_places() -> None:
    spanish, english, russian = (places(language) for language in LANGUAGES)
    assert spanish == english == russian


@pytest.mark.parametrize("file", sorted(_ROOM.rglob("*.py")), ids=lambda file: file.name)
def test_every_key_that_the_code_names_has_a_text(file: Path) -> None:
    named = set(_LITERAL.findall(file.read_text()))
    assert named <= keys("es")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_in_the_menu_is_described(language: str) -> None:
    for role in Role:
        for name, description in menu_of(role.value, language):
            assert re.fullmatch(r"[a-z0-9_]{1,32}", name)
            assert 1 <= len(description) <= 256


def test_commands_have_latin_names_and_cyrillic_words_of_their_own() -> None:
    names = [name for command in ALL for name in {*command.names.values(), *command.also}]
    words = [word for command in ALL for word in command.words]
    assert len(names) == len(set(names))
    assert len(words) == len(set(words))
    assert all(re.fullmatch(r"[а-яё]+", word) for word in words)
