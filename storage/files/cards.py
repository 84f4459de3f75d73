"""vCards as a table: one card a row, under headers that the rest of the room understands.

What has no field of ours (nickname, web page, anniversary, spouse) is kept under its own name. A
card that begins and does not end, or holds nobody, is a row with the reason why it is rejected.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from storage.files.content_lines import Property, properties
from storage.files.headers import FAX
from storage.files.labels import label_of
from storage.files.systems import OUR_SIGN
from storage.files.writing import NO_WORDS
from storage.values.names import is_given_name

FAULT = "card fault"
_OURS = "X-ALDIA-"
_BETWEEN = " ::: "
_PARTS = ("street", "city", "province", "postcode", "country")
_KINDS = ("", "billing ", "shipping ")
_MOST_NAMES = 60
HEADERS = (
    *("uid", "honorific", "full name", "first name", "last name", "company", "job title"),
    *("birth date", "sex", "language", "email", "mobile", "home phone", "work phone", "phone"),
    *(f"{kind}{part}" for kind in _KINDS for part in _PARTS),
    *("tags", "notes"),
    *NO_WORDS,
    FAULT,
)
_FURTHER = re.compile(r"address (\d+) (kind|street|city|province|postcode|country)")
_IGNORED = re.compile(
    r"VERSION|PRODID|REV|PHOTO|LOGO|SOUND|KEY|LABEL|GEO|TZ|CLASS|SORT-STRING|SOURCE|NAME|MAILER"
    r"|PROFILE|CALURI|FBURL|CALADRURI|XML|CLIENTPIDMAP|AGENT|KIND|MEMBER|X-PHONETIC-.*|X-AB(?:ADR"
    r"|LABEL|SHOWAS|UID)|X-MS-OL-.*|X-MS-CARDPICTURE|X-ADDRESSBOOKSERVER-.*|X-EVOLUTION-.*"
    r"|X-MOZILLA-HTML|X-IMAGE.*|X-ACCOUNT|X-FILE-AS|X-SHARED-PHOTO.*|BEGIN|END|N|FN"
)
_IDENTIFYING = (
    *("full name", "first name", "last name", "email", "mobile", "home phone", "work phone"),
    "phone",
)
_SEXES = {"M": "male", "F": "female", "O": "other", "MALE": "male", "FEMALE": "female"}
_APPLE_LABEL = re.compile(r"_\$!<(.*)>!\$_\Z")
_UNKNOWN_YEAR = re.compile(r"1604-?(\d\d)-?(\d\d)")


@dataclass(slots=True)
class _Card:
    """The texts of one card by header, several values of one joined."""

    texts: dict[str, list[str]] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    taken: list[str] = field(default_factory=list)

    def add(self, header: str, text: str, *, first: bool = False) -> None:
        if text:
            found = self.texts.setdefault(header, [])
            found.insert(0, text) if first else found.append(text)

    def get(self, header: str) -> str:
        return next(iter(self.texts.get(header, ())), "")


_Reader = Callable[[_Card, Property], None]


def rows_of(lines: Iterable[str]) -> Iterator[dict[str, str]]:
    """Yield the texts of each card by header; a group of others yields an empty row."""
    for found, whole in _cards(properties(lines)):
        if _is_group(found):
            yield {}
        else:
            yield _row(found) if whole else {**_row(found), FAULT: "broken_card"}


def _cards(source: Iterable[Property]) -> Iterator[tuple[list[Property], bool]]:
    """Yield the properties of each card, and whether it ended as it should."""
    card: list[Property] = []
    depth = 0
    for prop in source:
        if prop.name == "BEGIN" and prop.value.strip().upper() == "VCARD":
            if depth and card[-1].name == "AGENT":
                depth += 1  # 2.1 puts the card of an assistant inside
                continue
            if depth:
                yield card, False
            card, depth = [prop], 1
        elif prop.name == "END" and depth:
            depth -= 1
            if not depth:
                yield card, True
        elif depth == 1:
            card.append(prop)
    if depth:
        yield card, False


def _is_group(card: Iterable[Property]) -> bool:
    kinds = ("KIND", "X-ADDRESSBOOKSERVER-KIND")
    return any(prop.name in kinds and prop.text().lower() == "group" for prop in card)


def _row(found: list[Property]) -> dict[str, str]:
    card = _Card(labels={p.group: _label(p.text()) for p in found if p.name == "X-ABLABEL"})
    for prop in sorted(found, key=_preference):
        _READERS.get(prop.name, _other)(card, prop)
    _settle_name(card)
    joined = {header: _joiner(header).join(texts) for header, texts in card.texts.items()}
    if not any(joined.get(name) for name in (*_IDENTIFYING, OUR_SIGN)):
        joined[FAULT] = "nameless_card"
    return joined


def _preference(prop: Property) -> int:
    """Put what is marked as preferred first: `TYPE=pref`, and `PREF=1` to `PREF=100`."""
    said = next(iter(prop.parameters.get("PREF", ())), "")
    if said.isdecimal():
        return int(said)
    return 1 if "PREF" in prop.types else 101


def _label(text: str) -> str:
    apple = _APPLE_LABEL.match(text)
    return apple[1] if apple else text


def _joiner(header: str) -> str:
    if header == "notes":
        return "\n"
    return "; " if header in ("tags",) else _BETWEEN


def _name(card: _Card, prop: Property) -> None:
    last, first, middle, prefix, suffix = (*prop.parts(), "", "", "", "", "")[:5]
    card.add("last name", last)
    card.add("first name", " ".join(filter(None, (first, middle.replace(",", " ").strip()))))
    card.add("honorific", prefix)
    card.add("Suffix", suffix)


def _settle_name(card: _Card) -> None:
    """Choose between N and FN: N where it has parts, FN where N has none or only one of all.

    A card must have an FN, so who has no name is shown by something else: it stays none. A card of
    our own has its name in N, whole.
    """
    full, company = card.get("full name"), card.get("company")
    nameless = full in (company, *card.texts.get("email", ())) or not any(map(str.isalpha, full))
    first, last = card.get("first name"), card.get("last name")
    crammed = not first and full == last and any(map(is_given_name, last.split()[:1]))
    if card.get(OUR_SIGN) or nameless:
        card.texts.pop("full name", None)
    elif crammed and len(last.split()) > 1:
        card.texts.pop("last name")
    elif first or last:
        card.texts.pop("full name", None)


def _full_name(card: _Card, prop: Property) -> None:
    card.add("full name", prop.text())


def _organisation(card: _Card, prop: Property) -> None:
    company, *units = prop.parts()
    card.add("company" if not card.get("company") else "ORG", company)
    card.add("Department", ", ".join(filter(None, units)))


def _email(card: _Card, prop: Property) -> None:
    card.add("email", prop.text().removeprefix("mailto:"))


def _phone(card: _Card, prop: Property) -> None:
    number = re.sub(r"\Atel:", "", prop.text(), flags=re.IGNORECASE)
    number = re.sub(r";ext=(\d+)", r" ext \1", number)
    said = label_of(" ".join(sorted(prop.types)) + " " + card.labels.get(prop.group, ""))
    label = card.labels.get(prop.group, "")
    if "assistant" in label.lower():
        card.add(label, number)
        return
    kind = "mobile" if "CELL" in prop.types else said.kind
    headers = {"fax": FAX, "mobile": "mobile", "work": "work phone", "home": "home phone"}
    card.add(headers.get(kind, "phone"), number)


def _address(card: _Card, prop: Property) -> None:
    box, extra, street, city, region, code, country = (*prop.parts(), *[""] * 7)[:7]
    lines = [" ".join(line.split()) for line in (*street.split("\n"), extra, box)]
    texts = (", ".join(line for line in lines if line).strip(", "), city, region, code, country)
    if not any(texts):
        return
    said = label_of(" ".join(prop.types) + " " + card.labels.get(prop.group, "")).kind
    kind = {"work": "billing ", "billing": "billing ", "shipping": "shipping "}.get(said, "")
    kind = "shipping " if prop.types & {"POSTAL", "PARCEL"} and not said else kind
    prefix = kind
    if kind in card.taken:
        prefix = f"address {len(card.taken) + 1} "
        card.add(f"{prefix}kind", kind.strip() or "home")
    card.taken.append(kind)
    for part, text in zip(_PARTS, texts, strict=True):
        card.add(f"{prefix}{part}", " ".join(text.split()))


def _birthday(card: _Card, prop: Property) -> None:
    card.add("birth date", _UNKNOWN_YEAR.sub(r"--\1-\2", prop.text()))


def _sex(card: _Card, prop: Property) -> None:
    said = prop.parts()[0].upper()
    card.add("sex", _SEXES.get(said, "" if said in ("N", "U") else said))


def _language(card: _Card, prop: Property) -> None:
    if not card.get("language"):
        card.add("language", prop.text())


def _tags(card: _Card, prop: Property) -> None:
    for tag in prop.parts(","):
        card.add("tags", tag)


def _other(card: _Card, prop: Property) -> None:
    if prop.name.startswith(_OURS) and "FIELD" not in prop.parameters:
        card.add(prop.name.removeprefix(_OURS).replace("-", "_").lower(), prop.text())
    elif not _IGNORED.fullmatch(prop.name):
        header = card.labels.get(prop.group) or prop.parameters.get("FIELD", [prop.name])[0]
        card.add(header, ", ".join(filter(None, prop.parts())))


def _plain(header: str) -> _Reader:
    return lambda card, prop: card.add(header, prop.text())


_READERS: dict[str, _Reader] = {
    "N": _name,
    "FN": _full_name,
    "ORG": _organisation,
    "EMAIL": _email,
    "TEL": _phone,
    "ADR": _address,
    "BDAY": _birthday,
    "GENDER": _sex,
    "X-GENDER": _sex,
    "CATEGORIES": _tags,
    "TITLE": _plain("job title"),
    "LANG": _language,
    "NOTE": _plain("notes"),
    "UID": _plain("uid"),
}


def headers_of(rows: Iterable[dict[str, str]]) -> tuple[str, ...]:
    """Return the headers that any card fills: ours in their order, then what else cards hold."""
    found: dict[str, None] = {}
    for row in rows:
        found |= dict.fromkeys(row)
    ours = (name for name in HEADERS if name in found and name != FAULT)
    further = [name for name in found if _FURTHER.fullmatch(name)]
    further.sort(key=lambda name: int(name.split()[1]))
    more = (name for name in found if name not in {*HEADERS, *further})
    return (*ours, *further, FAULT, *islice(more, _MOST_NAMES))
