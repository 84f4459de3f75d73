"""One contact as one row: the `show` shape laid out in columns that our own import reads back."""

from collections.abc import Iterable, Mapping
from typing import Any

Contact = Mapping[str, Any]

_PLAIN = (
    *("external_id", "honorific", "first_name", "last_name", "sex", "birth_date", "job_title"),
    *("company", "language", "channel", "greeting", "source", "owner", "territory"),
    *("stage", "referring_site", "device"),
    "customer_since",
)
_EMAILS = ("email", "email_2", "email_3")
_PHONES = ("phone", "phone_2", "phone_3", "phone_4")
_ADDRESS = ("street", "city", "province", "postcode", "country")
_KINDS = ("home", "billing", "shipping")
_PURPOSES = ("updates", "marketing")
_ANSWERS = {"granted": "yes", "withdrawn": "no", "complained": "no"}

# Headers in this order: aliases that `recognise` knows; it passes over aldia_id.
COLUMNS: tuple[str, ...] = (
    "aldia_id",
    *_PLAIN,
    *_EMAILS,
    *_PHONES,
    "work_phone",
    *_ADDRESS,
    *(f"{kind}_{part}" for kind in _KINDS[1:] for part in _ADDRESS),
    *(f"consent_{purpose}" for purpose in _PURPOSES),
    "tags",
    "notes",
)


def columns(custom: Iterable[str]) -> tuple[str, ...]:
    """Return the headers of an export that has these custom fields."""
    return (*COLUMNS, *custom)


def flat(contact: Contact) -> dict[str, str]:
    """Lay out one contact (the `show` shape; missing keys are empty) by `columns`.

    More e-mails or phones than there are columns share the last one, separated by semicolons.
    Consents are yes, no or "" (nothing on record). Custom fields come under their own names.
    """
    row = {"aldia_id": _text(contact.get("id"))}
    row |= {name: _text(contact.get(name)) for name in _PLAIN}
    row |= _spread(_EMAILS, [e["address"] for e in contact.get("emails") or ()])
    row |= _phones(contact)
    row |= _addresses(contact)
    standing = contact.get("subscription") or {}
    row |= {f"consent_{name}": _ANSWERS.get(standing.get(name, ""), "") for name in _PURPOSES}
    row["tags"] = "; ".join(map(str, contact.get("tags") or ()))
    row["notes"] = _text(contact.get("notes"))
    row |= {str(name): _text(value) for name, value in (contact.get("custom") or {}).items()}
    return row


def _phones(contact: Contact) -> dict[str, str]:
    phones = contact.get("phones") or ()
    numbers = {
        label: [p for p in phones if (p.get("label") == "work") == label] for label in (0, 1)
    }
    spread = _spread(_PHONES, [_number(phone) for phone in numbers[0]])
    return spread | {"work_phone": "; ".join(_number(phone) for phone in numbers[1])}


def _number(phone: Mapping[str, Any]) -> str:
    return _text(phone.get("number") or phone.get("as_typed"))


def _addresses(contact: Contact) -> dict[str, str]:
    by_kind = {address.get("kind"): address for address in reversed(contact.get("addresses") or ())}
    row: dict[str, str] = {}
    for kind in _KINDS:
        prefix = "" if kind == "home" else f"{kind}_"
        address = by_kind.get(kind, {})
        row |= {f"{prefix}{part}": _text(address.get(part)) for part in _ADDRESS}
    return row


def _spread(names: tuple[str, ...], values: list[str]) -> dict[str, str]:
    kept = [*values[: len(names) - 1], "; ".join(values[len(names) - 1 :])]
    return {name: kept[i] if i < len(kept) else "" for i, name in enumerate(names)}


def _text(value: object) -> str:
    return "" if value is None else str(value)
