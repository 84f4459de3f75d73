"""A part of what we had, and what it should be: "the door is C, not B", "не 12, а 21".

The old part must stand in one field of the record, so that these few words need no table: what we
had says which field is meant, and the rest of its value stays.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import dropwhile

from mail.understanding import doors, houses, lists, streets, values
from mail.understanding.facts import Correction, Reply
from mail.understanding.folding import fold
from mail.understanding.frames import NOT_NOW, Told
from mail.understanding.reach import LIKELY, NEVER, SURE, job_like, surety
from mail.understanding.sentences import Sentence, clause
from mail.understanding.values import Place

_FIELDS = ("first_name", "last_name", "street", "city", "province", "company", "job_title")
_WORD = r"[\"']?[\w.&/º°#-]{1,30}[\"']?"
_SOME = rf"{_WORD}(?:\s{_WORD}){{0,2}}"
_ARTICLE = r"(?:(?:la|el|las|los|the|a|an|en|de|in|with|con|numero|letra|number)\s){0,2}"
_NEW, _OLD = (rf"{_ARTICLE}(?P<{name}>{_SOME})" for name in ("new", "old"))
_BEGIN, _END = r"(?:\A|(?<=[\s,:(]))", r"(?=[\s.,;!)]|\Z)"
_IS = (
    r"(?:es|son|seria|debe ser|deberia ser|is|it's|its|should be|should read|sino|but|а|надо|"
    r"правильно|должно быть|должна быть)"
)
_RATHER = r"(?:no|not|не|rather than|instead of|en vez de|en lugar de|вместо)"
_SAYS = r"(?:donde (?:pone|dice|figura|sale)|where it says|вместо|instead of|en (?:vez|lugar) de)"
_HAVE = (
    r"(?:pone|ponia|dice|sale|figura|aparece|teneis|tienen|tienes|habeis puesto|han puesto|"
    r"it says|you have|you've got|you got|you put|it's down as|listed as|"
    r"указан[оа]?|стоит|написано|у вас)"
)
_MUST = (
    r"(?:debe|deberia|tiene que|it should|should|надо|должно быть|правильно|poned|pongan|es|use|"
    r"put)"
    r"(?:\s(?:poner|decir|ser|figurar|be|say|read|стоять))?"
)
_PATTERNS = tuple(
    re.compile(order)
    for order in (
        # donde pone B debe poner C · where it says B it should say C
        rf"{_BEGIN}{_SAYS}\s{_OLD},?\s{_MUST}\s{_NEW}{_END}",
        # no es la B, es la C · not 12 but 21 · не 12, а 21
        rf"{_BEGIN}(?:no|not|isn't|не)\s(?:es |son |is |it's )?{_OLD},?\s{_IS}\s{_NEW}{_END}",
        # es la C, no la B · it's Solé, not Soler · Олеся, а не Ольга
        rf"{_BEGIN}{_NEW},?\s(?:y |and |а )?{_RATHER}\s(?:es |is )?{_OLD}{_END}",
        # la B no, la C · 30 no, 36
        rf"{_BEGIN}{_OLD}\sno,\s(?:es |sino )?{_NEW}{_END}",
        # pone 3º B y es 3º D · you have B, it's C · стоит Б, а надо В
        rf"{_BEGIN}{_HAVE}\s{_OLD},?\s(?:y |and |but |pero |а |no )?{_IS}\s{_NEW}{_END}",
        # change it from B to C · cambiad de B a C · поменяйте с B на C
        rf"{_BEGIN}(?:from|de|del|с)\s{_OLD}\s(?:to|a|al|por|на)\s{_NEW}{_END}",
    )
)
_MUST_BE = re.compile(rf"(?:{_MUST})\s")
_TAIL = re.compile(r"(?i)[\s,]+(?:now|today|and|ahora|ya|hoy|y|теперь|сейчас)\Z")
# Words that may stand before a new value and are none of it.
_LEADS = frozenset(
    fold(word) for name, row in lists.rows("naming") if name == "leads.tsv" for word in row.split()
)


def told(said: Sequence[Sentence], reply: Reply, place: Place) -> Iterator[Told]:
    """Yield the corrections of parts, at most one for each sentence."""
    for at, sentence in enumerate(said):
        if not sentence.has(*NOT_NOW, "wrong_person"):
            found = list(_first(sentence, at, reply, place))
            yield from found or doors.told(sentence, at, reply, place)


def _first(sentence: Sentence, at: int, reply: Reply, place: Place) -> Iterator[Told]:
    for pattern in _PATTERNS:
        for match in pattern.finditer(sentence.folded):
            one = _read(match, sentence, reply, place)
            if one:
                yield Told(one, at, *clause(sentence.text, *match.span()), match.span("new"))
                return


def _read(
    match: re.Match[str], sentence: Sentence, reply: Reply, place: Place
) -> Correction | None:
    held = _held(sentence.text[slice(*match.span("old"))], sentence, reply)
    if not held:
        return None
    field, old = held
    first = match.start("new") < match.start("old")
    all_of = field != "first_name" and fold(old) == fold(values.merged(reply.record, field))
    new, whole = _as_long(sentence.text[slice(*match.span("new"))], old, last=first, all_of=all_of)
    value = _replaced(field, old, new, reply, sentence) if _alike(old, new) else ""
    if value and field == "street" and _digits(new):
        value = houses.with_units(value, _units_behind(sentence, match.span("new"), new))
    before = values.merged(reply.record, field)
    read = values.normalise(field, value, place).get(field) if value else None
    if not read or values.same(field, value, before, place):
        return None
    named = _names(field, sentence, reply) or (_telling(old) and _digits(old))
    named = named or (field == "street" and _names_part(old, before, sentence))
    named = named or (all_of and (field != "job_title" or job_like(new)))
    sure = SURE if whole and named else LIKELY
    sure = min(sure, surety(field, new, sentence)) if field == "company" else sure
    sure = 0.5 if sentence.asks or sentence.has("hedge", "retract") else sure
    written = value if field == "street" else read
    return Correction(field, written, before, sentence.text, sure, "free_text")


def _units_behind(sentence: Sentence, span: tuple[int, int], new: str) -> list[str]:
    """Return the parts of the house that are told behind its new number: "а 5 корпус 2"."""
    at = sentence.text.find(new, *span)
    found = streets.units(sentence.folded, at + len(new)) if at >= 0 else []
    return [sentence.text[slice(*unit)] for unit in found]


def _held(text: str, sentence: Sentence, reply: Reply) -> tuple[str, str] | None:
    """Return the one field that has the old part, and as much of the part as it has."""
    words = text.split()
    bare = list(dropwhile(leads, words)) if _digits(text) else []  # "el portal 12"
    return _field_of(words, sentence, reply) or _field_of(bare, sentence, reply)


def _field_of(words: Sequence[str], sentence: Sentence, reply: Reply) -> tuple[str, str] | None:
    for length in range(len(words), 0, -1):
        old = _bare(" ".join(words[:length]))
        if streets.is_kind(fold(old)):
            continue  # "you put Calle Sol 5" names another street
        holding = [field for field in _FIELDS if _spans(old, values.merged(reply.record, field))]
        named = [field for field in holding if _names(field, sentence, reply)]
        # "Still not Emily" says no name: a whole first name needs its word.
        meant = named or [field for field in holding if _telling(old) and field != "first_name"]
        if len(meant) == 1:
            return meant[0], old
    return None


def _names(field: str, sentence: Sentence, reply: Reply) -> bool:
    """Say whether a sentence names a field, or tells the flat of our street: "14, 3º B"."""
    if _naming()[field].search(sentence.folded):
        return True
    street = houses.read(values.merged(reply.record, field)) if field == "street" else None
    flats = [street.text[slice(*span)] for span in street.units] if street else []
    return any(len(flat) > 2 and fold(flat) in sentence.folded for flat in flats)


def _as_long(text: str, old: str, *, last: bool, all_of: bool) -> tuple[str, bool]:
    """Return as many words of the new part as the old one has, and whether that was all of it.

    A value that is replaced as a whole (`all_of`) may have more words than the old one.
    """
    words = _without_must(_TAIL.sub("", text)).split()
    count = max(len(old.split()), len(words)) if all_of else len(old.split())
    while words and len(words) > (len(old.split()) if all_of else count) and leads(words[0]):
        words.pop(0)
    kept = words[-count:] if last else words[:count]
    return _bare(" ".join(kept)), len(words) <= count or not last


def _without_must(text: str) -> str:
    """Take away "should be", "debe ser" before a new part."""
    match = _MUST_BE.match(fold(text))
    return text[match.end() :] if match else text


def leads(word: str) -> bool:
    """Say whether a word may stand before a new value and is none of it: "put", "my"."""
    bare = fold(word).strip(",.:")
    return bare in _LEADS or any(pattern.fullmatch(bare) for pattern in _naming().values())


def _bare(text: str) -> str:
    return text.strip(" .,;:\"'«»“”")


def _alike(old: str, new: str) -> bool:
    """Say whether one can stand for the other: no number for a word, no letter for a name."""
    letter = len(new) == 1 and len(old) > 2
    spoken = leads(new) or fold(new) in NEVER or streets.is_kind(fold(new))
    return bool(new) and _digits(old) == _digits(new) and not letter and not spoken


def _digits(text: str) -> bool:
    return any(char.isdigit() for char in text)


def _telling(old: str) -> bool:
    """Say whether an old part is so long that it needs no name of its field beside it."""
    return len(old) >= 4 and not old.isdigit()


def _spans(old: str, value: str) -> list[tuple[int, int]]:
    pattern = rf"(?<!\w){re.escape(fold(old))}(?!\w)"
    return [match.span() for match in re.finditer(pattern, fold(value))]


def _replaced(field: str, old: str, new: str, reply: Reply, sentence: Sentence) -> str:
    """Return the old value with its part replaced, "" where it is not clear which part."""
    value = values.merged(reply.record, field)
    spans = _spans(old, value)
    if len(spans) > 1:
        spans = [span for span in spans if _part_before(fold(value)[: span[0]], sentence.folded)]
    if len(spans) != 1:
        return ""
    start, end = spans[0]
    return value[:start] + new + value[end:]


def _names_part(old: str, value: str, sentence: Sentence) -> bool:
    """Say whether a sentence names the part of the address that the old words are of."""
    spans = _spans(old, value)
    return any(_part_before(fold(value)[:start], sentence.folded) for start, _ in spans)


def _part_before(before: str, folded: str) -> bool:
    """Say whether the word before a number is the one that the sentence names: кв. 12."""
    word = re.search(r"([^\W\d_]{1,12})\W{0,3}\Z", before)
    if word is None:
        return False
    whole = {streets.whole(one) for one in re.findall(r"[^\W\d_]{1,12}", folded)}
    return bool(re.search(rf"\b{re.escape(word[1])}", folded)) or streets.whole(word[1]) in whole


@cache
def _naming() -> dict[str, re.Pattern[str]]:
    rows = (row for name, row in lists.rows("naming") if name == "fields.tsv")
    found = dict(row.split("\t") for row in rows)
    return {field: re.compile(rf"\b(?:{found[field]})\b") for field in _FIELDS}
