"""The value of a field as a person writes it, in its normal form; and whether two are the same.

The parsing itself is `storage.values`; here is only what a mail adds to it: brackets and links
that mail programs put round a value, dates without a year, addresses in one line.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import phonenumbers

from mail.understanding import absent, addresses, alike, postcodes, russian, towns
from mail.understanding.folding import fold
from storage.values import Invalid, choices, dates, emails, names, phones, places

_MAX_TEXT = 120
_NO_LETTERS = re.compile(r"[\W_]+")
_MAX_PHONES = 1200  # characters of a text in which phones are looked for
_LINKED = re.compile(
    r"\s*<(?:mailto:|tel:|https?:)?[^<>\n]{0,200}>|\s*\[(?:mailto|tel):[^\]\n]{0,200}\]"
)
_BRACKETED = re.compile(r"\A\W{0,3}<([^<>]{3,200})>\W{0,3}\Z")
_EMPTY = re.compile(
    r"[\W_]*\Z|\W*(?:vacio|ninguno|ninguna|no tengo|nada|none|empty|n/a|no|нет|пусто)\W*\Z"
)
_NOT_A_NAME = re.compile(r"[\d@<>{}\[\]=/\\|!?;:]|https?|www\.")
_AFTER_VALUE = re.compile(
    r"\s*(?:\((?:was|formerly|previously|before|not|antes|era|no|new|since|from|now|nuev[oa]|desde|"
    r"ahora|раньше|был|бывш|не|теперь|нов\w{2}|с)\b|"
    r",?\s(?:no\s(?!\d)|not\s|а не\s|en vez de|en lugar de|instead of|вместо)|"
    r",\s(?:el resto|(?:todo )?lo dem[aá]s|the rest|rest|everything else|all else|остальн\w{2}|"
    r"прочее|в остальном)\b|"
    r",?\s(?:antes|before|formerly|раньше|gracias|thanks|спасибо|saludos|por favor|please|"
    r"пожалуйста)\b).*\Z",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where and when values are read: the contact's country, language, and today."""

    country: str
    language: str
    today: date

    @property
    def order(self) -> dates.Order:
        """Which of day and month comes first here."""
        return "mdy" if self.country in ("US", "PH", "FM") else "dmy"


def normalise(field: str, text: str, place: Place) -> dict[str, str]:
    """Return the field and its value, and others where one line holds several (an address).

    Empty when the text is no value of that field; `{field: ""}` when it says that there is none.
    """
    bare = unlinked(text)
    if _EMPTY.match(fold(bare)):
        return {field: ""}
    if field == "street":
        return {
            name: value for name, value in addresses.split(bare, place.country).items() if value
        }
    if field == "first_name" and len(bare.split()) > 2:
        return _full_name(bare, place)
    value = _READERS.get(field, _spoken)(bare, place)
    return {field: value} if value else {}


def unlinked(text: str) -> str:
    """Take away the links and marks that mail programs put round a value."""
    text = text.strip().strip('*_"“”«»').strip()
    bracketed = _BRACKETED.match(text)
    if bracketed:
        return bracketed[1].removeprefix("mailto:").removeprefix("tel:").strip()
    return _LINKED.sub("", text).strip().strip("*").strip() or text


@lru_cache(maxsize=256)
def same(field: str, one: str, other: str, place: Place) -> bool:
    """Say whether two writings of a field mean the same value."""
    if _key(one) == _key(other):
        return True
    first, second = (
        normalise(field, one, place).get(field),
        normalise(field, other, place).get(field),
    )
    if not first or not second:
        return first == second == ""
    if field == "birth_date":
        return first[-5:] == second[-5:] and ("--" in (first[:2], second[:2]) or first == second)
    if field == "street":
        return alike.same(first, second)
    return _key(first) == _key(second)


def _key(text: str) -> str:
    return _NO_LETTERS.sub("", fold(text))


def _full_name(text: str, place: Place) -> dict[str, str]:
    if _NOT_A_NAME.search(text) or len(text) > _MAX_TEXT:
        return {}
    name = names.split(_AFTER_VALUE.sub("", text), place.language)
    return {
        key: value for key, value in (("first_name", name.first), ("last_name", name.last)) if value
    }


def _spoken(text: str, place: Place) -> str:
    return "" if absent.says_known(text) else plain(text)


def _of_work(text: str, place: Place) -> str:
    return "" if absent.says_none("company", text) else _spoken(text, place)


def _job(text: str, place: Place) -> str:
    # "8 Cobbler's Yard" is a street.
    return "" if re.match(r"\d", text) else russian.job(_of_work(text, place))


def plain(text: str) -> str:
    """Return a value of any words as it is kept: without what people write behind it; "" for none
    and for what is too long or holds an address of mail."""
    value = " ".join(_AFTER_VALUE.sub("", text).split()).rstrip(" .,;!")
    if re.search(
        r"(?i)\b(?:[a-z]\.){2,}\Z|\bs\.? ?[al]\.?u?\.\Z|\b(?:inc|ltd|co|corp)\.\Z", text.strip()
    ):
        value = text.strip().rstrip(" ,;!")
    value = f"{value}»" if "«" in value and "»" not in value else value
    return value if 0 < len(value) <= _MAX_TEXT and "@" not in value else ""


def _name(text: str, place: Place) -> str:
    value = plain(text)
    if _NOT_A_NAME.search(value) or len(value.split()) > 6:
        return ""
    return names.proper_case(value)


def _email(text: str, place: Place) -> str:
    found = emails_in(text)
    return found[0] if len(found) == 1 else ""


def _phone(text: str, place: Place) -> str:
    found = phones_in(text, place)
    return found[0].e164 if len(found) == 1 else ""


def _city(text: str, place: Place) -> str:
    value = re.sub(r"\A(?:г\.|гор\.|г\s)\s*", "", plain(text))
    value = russian.town(value) or value
    named = not (re.search(r"[\d@<>:;!?]", value) or towns.is_none(value))
    return value if named and len(value.split()) <= 6 else ""


def _province(text: str, place: Place) -> str:
    return towns.region(_city(text, place), place.country)


def _postcode(text: str, place: Place) -> str:
    found = postcodes.within(text, place.country)
    return found[0] if len(found) == 1 else ""


def _country(text: str, place: Place) -> str:
    read = places.country(plain(text))
    return "" if isinstance(read, Invalid) else read


def _language(text: str, place: Place) -> str:
    read = places.language(plain(text))
    return "" if isinstance(read, Invalid) else read


def _channel(text: str, place: Place) -> str:
    read = choices.channel(plain(text))
    return "" if isinstance(read, Invalid) else read


def _birth_date(text: str, place: Place) -> str:
    text = _AFTER_VALUE.sub("", text)
    if re.fullmatch(r"--\d\d-\d\d", text.strip()):
        return text.strip()
    text = re.sub(r"(?i)\b(?:de|del|of|the|года|г\.?)\b|(?<=\d)(?:st|nd|rd|th)\b|-го", " ", text)
    read = dates.parse(" ".join(text.split()), place.order)
    if not isinstance(read, Invalid):
        born = read.year > 1900 and read < place.today
        return read.isoformat() if born else ""
    without_year = dates.parse(f"{re.sub(r'[ /.-]+$', '', text.strip())} 2000", place.order)
    if isinstance(without_year, Invalid):
        parts = re.fullmatch(r"(\d{1,2})[/. -](\d{1,2})\.?", text.strip())
        if not parts:
            return ""
        without_year = dates.parse(f"{parts[1]}/{parts[2]}/2000", place.order)
    return "" if isinstance(without_year, Invalid) else without_year.strftime("--%m-%d")


_READERS = {
    "first_name": _name,
    "last_name": _name,
    "email": _email,
    "phone": _phone,
    "mobile": _phone,
    "city": _city,
    "province": _province,
    "postcode": _postcode,
    "country": _country,
    "language": _language,
    "channel": _channel,
    "company": _of_work,
    "job_title": _job,
    "birth_date": _birth_date,
}

_EMAIL = re.compile(r"[^\s<>\"'():;,\[\]*]{1,64}@[^\s<>\"'():;,\[\]*]{1,255}")
_PHONE = re.compile(r"(?<![\w@/.€$£-])[+(]{0,2}\d[\d\s().\-\u2010-\u2015/]{5,24}\d(?![\w@€$£%])")
# IBANs, card and identity numbers, amounts, dates: digits that are no phone.
_NO_PHONE = re.compile(
    r"\b[A-Z]{2}\d{2}[\s\d]{10,40}|\b(?:\d{4}[ -]){3}\d{4}\b|\b\d{8}[A-Z]\b|"
    r"(?<![\d./-])\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\b(?![./-]?\d)|\b\d{4}-\d{2}-\d{2}\b|\d[\d.,\s]{0,12}\s?(?:€|euros?|eur|\$|£|руб|р\.)"
)


def written_emails(text: str) -> list[str]:
    """Return what looks like e-mail addresses in a text, as written."""
    return _EMAIL.findall(text)


def emails_in(text: str) -> list[str]:
    """Return the e-mail addresses in a text, normalised, each once."""
    read = (emails.parse(match.rstrip(".!?")) for match in _EMAIL.findall(text))
    return list(dict.fromkeys(one.normal for one in read if not isinstance(one, Invalid)))


def spans_of(text: str, place: Place) -> list[tuple[int, int]]:
    """Return where the phones and e-mail addresses stand in a text."""
    written = [*(one.written for one in phones_in(text, place)), *written_emails(text)]
    return [(text.find(one), text.find(one) + len(one)) for one in written]


@dataclass(frozen=True, slots=True)
class Written:
    """A phone number in a text: E.164, what kind of line it is, and how it stood there.

    "unlisted" has the right length for its country, but no plan knows its range.
    """

    e164: str
    label: str
    written: str


def phones_in(text: str, place: Place) -> list[Written]:
    """Return the phone numbers in a text, each once."""
    return list(_phones_in(text[:_MAX_PHONES], place.country))


@lru_cache(maxsize=512)
def _phones_in(text: str, country: str) -> tuple[Written, ...]:
    text = _NO_PHONE.sub(lambda match: "#" * len(match[0]), text)
    found: dict[str, Written] = {}
    for match in _PHONE.findall(text):
        read = phones.parse(match, country)
        if isinstance(read, Invalid):
            read = _unlisted(match, country)
        if not isinstance(read, Invalid):
            found.setdefault(read.e164, Written(read.e164, _label(read), match))
    return tuple(found.values())


def _unlisted(text: str, country: str) -> phones.Phone | Invalid:
    """Read a number of the country that no plan knows, with the country code put before it."""
    code = phonenumbers.country_code_for_region(country)
    digits = "".join(char for char in text if char.isdigit())
    if not code or "+" in text:
        return Invalid("not_a_number_there")
    return phones.parse(f"+{code}{digits.removeprefix('0')}", country)


def _label(read: phones.Phone) -> str:
    if read.label != "other":
        return read.label
    if _REHEARSED.match(read.e164):
        return "mobile" if read.e164.startswith("+447700") else "other"
    listed = phonenumbers.is_valid_number(phonenumbers.parse(read.e164, None))
    return "other" if listed else "unlisted"


# Ranges that Ofcom keeps free for drama, as example.com is kept free: rehearsals use them.
_REHEARSED = re.compile(r"\+44(?:7700900|1632960|8081570|9098790|3069990)\d{3}\Z")


def merged(record: Mapping[str, str], field: str) -> str:
    """Return what we had in a field, "" where it was empty."""
    return (record.get(field) or "").strip()
