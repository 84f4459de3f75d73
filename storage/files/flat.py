"""One contact as one row: the `show` shape laid out in columns that our own import reads back.

Beyond `show` a contact may bring `notes`, `consents` (`purpose/channel` → standing), `consent_date`
and `legal_basis`, so that a file holds what would be missed after losing everything else.
"""

from collections.abc import Iterable, Mapping
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
_EMAILS = ("email", "email_2", "email_3")
_PHONES = ("phone", "phone_2", "phone_3", "phone_4")
_ADDRESS = ("street", "city", "province", "postcode", "country")
_KINDS = ("home", "billing", "shipping")
_PURPOSES = ("updates", "marketing")
_ANSWERS = {"granted": "yes", "withdrawn": "no", "complained": "no"}

# Headers in this order: aliases that `recognise` knows.
COLUMNS: tuple[str, ...] = (
    OUR_SIGN,
    *_PLAIN,
    *_EMAILS,
    *_PHONES,
    "work_phone",
    *_ADDRESS,
    *(f"{kind}_{part}" for kind in _KINDS[1:] for part in _ADDRESS),
    *(f"consent_{purpose}" for purpose in _PURPOSES),
    *("consent_date", "legal_basis", "undeliverable"),
    "tags",
    "notes",
)
LAST = "notes"
"""The last column of ours: what follows are custom fields, under whatever name."""

# Filled by few contacts: a file has these columns only if one of its contacts does.
RARE: tuple[str, ...] = (
    *("mobile_phone", "home_phone"),
    *(f"consent_{purpose}_{c}" for c in choices.CHANNELS if c != "email" for purpose in _PURPOSES),
)


def columns(custom: Iterable[str], rare: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the headers of an export that has these custom fields and these rare columns."""
    own = [name for name in COLUMNS if name != LAST]
    wanted = set(rare)
    return (*own, *(name for name in RARE if name in wanted), LAST, *custom)


def flat(contact: Contact) -> dict[str, str]:
    """Lay out one contact (the `show` shape; missing keys are empty) by `columns`.

    More e-mails or phones than there are columns share the last one, separated by semicolons.
    Consents are yes, no or "" (nothing on record). Custom fields come under their own names.
    """
    row = {OUR_SIGN: _text(contact.get("id"))}
    row |= {name: _text(contact.get(name)) for name in _PLAIN}
    row |= _spread(_EMAILS, [e["address"] for e in contact.get("emails") or ()])
    row |= _phones(contact)
    row |= _addresses(contact)
    standing = contact.get("subscription") or {}
    row |= {f"consent_{name}": _ANSWERS.get(standing.get(name, ""), "") for name in _PURPOSES}
    row |= _elsewhere(contact.get("consents") or {})
    row |= {name: _text(contact.get(name)) for name in ("consent_date", "legal_basis")}
    dead = [e["address"] for e in contact.get("emails") or () if _is_dead(e)]
    row["undeliverable"] = "; ".join(dead)
    row["tags"] = "; ".join(map(str, contact.get("tags") or ()))
    row["notes"] = _text(contact.get("notes"))
    row |= {str(name): _text(value) for name, value in (contact.get("custom") or {}).items()}
    return row


def _phones(contact: Contact) -> dict[str, str]:
    places: dict[str, list[str]] = {"phone": [], "work_phone": []}
    for phone in contact.get("phones") or ():
        places.setdefault(_place(phone), []).append(_number(phone))
    plain = places.pop("phone")
    return _spread(_PHONES, plain) | {name: "; ".join(texts) for name, texts in places.items()}


def _place(phone: Mapping[str, Any]) -> str:
    """Return the column of a phone: a plain one where the number itself tells its label."""
    label = phone.get("label")
    if label == "work":
        return "work_phone"
    read = phones.parse(_number(phone), "")
    told = "other" if isinstance(read, Invalid) else read.label
    return (
        {"mobile": "mobile_phone", "landline": "home_phone"}.get(label or "", "phone")
        if (told != label)
        else "phone"
    )


def _elsewhere(consents: Mapping[str, str]) -> dict[str, str]:
    """Return what was said of other channels than e-mail."""
    found = {}
    for key, standing in consents.items():
        purpose, _, channel = key.partition("/")
        name = f"consent_{purpose}_{channel}"
        if name in RARE and standing in _ANSWERS:
            found[name] = _ANSWERS[standing]
    return found


def _is_dead(email: Mapping[str, Any]) -> bool:
    return email.get("standing") == "undeliverable"


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
