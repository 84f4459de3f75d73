"""The number of the house or the door of the flat that is another in the street that we had.

"Same street but number 35", "mismo portal, ahora 5º A", "it's 27a Park Street", "квартира теперь
48": only the part is new; the rest of the street stays as it was.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mail.understanding import nearby, streets, tenses, values
from mail.understanding.facts import Correction, Reply
from mail.understanding.folding import fold
from mail.understanding.frames import NOT_NOW, Told
from mail.understanding.reach import DOUBTFUL, LIKELY, SURE
from mail.understanding.sentences import Sentence
from mail.understanding.values import Place

_NUMBER = re.compile(r"(?<![\w/-])\d{1,5}[a-zа-я]?(?:[/-]\d{1,4}[a-zа-я]?)?(?![\w])")
_SAME = re.compile(
    r"\b(?:same|mism[oa]|т(?:от|а|о) же|сам(?:ый|ая))\s(?:\w{2,5}\s)?"
    r"(?:street|road|building|block|house|address|place|calle|edificio|portal|bloque|finca|casa|"
    r"direccion|sitio|дом|улица|адрес|подъезд)\b|"
    r"\b(?:дом|улица|адрес)\s(?:тот|та)\s(?:же|самый|самая)\b"
)
_IS = re.compile(
    r"\b(?:is|are|it's|its|'s|now|should|not|es|ahora|seria|debe|no|pone|correct[oa]|"
    r"теперь|не|надо|правильн\w{1,2}|сейчас)\b|[:=→]"
)
_GLUE = (
    r"[\s:]{0,3}(?:(?:is|es|it's|'s|now|ahora|теперь|стала?|el|la|the|en|на|у меня|"
    r"should be|debe ser|должн[аоы]?|быть|надо|нужно|правильно|верно|,|-|—|:)\s?){0,4}"
)
_PARTS = {
    "number": r"(?:number|no|nº|n[.]º|numero|portal|house number|house|дом|д)\.?",
    "flat": r"(?:flat|apartment|apt|unit|suite|кв|квартира|офис|оф|depto|departamento|dpto)\.?",
    "door": r"(?:piso|planta|puerta|letra|door|floor|этаж)\.?",
}
_TOLD = {
    kind: re.compile(rf"\b{words}{_GLUE}(?P<value>\d{{1,4}}\s?[ºª°]?\s?[a-z]?|[a-h])(?![\w-])")
    for kind, words in _PARTS.items()
}
_DOOR = re.compile(r"\b(?:piso|puerta|planta|letra|flat|door|floor|apartment)\b")
_HOUSE = re.compile(r"\b(?:house|portal|numero de (?:la )?(?:casa|calle)|дом\w?|д\.)")
_UNIT = re.compile(r"\d{1,2}\s?[ºª°]\s?(?:[a-h]|izq\w*|dcha?|der\w{0,5}|centro)(?!\w)")
_FLAT_OF = re.compile(rf"(?:\b{_PARTS['flat']}\s?#?|#)(?P<value>\d{{1,4}}[a-z]?)(?![\w])")
_NAME = re.compile(r"[^\W\d_]{4,}")


@dataclass(frozen=True, slots=True)
class _Street:
    """What we had: its text, and where its number and its door stand."""

    text: str
    number: tuple[int, int]
    door: tuple[int, int] | None

    @property
    def names(self) -> frozenset[str]:
        """The words of its name, those for a kind of street as well."""
        return frozenset(_NAME.findall(fold(self.text)))

    def with_part(self, span: tuple[int, int], new: str) -> str:
        """Return the street with one part replaced."""
        return self.text[: span[0]] + new + self.text[span[1] :]


def told(sentence: Sentence, at: int, reply: Reply, place: Place) -> Iterator[Told]:
    """Yield our street where the sentence numbered `at` tells a part of it anew."""
    street = _read(values.merged(reply.record, "street"))
    if street is None or sentence.has(*NOT_NOW, "wrong_person"):
        return
    elsewhere = any(
        not _same_name(sentence.folded[c.start : c.end], street) for c in _cores(sentence)
    )
    found = _again(sentence, street) or (None if elsewhere else _in_the_same(sentence, street))
    if found and not values.same("street", found[0], street.text, place):
        value, span = found
        sure = _sure(sentence, span, place)
        one = Correction("street", value, street.text, sentence.text, sure, "free_text")
        yield Told(one, at, *span, (0, len(sentence.text)) if sure >= SURE else span)


def _read(text: str) -> _Street | None:
    folded = fold(text)
    core = streets.find(folded) or streets.bare(text)
    if core is None:
        return None
    numbers = list(_NUMBER.finditer(folded, core.start, core.end))
    if not numbers:
        return None
    start = core.end + len(folded[core.end :]) - len(folded[core.end :].lstrip(" ,.-"))
    door = (start, len(text)) if start < len(text) else None
    number = numbers[0] if numbers[0].start() == core.start else numbers[-1]
    return _Street(text, number.span(), door)


def _again(sentence: Sentence, street: _Street) -> tuple[str, tuple[int, int]] | None:
    """Read our own street, named again with another number: "it's 27a Park Street"."""
    old = fold(street.text[slice(*street.number)])
    for core in _cores(sentence):
        words = sentence.folded[core.start : core.end]
        named = [word for word in _NAME.findall(words) if word in street.names]
        numbers = [match[0] for match in _NUMBER.finditer(words)]
        new = numbers[0] if numbers and words.startswith(numbers[0]) else (numbers or [""])[-1]
        rest = f"{sentence.folded[: core.start]} {sentence.folded[core.end :]}"
        if named and new and new != old and _IS.search(rest) and _same_name(words, street):
            start = sentence.folded.find(new, core.start)
            written = sentence.text[start : start + len(new)]
            return street.with_part(street.number, written), (core.start, core.end)
    return None


def _same_name(words: str, street: _Street) -> bool:
    kinds = ("calle", "street", "road", "lane", "avenue", "avenida", "улица", "проспект")
    own = {w for w in _NAME.findall(words) if w not in kinds and not streets.is_unit(w)}
    one, other = streets.kind(words), streets.kind(fold(street.text))
    alike = not (one and other) or one[0] == other[0]
    return bool(own) and own <= street.names and alike


def _cores(sentence: Sentence) -> Iterator[streets.Core]:
    for find in (streets.find, streets.bare):
        text = sentence.folded if find is streets.find else sentence.text
        core = find(text)
        while core:
            yield core
            core = find(text, core.end)


def _in_the_same(sentence: Sentence, street: _Street) -> tuple[str, tuple[int, int]] | None:
    """Read a new number or door: in the same street, or of a part that ours has."""
    same = _SAME.search(sentence.folded)
    begin = same.end() if same else 0
    unit = _UNIT.search(sentence.folded, begin)
    named = _DOOR.search(sentence.folded) and _IS.search(sentence.folded)
    if (
        unit
        and (same or named or _denies_ours(sentence, street))
        and not sentence.denied(unit.start())
    ):
        return _door(street, sentence.text[slice(*unit.span())]), unit.span()
    for kind in ("flat", "number", "door"):
        match = _TOLD[kind].search(sentence.folded, begin) or _TOLD[kind].search(sentence.folded)
        if match and (same or _IS.search(sentence.folded)) and not sentence.denied(match.start()):
            meant = bool(same or _HOUSE.search(match[0]))
            value = _replaced(street, kind, sentence.text[slice(*match.span("value"))], meant)
            if value and value != street.text:
                return value, match.span()
    return None


def _denies_ours(sentence: Sentence, street: _Street) -> bool:
    """Say whether a sentence says that it is not our door: "…, no el B"."""
    door = fold(street.text[slice(*street.door)]) if street.door else ""
    letter = re.search(r"([a-h])\Z", door)
    parts = "|".join(re.escape(part) for part in (door, letter[1] if letter else "") if part)
    return bool(
        parts
        and re.search(rf"\b(?:no|not)\s(?:el |la |the |es )?(?:{parts})(?!\w)", sentence.folded)
    )


def _door(street: _Street, new: str) -> str:
    if street.door is None:
        return f"{street.text}, {new}"
    return street.with_part(street.door, new)


def _replaced(street: _Street, kind: str, new: str, same: bool) -> str:
    """Return our street with a part of that kind replaced, "" where it has none and none fits."""
    new = new.strip()
    if kind == "number" and any(map(str.isdigit, new)):
        return street.with_part(street.number, new) if same else ""
    flat = _FLAT_OF.search(fold(street.text))
    if kind == "flat" and flat:
        return street.with_part(flat.span("value"), new)
    whole = _UNIT.fullmatch(fold(new))
    if kind == "door" and whole and street.door:
        return _door(street, new)
    return ""


def _sure(sentence: Sentence, span: tuple[int, int], place: Place) -> float:
    if tenses.ahead(sentence, place.today):
        return DOUBTFUL
    if sentence.asks or sentence.has("hedge", "retract"):
        return 0.5
    return LIKELY if nearby.strange(sentence, span, (), bears=0) else SURE
