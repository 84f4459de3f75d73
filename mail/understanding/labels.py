"""The words that people and our own mails put before a value: `Teléfono: 612 …`.

The first names of a field are those of the catalogues (`field.<name>`), in every language; the
others, in `tables/labelled`, are what people write instead.
"""

import re
from collections.abc import Mapping
from functools import cache

from mail.understanding import lists
from mail.understanding.folding import fold
from storage import texts
from storage.values.record import FIELDS

_BULLET = r"[\s*•·+>\-–—]{0,6}(?:\d{1,2}[.)]\s?)?"
_LINE = re.compile(
    _BULLET + r"([^\W\d_][\w .,/'-]{0,38}?)[ \t*]{0,4}"
    r"(?:[:=：]|\t|[ ]{2,8}|\s[-–—>]{1,2}\s|\s→)[ \t*]*(.*)\Z"
)
# "mob 612 345 678": without a mark only where the value can be nothing else.
_BLANK = re.compile(
    _BULLET + r"([^\W\d_][^\W\d]{0,14}\.?)\s{1,3}"
    r"(\+?[\d(][\d\s().+-]{3,24}|\S{1,64}@\S{3,80})\s*\Z"
)
_MAX_LINE = 300
# Words that people put round the name of a field: "my new address:", "cargo ahora:".
_AROUND = frozenset(
    word
    for words in (
        "just only solo my our new the now current correct is should be has changed",
        "mi mis nuestro nuestra nuevo",
        "nueva el la los las de ahora actual correcto correcta bueno es y and ha cambiado",
        "и мой моя мои наш наша новый новая новое теперь сейчас правильный правильная верный",
        "у меня нас поменялся поменялась поменялось изменился изменилась изменилось",
        "сменился сменилась сменилось",
    )
    for word in words.split()
)


def line(text: str, names: Mapping[str, str]) -> tuple[str, str] | None:
    """Read `Label: value`; return (field, value), or None where the label is no field's."""
    text = text[:_MAX_LINE]
    match = _LINE.match(text) or _BLANK.match(text)
    if not match:
        return None
    field = names.get(_key(match[1])) or names.get(_bare(match[1]))
    return (field, match[2].strip(" \t*")) if field else None


def form_line(text: str, names: Mapping[str, str]) -> tuple[str, str] | None:
    """Read a line of our own form, also where a table became "Label value" with a mere blank."""
    found = line(text, names)
    if found:
        return found
    folded = fold(text[:_MAX_LINE])
    bare = folded.lstrip(" *•·")
    start = len(folded) - len(bare)
    begins = f"{bare} "
    fitting = (label for label in names if begins.startswith(label) and begins[len(label)] == " ")
    label = max(fitting, key=len, default=None)
    return (names[label], text[start + len(label) :].strip(" \t*")) if label else None


def names_of(labels: Mapping[str, str] | None) -> Mapping[str, str]:
    """Return field by folded label: those given, those of the catalogues, and the usual others."""
    own = {_key(label): field for field, label in (labels or {}).items() if field in FIELDS}
    return {**_known(), **own}


def in_mail(labels: Mapping[str, str] | None) -> Mapping[str, str]:
    """Return field by folded label, for the labels that our own mails use and no others."""
    own = {_key(label): field for field, label in (labels or {}).items() if field in FIELDS}
    return own or _catalogued()


@cache
def _catalogued() -> Mapping[str, str]:
    return {
        _key(texts.say(language, f"field.{field}")): field
        for language in texts.LANGUAGES
        for field in FIELDS
    }


@cache
def _known() -> Mapping[str, str]:
    pairs = (row.split("\t") for _, row in lists.rows("labelled"))
    return {**{_key(word): field for field, word in pairs}, **_catalogued()}


def _bare(label: str) -> str:
    """Return a label without "my", "new", "now": what is left says the field."""
    words = _key(label).split()
    return " ".join(word for word in words if word not in _AROUND)


def _key(label: str) -> str:
    return " ".join(fold(label).strip(" .*_").split())
