"""An address on lines or in a sentence of its own: "We have moved. 14 Orchard Lane, Bristol …".

Nothing but the address is said there; whether it is a new one, the sentence before it says.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import get_args

from mail.understanding import addresses, homes, owners, reach, tenses, towns, values, wording
from mail.understanding.facts import Correction, Kind, Reply
from mail.understanding.folding import fold
from mail.understanding.frames import NOT_NOW, Told
from mail.understanding.sentences import Sentence
from mail.understanding.values import Place
from storage.values import names

_MOST_LINES = 5
_LONGEST = 80
_INTRODUCED = re.compile(
    r"\b(?:mudad\w|mudam\w{1,2}|mudanza|trasladad\w|trasladam\w{1,2}|domicilio|direccion|vivimos|vivo|"
    r"(?:new|nuev[oa]|нов\w{2})\s(?:flat|house|home|place|piso|casa|hogar|квартира|дом)|"
    r"(?:piso|casa)\snuev[oa]|"
    r"moved|moving|relocated|address|live|переехал\w?|переезд\w?|emigrated|эмигрировал\w|адрес\w{0,2}|живу|живем)\b"
)
_OLD = re.compile(
    r"\b(?:antes|antigu[oa]|anterior|viej[oa]|old|previous|former|раньше|стар\w{2}|прежн\w{2})\b"
)
_LEAD = re.compile(r"(?i)\A(?:it's|it is|this is|now|es|ahora es|ahora|это|теперь|сейчас)\s*:?\s+")
_NAME = re.compile(r"[^\W\d_]{4,}")
_FIELDS = ("street", "postcode", "city", "province", "country")


def told(said: Sequence[Sentence], reply: Reply, place: Place) -> Iterator[Told]:
    """Yield the parts of the addresses that stand alone."""
    at = 0
    while at < len(said):
        end = _end(said, at, place)
        if end > at:
            yield from _parts(said, at, end, reply, place)
        at = max(end, at + 1)


def _end(said: Sequence[Sentence], at: int, place: Place) -> int:
    """Return where the lines of an address end that begins at `at`; `at` where none begins."""
    end, country = at, _country(said, at, place)
    for stop in range(at + 1, min(len(said), at + _MOST_LINES) + 1):
        if not _is_line(said[stop - 1], place) or (stop > at + 1 and _signs(said[stop - 1])):
            break
        if addresses.is_one(_text(said, at, stop), country):
            end = stop
    return end


def _text(said: Sequence[Sentence], at: int, end: int) -> str:
    named = end - at > 1 and _signs(said[at])  # to whom letters go there
    text = ", ".join(sentence.text.strip(" .,;") for sentence in said[at + named : end])
    return _LEAD.sub("", text)


def _country(said: Sequence[Sentence], at: int, place: Place) -> str:
    """Return the country that the sentence before names, else the contact's."""
    return (addresses.country_in(said[at - 1].text) if at else "") or place.country


def _is_line(sentence: Sentence, place: Place) -> bool:
    text = sentence.text.strip(" .,;")
    if len(text) > _LONGEST or ":" in text or "@" in text or values.phones_in(text, place):
        return False
    if any(hit.kind in get_args(Kind) for hit in sentence.found) or sentence.asks:
        return False
    return bool(text)


def _signs(sentence: Sentence) -> bool:
    """Say whether a line may be a name below an address, and no town."""
    first = sentence.folded.strip().split(" ")[0]
    numbered = any(char.isdigit() for char in sentence.text)
    return names.is_given_name(first) and not numbered and not towns.known(sentence.text)


def _introduces(before: Sentence) -> bool:
    said = _INTRODUCED.search(before.folded) or tenses.announces_news(before.folded)
    told = bool(said or before.has("update")) and not before.asks
    return told and not homes.FOR_THINGS.search(before.folded)


def _whole(found: Mapping[str, str], before: Sentence | None, reply: Reply) -> bool:
    """Say whether that is an address: with its town, or the same street told anew as wrong."""
    if found.get("postcode") or found.get("city"):
        return True
    old = values.merged(reply.record, "street")
    shared = set(_NAME.findall(fold(old))) & set(_NAME.findall(fold(found["street"])))
    return bool(before and before.has("update") and shared)


_ANOTHERS = re.compile(
    r"\b(?:[a-z]+'s (?:new )?(?:address|place|flat|house)|holiday|"
    r"de (?:mama|papa|la abuela|el abuelo)|"
    r"мамин\w?|папин\w?|бабушкин\w?|сестрин\w?|дач\w|дачн\w{2})\b"
)


def _of_another(before: Sentence) -> bool:
    """Say whether the words above an address give it to somebody else, or to a thing."""
    words = before.folded
    return bool(
        owners.of_another(before) or reach.FOR_THINGS.search(words) or _ANOTHERS.search(words)
    )


def _parts(
    said: Sequence[Sentence], at: int, end: int, reply: Reply, place: Place
) -> Iterator[Told]:
    text, country = _text(said, at, end), _country(said, at, place)
    found = reach.read("street", text, replace(place, country=country))
    if country != place.country:
        found = {**found, "country": country}
    before = said[at - 1] if at else None
    if not found.get("street") or not _whole(found, before, reply):
        return
    if any(sentence.has(*NOT_NOW) for sentence in (*said[at:end], *filter(None, [before]))):
        return
    if before and (_OLD.search(before.folded) or _of_another(before)):
        return
    introduced = before is not None and _introduces(before)
    if not introduced and not found.get("postcode"):
        return
    of_another = _signs(said[at]) and wording.NAME not in said[at].named
    for field in (field for field in _FIELDS if found.get(field)):
        old = values.merged(reply.record, field)
        if not (old and values.same(field, old, found[field], place)):
            sure = reach.SURE if introduced and not of_another else reach.DOUBTFUL
            one = Correction(field, found[field], old, text, sure, "free_text")
            for line in range(at, end):
                yield Told(one, line, 0, len(said[line].text))
