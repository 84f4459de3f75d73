"""The end of a number, and what it should be: "the mobile ends in 132, not 123"."""

import re
from collections.abc import Iterator, Sequence

from mail.understanding import numbers, values
from mail.understanding.facts import Correction, Reply
from mail.understanding.frames import NOT_NOW, Told
from mail.understanding.reach import LIKELY, SURE
from mail.understanding.sentences import Sentence, clause
from mail.understanding.values import Place

_ENDS = (
    r"(?:(?:should |must |now )?ends?(?:ing)?|finish(?:es)?|termina(?:cion)?|acaba|finaliza|"
    r"(?:ultim[oa]s|last) (?:\w{2,6} )?(?:cifras|numeros|digitos|digits|numbers)|"
    r"(?:заканчива|оканчива|конча)\w{2,4}|последние (?:\w{3,6} )?цифры)"
)
_OUGHT = re.compile(r"\b(?:should|must)\b")
_PHONE = (
    r"(?:\s(?:(?:of|del?|the|el|la|my|mi|mobile|phone|movil|telefono|number|номера|телефона)\s?)"
    r"{1,5})?"
)
_IS = r"(?:\s(?:in|with|on|are|is|should be|en|con|por|es|son|на|это))?\s?:?\s?"
_NOT = r"(?:not|no|не|instead of|en vez de|вместо)\s(?:in |en |на |the )?"
_NEW, _OLD = r"(?P<new>\d{2,5})", r"(?P<old>\d{2,5})"
_PATTERNS = (
    re.compile(rf"\b{_ENDS}{_PHONE}{_IS}{_NEW}(?:,?\s(?:and |y |а )?{_NOT}{_OLD})?(?!\d)"),
    re.compile(
        rf"\b{_ENDS}{_PHONE}\s{_NOT}{_OLD}\W{{1,3}}(?:but |sino |а )?(?:in |en |на )?{_NEW}(?!\d)"
    ),
)


def told(said: Sequence[Sentence], reply: Reply, place: Place) -> Iterator[Told]:
    """Yield the numbers whose end is told anew, at most one for each sentence."""
    for at, sentence in enumerate(said):
        if sentence.has(*NOT_NOW):
            continue
        matches = (pattern.search(sentence.folded) for pattern in _PATTERNS)
        match = next(filter(None, matches), None)
        one = _read(match, sentence, reply, place) if match else None
        if match and one:
            yield Told(one, at, *clause(sentence.text, *match.span()), match.span())


def _read(
    match: re.Match[str], sentence: Sentence, reply: Reply, place: Place
) -> Correction | None:
    new, old = match["new"], match["old"]
    ours = {field: number for number, field in numbers.known(reply, place).items()}
    if old:
        ours = {field: number for field, number in ours.items() if number.endswith(old)}
    if len(ours) > 1 or not old:
        field = numbers.field_of(sentence.folded, "", reply, place)
        named = numbers.names_one(sentence.folded)
        ours = {field: ours[field]} if field in ours and named else {}
    if len(ours) != 1 or (old and len(old) != len(new)):
        return None
    ((field, number),) = ours.items()
    value = number[: -len(new)] + new
    if value == number or not values.normalise(field, value, place).get(field):
        return None
    sure = SURE if old or _OUGHT.search(match[0]) else LIKELY
    sure = 0.5 if sentence.asks or sentence.has("hedge", "retract") else sure
    return Correction(field, value, number, sentence.text, sure, "free_text")
