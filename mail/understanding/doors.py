"""The number of the house or the door of the flat that is another in the street that we had.

"Same street but number 35", "mismo portal, ahora 5º A", "it's 27a Park Street", "квартира теперь
48": only the part is new; the rest of the street stays as it was.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from mail.understanding import addresses, alike, houses, nearby, owners, streets, tenses, values
from mail.understanding.facts import Correction, Reply
from mail.understanding.folding import fold
from mail.understanding.frames import NOT_NOW, Told
from mail.understanding.houses import Street
from mail.understanding.reach import DOUBTFUL, LIKELY, SURE
from mail.understanding.sentences import Sentence
from mail.understanding.values import Place

_SAME = re.compile(
    r"\b(?:same|mism[oa]|т(?:от|а|о) же|сам(?:ый|ая))\s(?:\w{2,5}\s)?"
    r"(?:street|road|building|block|house|address|place|calle|edificio|portal|bloque|finca|casa|"
    r"direccion|sitio|дом|улица|адрес|подъезд)\b|"
    r"\b(?:дом|улица|адрес)\s(?:тот|та)\s(?:же|самый|самая)\b"
)
_IS = re.compile(
    r"\b(?:is|are|it's|its|'s|now|should|not|put|missing|rather|instead|es|ahora|seria|debe|no|pone|"
    r"poned|pongan|poner|falta|correct[oa]|"
    r"теперь|не|надо|правильн\w{1,2}|сейчас|поставьте|вместо|забыли|пропущен\w?)\b|[:=→]"
)
_MOVES = re.compile(
    r"\b(?:moved|moving|live|living|place|home|mudad\w|mudam\w{1,2}|mude|trasladad\w|cambiad\w|"
    r"viv[eoi]\w{0,3}|переех\w{1,3}|перебрал\w{2,3}|сменил\w?|живу|живем|новый адрес)\b"
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
    kind: re.compile(
        rf"\b{words}{_GLUE}"
        r"(?P<value>#?\d{1,4}(?:-\d{1,4})?\s?[ºª°]?\s?[a-z]?|[a-h])(?![\w-])"
    )
    for kind, words in _PARTS.items()
}
_ONCE = re.compile(r"\b(?:раньше|прежде|used to|formerly|antes|nos vemos|quedamos|met|meet)\b")
_DOOR = re.compile(r"\b(?:piso|puerta|planta|letra|flat|door|floor|apartment)\b")
_HOUSE = re.compile(r"\b(?:house|portal|numero de (?:la )?(?:casa|calle)|дом\w?|д\.)")
_UNIT = re.compile(r"\d{1,2}\s?[ºª°]\s?(?:[a-h]|izq\w*|dcha?|der\w{0,5}|centro)(?!\w)")
_FLAT_OF = re.compile(
    rf"(?:\b{_PARTS['flat']}\s?#?|#)(?P<value>\d{{1,4}}(?:-\d{{1,4}})?[a-z]?)(?![\w-])"
)
_LETTERS = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class _Found:
    """Our street as it is told anew, where, and how sure it can be at most."""

    value: str
    span: tuple[int, int]
    most: float = SURE


def told(sentence: Sentence, at: int, reply: Reply, place: Place) -> Iterator[Told]:
    """Yield our street where the sentence numbered `at` tells a part of it anew."""
    street = houses.read(values.merged(reply.record, "street"))
    if street is None or sentence.has(*NOT_NOW, "wrong_person"):
        return
    found = _found(sentence, street, reply, place)
    if found and not values.same("street", found.value, street.text, place):
        sure = min(_sure(sentence, found.span, place), found.most)
        one = Correction("street", found.value, street.text, sentence.text, sure, "free_text")
        around = (0, len(sentence.text)) if sure >= SURE else found.span
        yield Told(one, at, *around, found.span)


def _found(sentence: Sentence, street: Street, reply: Reply, place: Place) -> _Found | None:
    """Read a part of our street with its name, or without where no other home is told."""
    cores = list(_cores(sentence))
    named = [one for one in cores if _same_name(sentence.folded[one.start : one.end], street)]
    told = [(one, addresses.around(sentence.text, one, place.country)) for one in named]
    left = [
        whole
        for _, whole in told
        if _is_no_home(sentence, whole) or _is_elsewhere(whole, reply, place)
    ]
    mine = [pair for pair in told if not any(_is_in(pair[1], other) for other in left)]
    again = (_again(sentence, street, *pair) for pair in mine)
    found = next(filter(None, again), None)
    others = any(_is_another(sentence.folded[one.start : one.end], street) for one in cores)
    if found or others or left:
        return found
    part = _in_the_same(sentence, street)
    return part and _unless_elsewhere(part, sentence, street, place)


def _unless_elsewhere(part: _Found, sentence: Sentence, street: Street, place: Place) -> _Found:
    """Return a part of our street less sure where another number stands beside it: it may be of a
    house in no street that is known for one, "военный городок 3, дом 71, кв. 10"."""
    spans = [part.span, *values.spans_of(sentence.text, place)]
    ours = {number[0] for number in houses.NUMBER.finditer(fold(street.text))}
    other = any(
        number[0] not in ours
        and all(number.end() <= start or number.start() >= end for start, end in spans)
        for number in houses.NUMBER.finditer(sentence.folded)
    )
    return replace(part, most=LIKELY) if other else part


def _is_elsewhere(whole: addresses.Address, reply: Reply, place: Place) -> bool:
    """Say whether a street is told in another town than ours: a new address, and not ours."""
    city, old = whole.parts.get("city", ""), values.merged(reply.record, "city")
    return bool(city and old) and not values.same("city", city, old, place)


def _is_in(one: addresses.Address, other: addresses.Address) -> bool:
    return other.start <= one.start < other.end


def _again(
    sentence: Sentence, street: Street, core: streets.Core, whole: addresses.Address
) -> _Found | None:
    """Read our own street, named again with another number or flat: "it's 27a Park Street"."""
    if alike.same(whole.parts.get("street", ""), street.text):
        return None  # "Ленина 5/12"
    rest = f"{sentence.folded[: whole.start]} {sentence.folded[whole.end :]}"
    said = bool(_IS.search(rest) or _MOVES.search(rest))
    return _with_its_flat(whole, said=said) or _numbered(sentence, street, core, rest)


def _is_no_home(sentence: Sentence, whole: addresses.Address) -> bool:
    """Say whether a street is told where the writer does not live, or no longer."""
    words, length = sentence.folded, len(sentence.folded)
    return (
        nearby.denied(sentence, whole.start, whole.end)
        or tenses.of_the_past(sentence, 0, whole.start)
        or tenses.of_the_past(sentence, whole.end, length)
        or bool(_ONCE.search(words, 0, whole.start))
        or owners.of_another(sentence)
        or nearby.names_somebody(sentence, [(whole.start, whole.end)])
    )


def _with_its_flat(whole: addresses.Address, *, said: bool) -> _Found | None:
    """Read our street told with a flat of its own: nothing of ours is left in it."""
    told = houses.read(whole.parts.get("street", ""))
    if told is None or not told.units:
        return None
    return _Found(told.text, (whole.start, whole.end), SURE if said else LIKELY)


def _numbered(sentence: Sentence, street: Street, core: streets.Core, rest: str) -> _Found | None:
    """Read our street told with another number alone: the flat is ours, unless somebody moved."""
    words, old = sentence.folded[core.start : core.end], fold(street.text[slice(*street.number)])
    numbers = [match[0] for match in houses.NUMBER.finditer(words)]
    new = numbers[0] if numbers and words.startswith(numbers[0]) else (numbers or [""])[-1]
    if not new or new == old or not _IS.search(rest):
        return None
    start = sentence.folded.find(new, core.start)
    value = street.with_part(street.number, sentence.text[start : start + len(new)])
    moved = bool(street.units) and _MOVES.search(rest)
    return _Found(value, (core.start, core.end), LIKELY if moved else SURE)


def _same_name(words: str, street: Street) -> bool:
    kinds = ("calle", "street", "road", "lane", "avenue", "avenida", "улица", "проспект")
    own = {w for w in _LETTERS.findall(words) if len(w) > 2 and w not in kinds}
    own = {w for w in own if not streets.is_unit(w)}
    one, other = streets.kind(words), streets.kind(fold(street.text))
    alike = not (one and other) or one[0] == other[0]
    return bool(own) and own <= street.names and alike


def _is_another(words: str, street: Street) -> bool:
    """Say whether a street is named that is not ours; "д. 5" of "д. 5, корп. 2" names none."""
    named = (w for w in _LETTERS.findall(words) if not (streets.is_unit(w) or streets.is_kind(w)))
    return any(named) and not _same_name(words, street)


def _cores(sentence: Sentence) -> Iterator[streets.Core]:
    for find in (streets.find, streets.bare):
        text = sentence.folded if find is streets.find else sentence.text
        core = find(text)
        while core:
            yield core
            core = find(text, core.end)


def _in_the_same(sentence: Sentence, street: Street) -> _Found | None:
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
        return _Found(_door(street, sentence.text[slice(*unit.span())]), unit.span())
    for kind in ("flat", "number", "door"):
        match = _TOLD[kind].search(sentence.folded, begin) or _TOLD[kind].search(sentence.folded)
        if match and (same or _IS.search(sentence.folded)) and not sentence.denied(match.start()):
            meant = bool(same or _HOUSE.search(match[0]))
            value = _replaced(street, kind, sentence.text[slice(*match.span("value"))], meant)
            if value and value != street.text:
                return _Found(value, match.span())
    return _listed(sentence, street)


def _listed(sentence: Sentence, street: Street) -> _Found | None:
    """Read the parts of our street told one after the other without its name, those we had and
    those that are new: "д. 5, корп. 2, кв. 12"."""
    for match in re.finditer(r"(?<![\w])(?=[\w#])", sentence.folded):
        spans = streets.units(sentence.folded, match.start())
        told = [sentence.text[slice(*span)] for span in spans]
        if len(spans) < 2 or nearby.denied(sentence, spans[0][0], spans[-1][1]):
            continue
        new = [unit for unit in told if not houses.has(street, unit)]
        if new and len(new) < len(told):
            return _Found(houses.with_units(street.text, new), (spans[0][0], spans[-1][1]), LIKELY)
    return None


def _denies_ours(sentence: Sentence, street: Street) -> bool:
    """Say whether a sentence says that it is not our door: "…, no el B"."""
    door = fold(street.text[slice(*street.door)]) if street.door else ""
    letter = re.search(r"([a-h])\Z", door)
    parts = "|".join(re.escape(part) for part in (door, letter[1] if letter else "") if part)
    return bool(
        parts
        and re.search(rf"\b(?:no|not)\s(?:el |la |the |es )?(?:{parts})(?!\w)", sentence.folded)
    )


def _door(street: Street, new: str) -> str:
    if street.door is None:
        return f"{street.text}, {new}"
    return street.with_part(street.door, new)


def _replaced(street: Street, kind: str, new: str, same: bool) -> str:
    """Return our street with a part of that kind replaced, "" where it has none and none fits."""
    new = new.strip()
    if kind == "number" and any(map(str.isdigit, new)):
        return street.with_part(street.number, new) if same else ""
    flat = _FLAT_OF.search(fold(street.text))
    if kind == "flat" and flat:
        return street.with_part(flat.span("value"), new.lstrip("#"))
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
