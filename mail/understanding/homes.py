"""An address told inside a sentence: "Me he venido a vivir a Getafe: Calle Toledo 5, 28901 Getafe".

The address is found by its look (`addresses.find`); the words round it, or the sentence before,
must say that the writer lives or works there now. The address of the record is that one: where
letters find the writer. One for parcels or invoices only is no correction of it, but for staff.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from mail.understanding import (
    addresses,
    alike,
    nearby,
    owners,
    reach,
    russian,
    sentences,
    streets,
    tenses,
    towns,
    values,
    wording,
)
from mail.understanding.addresses import Address
from mail.understanding.facts import Correction, Reply
from mail.understanding.folding import fold
from mail.understanding.frames import NOT_NOW, Told, tells_an_address
from mail.understanding.sentences import Sentence
from mail.understanding.values import Place
from storage.values import places

FIELDS = ("street", "postcode", "city", "province", "country")
_MINE = re.compile(
    r"\b(?:(?:i|we|i've|we've|ive|weve|i have|we have|now|just)\s(?:\w{2,9}\s){0,2}?"
    r"(?:moved|relocated|shifted|live|living|based|reside|upped sticks)|"
    r"moved|relocated|(?:i'm|im|we're|i am|we are)\s(?:now\s)?(?:at|in|living|based)|"
    r"where (?:i|we) (?:am|are|live)|(?:my|our|new|correct|current|right)\s"
    r"(?:new\s|home\s|postal\s|current\s|full\s|correct\s|mailing\s|street\s){0,2}"
    r"(?:address\w{0,2}|addy|place|house|home|flat|street|office|offices)|address (?:is|now|has)|"
    r"change of address|"
    r"(?:me|nos) (?:he|hemos) (?:mudado|trasladado|cambiado|venido|ido)|(?:me|nos) mud\w{1,4}|"
    r"(?:me|nos) trasl?ad\w{1,5}|"
    r"(?:new|nuev[oa]|нов\w{2})\s(?:flat|house|home|place|apartment|piso|casa|hogar|квартир\w|дом\w?)|"
    r"(?:piso|casa)\s(?:nuev[oa])|"
    r"(?:hemos|he) (?:cambiado|trasladado)|cambi\w{1,4} de (?:domicilio|direccion|casa|piso|local)|"
    r"vivo|vivimos|resido|residimos|(?:estoy|estamos)\s(?:ahora|ya)?\s?(?:en|por)|"
    r"ahora (?:estoy|estamos|en)|"
    r"(?:ahora (?:queda|quedamos|esta|se encuentra)|(?:queda|quedamos|esta|se encuentra) ahora) en|"
    r"(?:is|are) now (?:at|in|on)|now located|(?:находится|располагается) теперь|"
    r"теперь (?:находится|располагается)|(?:mi|la|nuestra|nueva|nuevo)\s(?:nueva\s)?"
    r"(?:dire\w{0,5}|domicilio|calle|casa|piso|oficina)|domicilio|"
    r"dir(?:eccion)? (?:nueva|correcta)|"
    r"la calle|(?:donde|que) (?:vivo|vivimos)|"
    r"(?:me|nos) cambi\w{1,4} (?:a|de)|"
    r"(?:мы|я) теперь (?:в|на)|теперь (?:мы |я )?(?:в|на)|перебрал\w{2,3}|"
    r"emigrated|переехал\w?|живу|живем|проживаю|адрес\w{0,2}|находимся|"
    r"(?:наш|новый) (?:офис|дом))\b"
)
_PUT = re.compile(
    r"\b(?:update|change|correct|amend|put|use|cambi(?:ad|en|a|e)|actuali\w{2,5}|corregid|corrijan|"
    r"pon(?:ed|gan)|apunt\w{1,3}|anot\w{1,3}|обновите|исправьте|запишите|поменяйте|замените|укажите)\b"
)
_LEAD = re.compile(r"\b(?:ahora|now|теперь|сейчас|nueva?|new|новый|новая|it's|es|это)\b")
_PLACE = re.compile(r"\b(?:en|a|in|to|at|в|во|из)\s([A-ZА-ЯЁÁÉÍÓÚ][^\W\d_]{2,25}(?:-[^\W\d_]+)?)")
_TOWN_BEFORE = re.compile(
    r"\b(?:en|a|in|to|в|во)\s([A-ZА-ЯЁÁÉÍÓÚ][^\W\d_]{1,20}"
    r"(?:[ -](?:de |del |la |на-)?[A-ZА-ЯЁ][^\W\d_]{1,20}){0,3})"
    r"(?:,\s[A-ZА-ЯЁÁÉÍÓÚ][\w ]{2,25})?\s?[:,–-]\s?\Z"
)
# "We have moved the office to …": no door, but what moved.
_MOVED_IT = re.compile(
    r"(?:oficinas?|local|piso|planta|puerta|nave|casa|flat|office|suite|unit|house|квартир\w|офис)\s"
    r"(?:al?|en|to|into|at|in|на|в)\s(?=[^\W_]{2})"
)
# "We moved from …", "out of …": where one no longer lives.
_FROM = re.compile(
    r"\b(?:out of|from|left|desde|mudad\w de|de|из|с|со)\s(?:la |el |the |our |my )?\Z"
)
FOR_THINGS = reach.FOR_THINGS


def told(said: Sequence[Sentence], reply: Reply, place: Place) -> Iterator[Told]:
    """Yield the parts of the addresses that sentences say to be the writer's own."""
    end = 0
    for at in range(len(said)):
        if at < end:
            continue  # read with the sentence before
        sentence, end = _joined(said, at)
        before = said[at - 1] if at else None
        country = addresses.country_in(before.text) if before else ""
        every = addresses.find_all(sentence.text, country or place.country)
        mine = (one for one in every if _is_mine(sentence, one, before))
        found = next(mine, None) if not sentence.has(*NOT_NOW) else None
        if found:
            found = _with_town(sentence, _without_what_moved(sentence, found))
            sure = _sure(sentence, found, place)
            spans = [(found.start, found.end), *_about(sentence, found)]
            for one in corrections(found.parts, sentence.text, reply, place, sure):
                yield from (Told(one, at, *span, span) for span in spans)
                yield from (Told(one, line, 0, len(said[line].text)) for line in range(at + 1, end))


def _without_what_moved(sentence: Sentence, found: Address) -> Address:
    """Take away the words before a street that only look like a door: "the office to …"."""
    match = _MOVED_IT.match(sentence.folded, found.start)
    street = found.parts.get("street", "")
    if match is None or len(street) <= len(match[0]):
        return found
    parts = {**found.parts, "street": street[len(match[0]) :]}
    return replace(found, start=match.end(), parts=parts)


def _with_town(sentence: Sentence, found: Address) -> Address:
    """Add the town that is told before the address: "vivo en Monterrey, Nuevo León: calle …"."""
    match = _TOWN_BEFORE.search(sentence.text[: found.start])
    if match is None or found.parts.get("city") or not towns.can_be(match[1]):
        return found
    if re.search("[а-яё]", match[1]) and not towns.known(match[1]):
        return found  # in a case that cannot be turned back
    if addresses.country_in(match[1]):
        return found
    return replace(found, parts={**found.parts, "city": towns.written(match[1])})


def _joined(said: Sequence[Sentence], at: int) -> tuple[Sentence, int]:
    """Return a sentence with those behind it that only an abbreviation parts: "int.", "Co."."""
    text, end = said[at].text, at + 1
    while end < len(said) and streets.ends_short(fold(text)):
        text, end = f"{text} {said[end].text}", end + 1
    return (said[at] if end == at + 1 else sentences.sentence(text)), end


def corrections(
    parts: Mapping[str, str], evidence: str, reply: Reply, place: Place, confidence: float
) -> Iterator[Correction]:
    """Yield what the parts of an address change in the record."""
    for field in (field for field in FIELDS if parts.get(field)):
        old = values.merged(reply.record, field)
        ours = field == "street" and _begins(old, parts[field])
        if not (old and (ours or values.same(field, old, parts[field], place))):
            yield Correction(field, parts[field], old, evidence, confidence, "free_text")


def _begins(old: str, new: str) -> bool:
    """Say whether a street is ours without its door: "Calle Mayor 12" of "Calle Mayor 12, 3º B"."""
    begins = re.match(rf"{re.escape(fold(new))}(?![\w])", fold(old))
    return bool(begins) or alike.without_door(new, old)


def _is_mine(sentence: Sentence, found: Address, before: Sentence | None) -> bool:
    before_it, length = sentence.folded[: found.start], len(sentence.folded)
    past = tenses.of_the_past(sentence, 0, found.start)
    past = past or tenses.of_the_past(sentence, found.end, length)
    if past or _FROM.search(before_it) or nearby.denied(sentence, found.start, found.end):
        return False
    said = [hit.span() for hit in _MINE.finditer(sentence.folded)]
    said = [span for span in said if span[1] <= found.start or span[0] >= found.end]
    if said:
        near = max((span for span in said if span[1] <= found.start), default=said[0])
        return not any(sentence.denied(place) for place in (near[0], near[1] - 1))
    if any(start < found.start for start in tells_an_address(sentence)):
        return True
    if _PUT.search(sentence.folded, 0, found.start) and not nearby.strange(
        sentence, (found.start, found.end), ()
    ):
        return True  # "please update: …"
    rest = f"{sentence.folded[: found.start]} {sentence.folded[found.end :]}"
    alone = not wording.unexplained(rest, ())
    leads = alone or bool(_LEAD.search(rest))
    if alone and _LEAD.search(rest) and not sentence.asks:
        return True  # "now 14 Mill Lane, Bristol"
    led = before is not None and bool(_MINE.search(before.folded)) and leads
    others = before is not None and (before.has(*NOT_NOW) or owners.of_another(before))
    return led and before is not None and not (before.asks or others)


def _about(sentence: Sentence, found: Address) -> list[tuple[int, int]]:
    """Return where a sentence says that this is an address of the writer, or names its town."""
    town = re.compile(rf"\b{re.escape(fold(found.parts.get('city', '')) or '-')}\b")
    hits = [*_MINE.finditer(sentence.folded), *town.finditer(sentence.folded)]
    spans = [hit.span() for hit in hits]
    spans += addresses.countries_in(sentence.text)
    return [span for span in spans if span[1] <= found.start or span[0] >= found.end]


def _elsewhere(sentence: Sentence, found: Address, known: Sequence[tuple[int, int]]) -> bool:
    """Say whether a place is named beside the address that was not read as its town."""
    for match in _PLACE.finditer(sentence.text):
        held = any(
            start <= match.start(1) < end for start, end in (*known, (found.start, found.end))
        )
        country = russian.country(match[1]) or places.country(match[1]) == found.parts.get(
            "country"
        )
        if not held and not country:
            return True
    return False


def _sure(sentence: Sentence, found: Address, place: Place) -> float:
    if addresses.abroad(sentence.text, found.parts.get("country", place.country)):
        return reach.DOUBTFUL
    if tenses.ahead(sentence, place.today) or FOR_THINGS.search(sentence.folded):
        return reach.DOUBTFUL
    asks = sentence.asks and not sentence.has("polite", "update")
    if asks or sentence.has("hedge", "retract"):
        return 0.5
    if any(hit.start > found.start for hit in sentence.of("contrast")):
        return reach.LIKELY
    others = [*values.spans_of(sentence.text, place), *_about(sentence, found)]
    span = (found.start, found.end)
    strange = nearby.strange(sentence, span, others, bears=0) or _elsewhere(sentence, found, others)
    return reach.LIKELY if strange or reach.LAUGHS.search(sentence.folded) else reach.SURE
