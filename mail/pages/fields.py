"""The form: what it shows of a record, and what somebody changed in it.

A field counts as changed where what came back differs from what was shown, not from what the
record holds by now: a page that lay open for a week must not set anything back. Values that staff
will read anyway are taken as typed; where the record needs a form of its own, they must have it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from mail.pages.settings import PagesSettings
from mail.shown import one_line, shown
from mail.understanding.values import Place, normalise
from storage.texts import LANGUAGES, say

WAS = "was."
"""Before the name of a field: the hidden value that was shown in it."""
_CHANNELS = ("email", "phone", "sms", "whatsapp", "post")
_AS_TYPED = frozenset({"street", "city", "province", "postcode", "company", "job_title"})
_LONGEST = {
    "first_name": 120,
    "last_name": 160,
    "email": 254,
    "phone": 40,
    "mobile": 40,
    "street": 250,
    "city": 120,
    "province": 120,
    "postcode": 16,
    "country": 60,
    "company": 200,
    "job_title": 160,
    "birth_date": 40,
}
_AUTOCOMPLETE = {
    "first_name": "given-name",
    "last_name": "family-name",
    "email": "email",
    "phone": "tel",
    "mobile": "tel",
    "street": "street-address",
    "city": "address-level2",
    "province": "address-level1",
    "postcode": "postal-code",
    "country": "country-name",
    "company": "organization",
    "job_title": "organization-title",
}
_KEYBOARD = {"email": "email", "phone": "tel", "mobile": "tel"}
_FAULTS = frozenset({"email", "phone", "mobile", "birth_date", "country"})


@dataclass(frozen=True, slots=True)
class Row:
    """A field of the form. `value` stands in it, `was` is what we showed, `plain` reads well.

    `options` are (value, words) where one chooses; `fault` says what is wrong with the value.
    """

    field: str
    label: str
    value: str
    was: str
    plain: str
    options: tuple[tuple[str, str], ...] = ()
    longest: int = 200
    autocomplete: str = "off"
    keyboard: str = "text"
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """A corrected field: values in their normal form, and as they read on a page."""

    field: str
    label: str
    old: str
    new: str
    was: str
    typed: str


@dataclass(frozen=True, slots=True)
class Filled:
    """What came back: the changes, and the rows to show again where any has a fault."""

    changes: tuple[Change, ...]
    rows: tuple[Row, ...]

    @property
    def faulty(self) -> bool:
        """Is there a value that cannot be understood?"""
        return any(row.fault for row in self.rows)


def rows_of(record: Mapping[str, str], language: str, settings: PagesSettings) -> tuple[Row, ...]:
    """Return the form as the mail shows it, filled from a record in its normal form."""
    return tuple(
        _row(name, record.get(name, ""), language, settings)
        for name in settings.fields
        if name in _LONGEST or name in ("language", "channel")
    )


def _row(name: str, value: str, language: str, settings: PagesSettings) -> Row:
    plain = shown(name, value, language=language, country=settings.country)
    options = _options(name, value, language, settings)
    there = value if options else plain
    return Row(
        field=name,
        label=say(language, f"field.{name}"),
        value=there,
        was=there,
        plain=plain,
        options=options,
        longest=_LONGEST.get(name, 40),
        autocomplete=_AUTOCOMPLETE.get(name, "off"),
        keyboard=_KEYBOARD.get(name, "text"),
    )


def _options(
    name: str, value: str, language: str, settings: PagesSettings
) -> tuple[tuple[str, str], ...]:
    known = {"language": LANGUAGES, "channel": _CHANNELS}.get(name)
    if known is None:
        return ()
    codes = dict.fromkeys(("", *known, value))
    words = (shown(name, code, language=language, country=settings.country) for code in codes)
    return tuple(zip(codes, words, strict=True))


def read(
    posted: Mapping[str, str], rows: Sequence[Row], record: Mapping[str, str], place: Place
) -> Filled:
    """Read a form that came back. Total: a value that cannot be understood is a fault."""
    changes: list[Change] = []
    seen: list[Row] = []
    for row in rows:
        typed = one_line(posted.get(row.field, row.was))
        was = one_line(posted.get(WAS + row.field, row.was))
        new = "" if typed == was else _normal(row, typed, place)
        known = new is not None and _is_known(row.field, new, record.get(row.field, ""))
        fault = _fault(row.field, place.language) if new is None else ""
        seen.append(replace(row, value=typed[: row.longest], was=was[: row.longest], fault=fault))
        if typed != was and new is not None and not known:
            old = record.get(row.field, "")
            changes.append(Change(row.field, row.label, old, new, row.plain, _read(row, typed)))
    return Filled(tuple(changes), tuple(seen))


def _normal(row: Row, typed: str, place: Place) -> str | None:
    """Return the value in its normal form, "" where the field is emptied, None for a fault."""
    if not typed:
        return ""
    if len(typed) > row.longest:
        return None
    if row.options:
        return typed if typed in dict(row.options) else None
    if row.field in _AS_TYPED:
        return typed
    # A first name in a field of its own may have three words; in a mail it may be a whole name.
    name = "last_name" if row.field == "first_name" else row.field
    return normalise(name, typed, place).get(name) or None


def _is_known(field: str, new: str, old: str) -> bool:
    if field == "birth_date" and "--" in (new[:2], old[:2]):
        return new[-5:] == old[-5:]
    return new == old


def _read(row: Row, typed: str) -> str:
    return dict(row.options).get(typed, typed)


def _fault(field: str, language: str) -> str:
    return say(language, f"page.fault.{field if field in _FAULTS else 'other'}")
