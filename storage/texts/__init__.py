"""Every word that a person sees, in Spanish, English and Russian.

One set of gettext catalogues serves all rooms: `<language>/<domain>.po`, all domains of a
language merged. The key (msgid) is a dotted code such as `card.no_phone`, never a sentence, so
that no language is the "original" and a missing one cannot hide.
"""

import gettext
import io
from functools import cache
from importlib import resources

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LANGUAGES = ("es", "en", "ru")
FALLBACK = "en"


def say(language: str, key: str, **params: object) -> str:
    """Return the text for `key` in `language`, with `{name}` placeholders filled from `params`.

    A parameter called `n` chooses the plural form where the entry has one. An unknown language
    falls back to English. Raises KeyError for a key that no catalogue has: a defect, not an input.
    """
    catalogue = _catalogue(language if language in LANGUAGES else FALLBACK)
    n = params.get("n")
    text = catalogue.ngettext(key, key, n) if isinstance(n, int) else catalogue.gettext(key)
    if text == key:
        text = catalogue.gettext(key)
    if text == key:
        raise KeyError(key)
    return text.format_map(params)


def keys(language: str) -> frozenset[str]:
    """Return every key that the catalogues of `language` hold."""
    return frozenset(key for domain in _domains(language) for key in _entries(language, domain))


@cache
def _catalogue(language: str) -> gettext.GNUTranslations:
    merged: gettext.GNUTranslations | None = None
    for domain in _domains(language):
        binary = io.BytesIO()
        write_mo(binary, _read(language, domain))
        binary.seek(0)
        part = gettext.GNUTranslations(binary)
        if merged is None:
            merged = part
        else:
            merged.add_fallback(part)
    if merged is None:
        raise LookupError(f"no catalogue for {language!r}")
    return merged


def _domains(language: str) -> list[str]:
    folder = resources.files(__name__) / language
    return sorted(item.name for item in folder.iterdir() if item.name.endswith(".po"))


def _read(language: str, domain: str):  # type: ignore[no-untyped-def]  # Babel ships no types
    with (resources.files(__name__) / language / domain).open("rb") as file:
        return read_po(file, locale=language)


def _entries(language: str, domain: str) -> list[str]:
    return [
        message.id if isinstance(message.id, str) else message.id[0]
        for message in _read(language, domain)
        if message.id
    ]
