"""Corrections told in free text, where only the words before it say what the value is.

`frames/<language>.tsv` has a phrase a line: `field <tab> strength <tab> phrase`; the value is what
follows ("ahora me apellido …"). A field written `-phone` means that the phrase itself says there
is none any more. How far a value reaches, and what cannot be one, is said here by field.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from mail.understanding import addresses, russian, values, wording
from mail.understanding.facts import Correction, Reply
from mail.understanding.folding import fold
from mail.understanding.sentences import Sentence
from mail.understanding.values import Place
from storage.values import Invalid, names, places

_CONFIDENCE = {"clear": 0.9, "likely": 0.75}
_ADDRESS = ("street", "city")
_MOST_WORDS = {
    "first_name": 3,
    "last_name": 5,
    "company": 7,
    "job_title": 6,
    "city": 5,
    "province": 4,
}
_LEGAL = re.compile(
    r"\b(?:s\.? ?l\.?(?: ?u\.?)?|s\.? ?a\.?|s\.? ?coop|c\.? ?b\.?|ltd|limited|inc|llc|plc|llp|gmbh|co|corp|"
    r"ооо|оао|зао|ао|пао|ип)\b",
    re.IGNORECASE,
)
_STOP = re.compile(
    r"\s*[.!?;:()\n]|\s*,(?!\s*(?:S\.?L|S\.?A|Ltd|Inc|LLC))|\s[-–—]\s|"
    r"\s(?:pero|but|but not|но|а не|not|desde|since|from|starting|as of|instead|en vez|en lugar|вместо|"
    r"antes|before|formerly|раньше|gracias|thanks|спасибо|por favor|please|пожалуйста|y (?:el|mi|la|lo)|"
    r"and (?:my|the|everything|all)|и (?:телефон|почта|всё|все)|con dos|with (?:two|one|a)|porque|because|"
    r"con (?:hache|b|v|s|z)|через|с (?:января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря))\b",
    re.IGNORECASE,
)
_STOP_ADDRESS = re.compile(
    r"[!?;\n]|\.(?=\s+[A-ZÁÉÍÓÚÑА-Я][^\W\d_]{3,}|\s*\Z)|"
    r",?\s(?:pero|but|но|а не|not|no|instead|en vez|en lugar|вместо|gracias|thanks|спасибо|cheers|por favor|"
    r"please|пожалуйста|y (?:el|mi|lo)\b|and (?:my|everything|all|the (?:phone|mobile|rest|email))|"
    r"и (?:телефон|почта|всё|все)|lo demás|lo demas|el resto|the rest|everything else|остальное|"
    r"(?:el|mi) (?:teléfono|telefono|móvil|movil|correo)|my (?:phone|mobile|email)|телефон|"
    r"(?:el|the) (?:mes|año|last)|last (?:month|week|year|summer|spring|winter)|recently|since|desde|hace|"
    r"недавно|в прошлом|в этом|с января)\b.*",
    re.IGNORECASE | re.DOTALL,
)
_LEAD = re.compile(r"[\s:=,\-–—>→*«\"“']+")
_ARTICLE = re.compile(r"(?:la|el|the|en|at|in|a)\s+(?=\S)", re.IGNORECASE)
_TAIL = re.compile(
    r"[\s,.]+(?:ahora|ya|now|today|hoy|actualmente|currently|теперь|сейчас|jeje|xd|lol)\W*\Z",
    re.IGNORECASE,
)
_NOT_A_VALUE = frozenset(
    "un una otro otra otros la las el los mi misma mismo casa aqui a an the another other same home here "
    "it this that what как то там тут здесь дома другой другую другая другом новой новую новом той этой "
    "bien mal correcto correcta right wrong fine ok ha es is верно неверно неправильно неправильная "
    "muy mas not no не".split()
)


@dataclass(frozen=True, slots=True)
class Told:
    """A correction and where it was said: in the sentence numbered `at`, from `start` to `end`."""

    correction: Correction
    at: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Frame:
    field: str
    confidence: float
    pattern: re.Pattern[str]
    needs: tuple[str, ...]


def told(said: Sequence[Sentence], reply: Reply, place: Place) -> Iterator[Told]:
    """Yield the corrections of all sentences."""
    for at, sentence in enumerate(said):
        if sentence.has("other", "temporary", "condition"):
            continue
        taken: set[str] = set()
        for start, end, frame in _matches(sentence.named):
            if frame.field in taken or sentence.denied(start):
                continue
            for found in _of_frame(said, at, start, end, frame, reply, place):
                taken.add(frame.field)
                yield found


def _matches(named: str) -> list[tuple[int, int, _Frame]]:
    """Return the frames in a sentence, the longest first."""
    found = [
        (match.start(), match.end(), frame)
        for frame in _frames()
        if all(part in named for part in frame.needs)
        for match in frame.pattern.finditer(named)
    ]
    return sorted(found, key=lambda hit: (hit[0] - hit[1], hit[0]))


def _of_frame(
    said: Sequence[Sentence],
    at: int,
    start: int,
    end: int,
    frame: _Frame,
    reply: Reply,
    place: Place,
) -> Iterator[Told]:
    sentence = said[at]
    if frame.field.startswith("-"):
        field = frame.field[1:]
        if old := values.merged(reply.record, field):
            removal = Correction(field, "", old, sentence.text, 0.75, "free_text")
            yield Told(removal, at, 0, len(sentence.text))
        return
    raw, stop = _value(frame.field, sentence.text, end)
    if not raw and frame.field in _ADDRESS:
        raw, stop = _lines_below(said, at), len(sentence.text)
    read = _read(frame.field, raw, place)
    confidence = min(frame.confidence, _surety(frame.field, raw, sentence))
    if sentence.asks or sentence.has("hedge", "later", "sarcasm", "retract"):
        confidence = min(confidence, 0.5)
    for field, value in read.items():
        old = values.merged(reply.record, field)
        if not (old and values.same(field, old, value, place)):
            sure = _with_old(confidence, old, sentence, frame)
            correction = Correction(field, value, old, sentence.text, sure, "free_text")
            yield Told(correction, at, start, stop)


def _value(field: str, text: str, end: int) -> tuple[str, int]:
    """Return the words after a frame that are the value, and where they end."""
    lead = _LEAD.match(text, end)
    start = lead.end() if lead else end
    stops = _STOP_ADDRESS if field in _ADDRESS else _STOP
    rest = text[start:]
    if field == "company" and (legal := _LEGAL.search(rest[:80])) and legal.start() > 0:
        stopped = stops.search(rest)
        if stopped and legal.start() - 3 <= stopped.start() <= legal.end() + 1:
            return rest[: legal.end()].rstrip(" ,") + _final_dot(
                rest, legal.end()
            ), start + legal.end()
    stop = stops.search(rest)
    raw = rest[: stop.start()] if stop else rest
    raw = _TAIL.sub("", raw.strip(" .,;\"“”'")).strip(" .,;")
    return raw, start + (stop.start() if stop else len(rest))


def _final_dot(rest: str, end: int) -> str:
    return "." if rest[end : end + 1] == "." and "." in rest[max(0, end - 4) : end] else ""


def _lines_below(said: Sequence[Sentence], at: int) -> str:
    """Return an address written on lines of its own below "our new address is:"."""
    lines = []
    for sentence in said[at + 1 : at + 5]:
        if sentence.found and not addresses.looks_like_street(sentence.text):
            break
        if len(sentence.text) > 60 or sentence.text.rstrip().endswith((".", "!", "?")):
            break
        lines.append(sentence.text)
    return ", ".join(lines)


def _read(field: str, raw: str, place: Place) -> dict[str, str]:
    raw = raw.strip()
    words = fold(raw).split()
    if not words or len(raw) > 160:
        return {}
    if field in _ADDRESS:
        return _read_address(raw, place)
    if words[0].strip(".,") in _NOT_A_VALUE or len(words) > _MOST_WORDS.get(field, 4):
        return {}
    if field == "language":
        raw = russian.language(raw)
    if field == "channel":
        raw = re.sub(r"(?i)\A(?:el|la|un|a|the)\s+", "", russian.channel(raw))
    read = values.normalise(field, raw, place)
    return {} if read.get(field) == "" else read


def _read_address(raw: str, place: Place) -> dict[str, str]:
    if article := _ARTICLE.match(raw):
        raw = raw[article.end() :]
    if not isinstance(places.country(raw), Invalid):
        return {"country": str(places.country(raw))}
    read = addresses.split(raw, place.country)
    street, city = read.get("street", ""), read.get("city", "")
    if street and not addresses.looks_like_street(street) and not re.search(r"\d", street):
        return {}
    if city and fold(city).split()[0] in _NOT_A_VALUE:
        return {}
    if city:
        read["city"] = russian.town(city) or city
    return {field: value for field, value in read.items() if value}


def _surety(field: str, raw: str, sentence: Sentence) -> float:
    """Return how sure a value can be at most by its look."""
    capital = raw[:1].isupper() or raw[:1] in '«"“' or raw[:1].isdigit()
    if field == "company":
        multiple = len(raw.split()) > 1 and not re.match(
            r"(?i)(?:las?|los|el|san|santa|villa|new|st)\b", raw
        )
        place_like = re.search(r"\b(?:en|in|в)\s*[«\"“]?\Z", sentence.folded.split(fold(raw))[0])
        return (
            0.9
            if _LEGAL.search(raw) or "«" in raw or (capital and (multiple or not place_like))
            else 0.75
        )
    if field in _ADDRESS and re.fullmatch(r"[А-Яа-яЁё -]+", raw) and not russian.town(raw):
        # A town that we cannot turn back into its first case.
        return 0.6
    if field in ("first_name", "last_name", "city", "province"):
        return 0.9 if capital else 0.75
    if field == "street":
        return 0.9 if capital or addresses.looks_like_street(raw) else 0.75
    if field == "job_title":
        return 0.75 if names.is_given_name(raw.split()[0]) else 0.9
    return 0.9


def _with_old(confidence: float, old: str, sentence: Sentence, frame: _Frame) -> float:
    """Raise what was only likely where the sentence names the old value as the old one."""
    mentioned = len(old) > 2 and fold(old) in sentence.folded
    return 0.9 if mentioned and 0.7 <= confidence < 0.9 and frame.confidence < 0.9 else confidence


@cache
def _frames() -> tuple[_Frame, ...]:
    return tuple(_read_all())


def _read_all() -> Iterator[_Frame]:
    for name, row in wording.rows("frames"):
        cells = row.split("\t")
        if len(cells) != 3 or cells[1] not in _CONFIDENCE:
            raise ValueError(f"{name}: a row is field, strength and phrase between tabs: {row!r}")
        field, strength, phrase = cells
        pattern = wording.compiled(phrase)
        yield _Frame(field, _CONFIDENCE[strength], pattern, wording.needs(phrase))
