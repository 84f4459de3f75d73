"""How far a told value reaches, what cannot be one, and how sure it can be by its look.

The words where a value ends are in `tables/reach`.
"""

import re
from collections.abc import Sequence
from functools import cache

from mail.understanding import addresses, lists, russian, streets, towns, values
from mail.understanding.candidates import keys, part
from mail.understanding.folding import fold
from mail.understanding.lists import alternatives
from mail.understanding.sentences import Sentence
from mail.understanding.values import Place
from storage.values import Invalid, names, places

ADDRESS = ("street", "city")
SURE, LIKELY, DOUBTFUL = 0.9, 0.75, 0.6

_MOST_WORDS = {
    "first_name": 3,
    "last_name": 5,
    "company": 7,
    "job_title": 6,
    "city": 5,
    "province": 4,
    "birth_date": 6,
}
_MAX_VALUE = 160
_MANY_DIGITS = 5
_LEGAL = re.compile(
    r"\b(?:s\.? ?l\.?(?: ?u\.?)?|s\.? ?a\.?|s\.? ?coop|c\.? ?b\.?|ltd|limited|inc|llc|plc|llp|gmbh|"
    r"co|corp|ооо|оао|зао|ао|пао|ип)\b"
)
_STOPS = re.compile(
    r"\s*[.!?;:()\n\U0001f300-\U0001faff\u2600-\u27bf]|\s*,(?!\s*(?:s\.?l|s\.?a|ltd|inc|llc))|\s-\s|"
    rf"\s(?:{alternatives('reach', 'stop')})(?!\w)"
)
_ADDRESS_STOPS = re.compile(
    r"[!?;\n]|\.\s*\Z|"
    rf",?\s(?:no|{alternatives('reach', 'stop')}|{alternatives('reach', 'address')})(?!\w)"
)
_TAIL = re.compile(rf"[\s,.]+(?:{alternatives('reach', 'tail')})\W*\Z")
NEVER = frozenset(alternatives("reach", "never").split("|"))
_INSIDE = re.compile(
    r"(?:la |el |the |в |на )?"
    r"(?:planta|piso|bajo|puerta|portal|escalera|local|flat|floor|apt|кв|этаж|под)\b"
)
# Between a job and the firm where it is done.
LINKS = {
    "company": re.compile(
        r"\s(?:en|at|for|with|in|в|во)\s(?:(?:el|la|the)\s)?(?=[^\W\d_a-zа-яёáéíóúñ]|[«\"“])"
    ),
    "job_title": re.compile(rf",?\s(?:{alternatives('reach', 'as')})\s(?=\w)"),
}
# What a job may follow that is one by its look: "Bodegas Arlanza, de encargada".
_AS_IF = re.compile(
    rf",?\s(?:{alternatives('reach', 'as_if')})\s(?=[a-zа-яёáéíóúñ])|"
    r",\s(?=[a-zа-яёáéíóúñ])|\s(?=[а-яё])"
)
_AS_SUCH = re.compile(r"(?:[а-яё-]{2,20}(?:ым|им|ой|ей)\s){0,2}[\w-]{3,30}")
# Laughs, spelt together, drawn out or apart, and the marks that stand for them.
LAUGHS = re.compile(
    r"\b(?:j{1,9}[aei]{1,9}j{1,9}|\w{0,3}(?:j{1,9}[aeio]{1,9}){2,20}j{0,9}|\w{0,3}(?:h{1,9}[ae]{1,9}){2,20}h{0,9}|"
    r"(?:h[io]){3,9}|tee-?hee|he[eh](?:[\s,.!-]{1,2}he[eh]){1,9}|(?:jua[sz]?\s?){2,9}|juas|\w{0,4}(?:[хx]{1,9}[аaеи]{1,9}){2,20}[хx]{0,9}|"
    r"а?х{1,9}[ае]{1,9}х{1,9}|(?:ах){2,9}а?|"
    r"(?:ja|je|ji|ha|ха|хе|хи|гы|ги)(?:[\s,.!-]{1,2}(?:ja|je|ji|ha|ха|хе|хи|гы|ги)){1,9}|(?:гы){2,9}|"
    r"(?:аха|хах)(?:[\s-](?:ха|аха)){1,9}|(?:he|jo|ho)(?:[\s,.!-]{1,2}(?:he|jo|ho)){2,9}|"
    r"he-he|(?:lo){2,9}l?|(?:js){2,9}j?|x?xd{1,9}|lo{1,9}l|lma{1,5}o{1,5}|rofl|jk|кек|лол|бгг{1,5}|гг{2,9}|ржу(?:нимагу)?|"
    r"ору|хд{1,9}|ы{3,20}|k{4,20})\b|\){4,20}|(?<!\w)[:;=]-?d\b|;-?\)|[😂🤣😜😝🤪😆🙃😛😹]|"
    rf"(?<!\w)(?:{alternatives('doubts', 'joke')})(?!\w)"
)
# Addresses that are not where one lives or works.
FOR_THINGS = re.compile(rf"\b(?:{alternatives('doubts', 'things')})\b")
_OF_SOMETHING = re.compile(
    r"\b(?:of|de)\s(?:the|my|our|your|la|el|los|las|mi|mis|tu|nuestr[oa]s?|un|una)\b|\bdel\b|"
    r"\b(?:свое|мое|наше|ваше)\w{1,2}\b"
)
# ООО «Север»: the name ends with its quotes.
_QUOTED = re.compile(r"(?:[^\W\d_]{2,4}\s)?(?:«[^»\n]{1,60}»|“[^”\n]{1,60}”)")
NOT_OURS = re.compile(
    r"\b(?:trabaj\w{1,4} con|work with|working with|suppliers?|proveedor\w{0,2}|clientes?|clients?|"
    r"customers?|pedido|order|compr\w{2,4}|сотруднича\w{2,4}|клиент\w{0,2}|поставщик\w?|"
    r"купил\w?)\b"
)
_LEAD = re.compile(r"[\s:=,\-–—>→*«\"“']{1,12}")
_PREPOSITION = re.compile(
    r"(?:(?:se llama|is called|called|named|называется)\s+)?"
    r"(?:(?:la|el|the|en|at|in|a|в|во|на|по адресу)\s+)?(?=\S)"
)
_PLACE_BEFORE = re.compile(r"\b(?:en|in|в)\s*[«\"]?\Z")
_TOWN_LIKE = re.compile(r"(?:las?|los|el|san|santa|villa|new|st)\b")


def value(field: str, text: str, end: int) -> tuple[str, int]:
    """Return the words from `end` on that are the value of a field, and where they end."""
    lead = _LEAD.match(text, end)
    start = lead.end() if lead else end
    rest, folded = text[start:], fold(text[start:])
    stop = (_ADDRESS_STOPS if field in ADDRESS else _STOPS).search(folded)
    length = stop.start() if stop else len(rest)
    if field == "company":
        length = _before_a_job(rest, _with_legal_form(folded, length))
        quoted = _QUOTED.match(rest)
        length = min(length, quoted.end()) if quoted else length
    elif field == "job_title":
        firm = LINKS["company"].search(rest, 1, length)
        length = firm.start() if firm else length
    bare = rest[:length].strip(" ,;\"“”'")
    tail = _TAIL.search(fold(bare))
    bare = bare[: tail.start()] if tail else bare
    bare = f"{bare}»" if "«" in bare and "»" not in bare else bare
    return bare if field == "company" else bare.strip(" .,;"), start + length


def job_behind(text: str, end: int) -> tuple[str, int, int]:
    """Return the job right behind a firm that ends at `end`, and where it stands; "" for none:
    "Olmo as a buyer", "Olmo de encargada", "«Север» главным бухгалтером"."""
    link = LINKS["job_title"].match(text, end) or _AS_IF.match(text, end)
    if not link or (link.re is _AS_IF and not _names_a_job(text, link.end())):
        return "", end, end
    raw, stop = value("job_title", text, link.end())
    return raw, link.end(), stop


def _names_a_job(text: str, start: int) -> bool:
    such = _AS_SUCH.match(text, start)
    return bool(such) and job_like(such[0] if such else "")


def lines_below(said: Sequence[Sentence], at: int, country: str) -> str:
    """Return an address written on lines of its own below "our new address is:"."""
    lines: list[str] = []
    for sentence in said[at + 1 : at + 6]:
        text = sentence.text.rstrip(" .,;")
        signed = names.is_given_name(fold(text).split(" ")[0]) and not towns.known(text)
        fits = addresses.is_one(text, country) or addresses.goes_on(text, country)
        if len(text) > 60 or not (fits or addresses.looks_like_street(text)) or signed:
            break
        lines.append(text)
    return ", ".join(lines)


def read(field: str, raw: str, place: Place) -> dict[str, str]:
    """Return the normalised value by field; several for an address, none where it cannot be one."""
    words = fold(raw).split()
    if not words or len(raw) > _MAX_VALUE:
        return {}
    if field in ADDRESS:
        return _address(raw, place)
    if field != "birth_date" and sum(char.isdigit() for char in raw) >= _MANY_DIGITS:
        return {}  # a number that was told beside its field: "my company mobile is 655 …"
    if field == "company" and _is_place(raw):
        return {}  # "estoy ahora en Calle Alcalá 99"
    named = field in ("first_name", "last_name")
    job = named and raw[:1].islower() and job_like(raw)  # "я теперь финансовый директор"
    if job or words[0].strip(".,") in NEVER or len(words) > _MOST_WORDS.get(field, 4):
        return {}
    if field == "language":
        raw = russian.language(raw)
    elif field == "channel":
        raw = russian.channel(re.sub(r"\A(?:el|la|un|a|the)\s+", "", raw.lower()))
    found = values.normalise(field, raw, place)
    return {} if found.get(field) == "" else found


def surety(field: str, raw: str, sentence: Sentence) -> float:
    """Return how sure a value can be at most, by its look."""
    capital = raw[:1].isupper() or raw[:1].isdigit() or raw[:1] in '«"“'
    if field in ADDRESS:
        return _surety_of_address(raw, capital)
    if field == "company":
        return SURE if _company_like(raw, capital, sentence) else LIKELY
    if field in ("first_name", "last_name", "province"):
        return SURE if capital else LIKELY
    if field == "job_title" and not (capital or job_like(raw)):
        return LIKELY
    if field == "job_title" and names.is_given_name(raw.split(maxsplit=1)[0]):
        return LIKELY
    return SURE


def of_something(raw: str) -> bool:
    """Say whether a job is of one's own life or a club: "manager of my life", not of a firm."""
    return bool(_OF_SOMETHING.search(fold(raw)))


def plainly(field: str, raw: str) -> bool:
    """Say whether a text is a firm or a job by its look: a capital letter, a word of jobs."""
    return job_like(raw) if field == "job_title" else raw[:1].isupper() or raw[:1] in '«"“'


def job_like(raw: str) -> bool:
    """Say whether a word of a text names a job."""
    return not _jobs().isdisjoint(keys(fold(raw)))


@cache
def _jobs() -> frozenset[str]:
    rows = (row for name, row in lists.rows("naming") if name == "jobs.tsv")
    return frozenset().union(*(part([word]) for row in rows for word in row.split()))


def firm_like(raw: str) -> bool:
    """Say whether words are a firm's by their look: a capital, a number, quotes, a legal form."""
    first = raw.split(maxsplit=1)[0] if raw.split() else ""
    marked = any(char.isupper() or char.isdigit() or char in '«"“' for char in first)
    return marked or formed(raw)


def formed(raw: str) -> bool:
    """Say whether words have the legal form of a firm: "Ltd", "S.L.", "ООО"."""
    return bool(_LEGAL.search(fold(raw)))


def _with_legal_form(folded: str, length: int) -> int:
    """Move the end of a company's name behind its legal form, dots and all."""
    legal = _LEGAL.search(folded[:80])
    if not legal or not legal.start() - 3 <= length <= legal.end() + 1 or legal.start() == 0:
        return length
    dotted = folded[legal.end() : legal.end() + 1] == "."
    return legal.end() + int(dotted)


def _before_a_job(rest: str, length: int) -> int:
    """Move the end of a company's name before the job that is told behind it."""
    ends = (match.start() for match in re.finditer(r",?\s", rest[:length]) if match.start())
    return next((end for end in ends if job_like(job_behind(rest[:length], end)[0])), length)


def _address(raw: str, place: Place) -> dict[str, str]:
    raw = _without_preposition(raw)
    if state := addresses.country_of(raw.strip(" .")):
        return {"country": state}
    found = addresses.split(raw, place.country)
    street, city = found.get("street", ""), found.get("city", "")
    if street and not _can_be_street(street):
        return {}
    if city and not (_can_be_town(city) and towns.can_be(city)):
        found.pop("city")
    elif city:
        found["city"] = russian.town(city) or city
    return {field: text for field, text in found.items() if text}


def _is_place(raw: str) -> bool:
    last = raw.rsplit(",", maxsplit=1)[-1].strip()
    named = len(last) > 3 and not isinstance(places.country(last), Invalid)
    bare = streets.bare(raw)
    return bool(named or towns.known(raw) or streets.find(fold(raw)) or (bare and not bare.start))


def _without_preposition(raw: str) -> str:
    preposition = _PREPOSITION.match(fold(raw))
    return raw[preposition.end() :] if preposition else raw


def _can_be_street(street: str) -> bool:
    folded = fold(street)
    numbered = re.search(r"\d|\bs/?n\b", folded) and re.search(r"[^\W\d_]{3}", folded)
    return bool(numbered) and folded.split()[0] not in NEVER


def _can_be_town(city: str) -> bool:
    words = fold(city).split()
    return words[0] not in NEVER and any(len(word) > 2 for word in words)


def _surety_of_address(raw: str, capital: bool) -> float:
    inside = _INSIDE.match(fold(raw))
    rest = raw.partition(",")[2].strip()
    if inside and (_INSIDE.match(fold(rest)) or not addresses.looks_like_street(rest)):
        return DOUBTFUL  # a floor or a door without its street
    if "," not in raw and not re.search(r"\d", raw):
        # "We moved to Zoom": a lone word is a town only where it is known as one.
        town = _TAIL.sub("", _without_preposition(raw)).strip()
        known = towns.known(town)
        state = russian.country(town) or not isinstance(places.country(town), Invalid)
        return SURE if known or state else DOUBTFUL
    return SURE if capital or addresses.looks_like_street(raw) else LIKELY


def _company_like(raw: str, capital: bool, sentence: Sentence) -> bool:
    """Say whether this must be a company: "trabajo en Sevilla" names a town."""
    if _LEGAL.search(fold(raw)) or "«" in raw:
        return True
    town = _TOWN_LIKE.match(fold(raw)) or towns.known(raw.split(maxsplit=1)[0])
    several = len(raw.split()) > 1 and not town
    before = sentence.folded.split(fold(raw))[0]
    return capital and (several or not _PLACE_BEFORE.search(before))
