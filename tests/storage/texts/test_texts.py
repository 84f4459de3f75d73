"""Every word exists in the three languages, says the same things, and is used."""

import re
import string
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from storage.texts import LANGUAGES, keys, say

ROOT = Path(__file__).parents[3]
ROOMS = ("storage", "mail", "jobs", "bot", "aldia")
CALL = re.compile(r"""\bsay\(\s*[\w.]+,\s*(f?)["']([^"']+)["']""")


def entries(language: str) -> dict[str, list[str]]:
    """Return every key of a language with its texts (several where it has plurals)."""
    found: dict[str, list[str]] = {}
    for path in sorted((ROOT / "storage" / "texts" / language).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=language):
                if message.id:
                    key = message.id if isinstance(message.id, str) else message.id[0]
                    text = message.string
                    assert key not in found, f"{key} stands twice, again in {path.name}"
                    found[key] = [text] if isinstance(text, str) else list(text or ())
    return found


def placeholders(text: str) -> set[str]:
    """Return the names between braces."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_is_missing_in_any_language(language: str) -> None:
    assert keys(language) == keys("es")
    empty = [key for key, texts in entries(language).items() if not all(texts)]
    assert empty == []


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_languages_speak_of_the_same_things(language: str) -> None:
    spanish = entries("es")
    for key, texts in entries(language).items():
        if key.startswith("query.when."):
            continue  # spans of time come in several cases, and each language needs its own
        named = {name for text in texts for name in placeholders(text)}
        assert named == {name for text in spanish[key] for name in placeholders(text)}, key


def test_every_text_that_the_code_names_is_there() -> None:
    known = keys("es")
    missing = []
    for room in ROOMS:
        for path in (ROOT / room).rglob("*.py"):
            for formatted, key in CALL.findall(path.read_text(encoding="utf-8")):
                if not formatted and key not in known:
                    missing.append(f"{path.relative_to(ROOT)}: {key}")
    assert missing == []


def test_plurals_follow_the_language() -> None:
    plural = next(key for key, texts in entries("ru").items() if len(texts) == 3)
    assert len({say("ru", plural, n=n) for n in (1, 2, 5)}) == 3


def test_an_unknown_key_is_a_defect_and_says_so() -> None:
    with pytest.raises(KeyError):
        say("es", "no.such.text")
