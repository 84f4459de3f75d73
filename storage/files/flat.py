"""One contact as one row: the `show` shape laid out in columns that our own import reads back.

Beyond `show` a contact may bring what `kept_beside` tells: `notes`, `consents` (`purpose/channel` →
standing), `consent_date`, `legal_basis` and `firm` (what is known of where they work), so that a
file holds what would be missed after losing everything else. Of what comes in several each has a
column of its own: a file has as many as its fullest contact needs.
"""

import re
from collections.abc import Iterable, Mapping
from itertools import count
from typing import Any

from storage.files.systems import OUR_SIGN
from storage.values import Invalid, choices, phones

Contact = Mapping[str, Any]

_PLAIN = (
    *("external_id", "honorific", "first_name", "last_name", "sex", "birth_date", "job_title"),
    *("company", "language", "channel", "greeting", "source", "owner", "territory"),
    *("stage", "referring_site", "device"),
    "customer_since",
)
_PLACE = ("street", "city", "province", "postcode", "country")
_KINDS = ("home", "billing", "shipping")
_PURPOSES = ("updates", "marketing")
_ANSWERS = {"granted": "yes", "withdrawn": "no", "complained": "no"}
_ELSEWHERE = tuple(
    f"consent_{purpose}_{channel}"
    for channel in choices.CHANNELS
    if channel != "email"
    for purpose in _PURPOSES
)
_NUMBERED = re.compile(r"(email|phone|address)(?:_(\d+))?(?:_([a-z]+))?")

# What every file has, in this order: aliases that `recognise` knows.
COLUMNS: tuple[str, ...] = (
    OUR_SIGN,
    *_PLAIN,
    *("email", "email_2", "email_3"),
    *("phone", "phone_2", "phone_3", "phone_4"),
    *_PLACE,
    *(f"{kind}_{part}" for kind in _KINDS[1:] for part in _PLACE),
    *(f"consent_{purpose}" for purpose in _PURPOSES),
    *("consent_date", "legal_basis", "undeliverable"),
    "tags",
    "notes",
)
LAST = "notes"
"""The last column of ours: what follows are custom fields, under whatever name."""
_FIRM = ("industry", "industry_code", "company_size")
WORDLESS = (*_FIRM, *_ELSEWHERE)
"""Further columns that a file has only if one of its contacts needs them, and vCard no word for."""


def columns(custom: Iterable[str], more: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the headers of an export: `more` are names that `flat` gave beyond COLUMNS."""
    own = [name for name in COLUMNS if name != LAST]
    return (*own, *sorted(set(more) - {*COLUMNS}, key=_rank), LAST, *custom)


def cells(contact: Contact, own: Iterable[str], custom: Iterable[str]) -> list[str]:
    """Return a row of an export whose headers are these: a custom field may be called like ours."""
    row, kept = flat(contact), contact.get("custom") or {}
    return [*(row.get(name, "") for name in own), *(_text(kept.get(name)) for name in custom)]


def flat(contact: Contact) -> dict[str, str]:
    """Lay out one contact (the `show` shape; missing keys are empty) by column.

    COLUMNS are all there, others where they are filled; custom fields are not. Consents are yes,
    no or "" (nothing on record).
    """
    row = dict.fromkeys(COLUMNS, "")
    row |= {name: _text(contact.get(name)) for name in _PLAIN}
    row[OUR_SIGN] = _text(contact.get("id"))
    row |= {_nth("email", n): e["address"] for n, e in enumerate(contact.get("emails") or (), 1)}
    row |= _phones(contact)
    row |= _addresses(contact)
    standing = contact.get("subscription") or {}
    row |= {f"consent_{name}": _ANSWERS.get(standing.get(name, ""), "") for name in _PURPOSES}
    row |= _elsewhere(contact.get("consents") or {})
    row |= {name: _text(v) for name, v in (contact.get("firm") or {}).items() if _text(v)}
    row |= {name: _text(contact.get(name)) for name in ("consent_date", "legal_basis", "notes")}
    dead = [e["address"] for e in contact.get("emails") or () if _is_dead(e)]
    row["undeliverable"] = "; ".join(dead)
    row["tags"] = "; ".join(map(str, contact.get("tags") or ()))
    return row


def _nth(name: str, number: int) -> str:
    """Return the columns of what comes in several: `email`, `email_2`, `email_3` and so on."""
    return name if number == 1 else f"{name}_{number}"


def _rank(name: str) -> tuple[str, int, int, str]:
    """Return where a further column stands: by its number, its parts as they are written."""
    numbered = _NUMBERED.fullmatch(name)
    if numbered is None:
        return "~", 0, 0, name
    kind, number, part = numbered.groups()
    return kind, int(number or 1), _PLACE.index(part) if part in _PLACE else -1, name


def _phones(contact: Contact) -> dict[str, str]:
    """Lay out the phones in their order, each with its label where the number does not tell it."""
    row: dict[str, str] = {}
    there = (phone for phone in contact.get("phones") or () if _number(phone))
    for number, phone in enumerate(there, 1):
        name = _nth("phone", number)
        row[name] = _number(phone)
        read = phones.parse(row[name], "")
        label = _text(phone.get("label")) or "other"
        if label != ("other" if isinstance(read, Invalid) else read.label):
            row[f"{name}_label"] = label
    return row


def _elsewhere(consents: Mapping[str, str]) -> dict[str, str]:
    """Return what was said of other channels than e-mail."""
    found = {}
    for key, standing in consents.items():
        purpose, _, channel = key.partition("/")
        name = f"consent_{purpose}_{channel}"
        if name in _ELSEWHERE and standing in _ANSWERS:
            found[name] = _ANSWERS[standing]
    return found


def _is_dead(email: Mapping[str, Any]) -> bool:
    return email.get("standing") == "undeliverable"


def _number(phone: Mapping[str, Any]) -> str:
    return _text(phone.get("number") or phone.get("as_typed"))


def _addresses(contact: Contact) -> dict[str, str]:
    """Lay out the first address of each kind; others follow, numbered, and say their kind."""
    row: dict[str, str] = {}
    taken: set[str] = set()
    further = count(2)
    for address in contact.get("addresses") or ():
        parts = {part: _text(address.get(part)) for part in _PLACE}
        kind = _text(address.get("kind")) or "home"
        if not any(parts.values()):
            continue
        if kind in _KINDS and kind not in taken:
            prefix = "" if kind == "home" else f"{kind}_"
        else:
            prefix = f"address_{next(further)}_"
            row[f"{prefix}kind"] = kind
        taken.add(kind)
        row |= {f"{prefix}{part}": text for part, text in parts.items()}
    return row


def _text(value: object) -> str:
    return "" if value is None else str(value)
