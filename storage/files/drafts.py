"""What one row of a table says: a contact in draft, or why the row gives none."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from storage.values import choices, dates, phones

AddressKind = Literal["home", "billing", "shipping"]
PhoneLabel = Literal["mobile", "landline", "work", "other"]
Purpose = Literal["updates", "marketing"]


@dataclass(frozen=True, slots=True)
class Reading:
    """How to read a file where it leaves things open.

    `country` is where numbers and postcodes without one are from, `language` how names are built,
    `order` how 03/12 is meant. `today` decides the century of two-digit years and refuses birth
    dates to come; without it years up to 30 are 20yy.
    """

    country: str = "ES"
    language: str = "es"
    order: dates.Order = "dmy"
    today: date | None = None


@dataclass(frozen=True, slots=True)
class Flag:
    """Something to tell about a value: text `flag.<code>`; `reason` has a text `value.<reason>`.

    Codes: bad_email, bad_phone, moved_email, moved_phone, phone_repaired, bad_date,
    ambiguous_date, year_only, bad_sex, unknown_language, unknown_channel, unknown_country,
    bad_postcode, postcode_repaired, consent_unclear, not_subscribed, basis_unknown,
    mojibake_repaired, lost_characters, secret_refused, too_long.
    """

    code: str
    field: str
    value: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class DraftEmail:
    """An address; `normal` is None where it cannot be mailed, `reason` then says why.

    `undeliverable` is the evidence, as its cell had it, that mail to it came back for good.
    """

    normal: str | None
    as_typed: str
    reason: str = ""
    undeliverable: str = ""


@dataclass(frozen=True, slots=True)
class DraftPhone:
    """A number as typed; `e164` is None where it could not be read, `reason` then says why."""

    e164: str | None
    as_typed: str
    label: PhoneLabel
    extension: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class DraftAddress:
    """A postal address; `country` is ISO alpha-2 or "", every other part as typed or ""."""

    kind: AddressKind
    street: str = ""
    city: str = ""
    province: str = ""
    postcode: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class FirmValue:
    """Something said of the company that a row names; of `size` the text is a whole number."""

    field: Literal["industry", "industry_code", "size"]
    column: str
    text: str


@dataclass(frozen=True, slots=True)
class ConsentStatement:
    """What one cell states: a yes or a no, for a purpose and channel or (None) for all of them.

    `column` and `as_typed` are the evidence; `on` is its date where the row has one, `wording`
    what was agreed to where the row shows it.
    """

    given: bool
    purpose: Purpose | None
    channel: choices.Channel | None
    on: date | None
    column: str
    as_typed: str
    wording: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """One contact as its row states it; "" or None where the row says nothing.

    `birth_date` is `--MM-DD` where the year is not stated (ISO 8601, as vCard writes it).

    `custom` holds (header, text) of the columns that fill no field of ours.
    """

    row: int
    external_id: str = ""
    honorific: str = ""
    first_name: str = ""
    last_name: str = ""
    sex: choices.Sex | None = None
    birth_date: date | str | None = None
    job_title: str = ""
    company: str = ""
    language: str | None = None
    channel: choices.Channel | None = None
    greeting: str = ""
    source: str = ""
    referring_site: str = ""
    device: str = ""
    stage: str = ""
    owner: str = ""
    territory: str = ""
    customer_since: date | None = None
    emails: tuple[DraftEmail, ...] = ()
    phones: tuple[DraftPhone, ...] = ()
    addresses: tuple[DraftAddress, ...] = ()
    consents: tuple[ConsentStatement, ...] = ()
    firm: tuple[FirmValue, ...] = ()
    basis: Literal["consent", "contract"] | None = None
    tags: tuple[str, ...] = ()
    notes: str = ""
    custom: tuple[tuple[str, str], ...] = ()
    warnings: tuple[Flag, ...] = ()

    @property
    def consent_unclear(self) -> bool:
        """A consent cell holds something that is no yes: no basis may be assumed for the row."""
        return any(flag.code in ("consent_unclear", "not_subscribed") for flag in self.warnings)


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that gives no contact: text `reject.<reason>` filled from `params`.

    Reasons: nothing_to_identify, too_many_cells, broken_card. Other rooms may add their own.
    """

    row: int
    reason: str
    params: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that is nobody: empty_row, repeated_header."""

    row: int
    reason: Literal["empty_row", "repeated_header"]


def phone_label(read: phones.Label, column_says: str) -> PhoneLabel:
    """Choose a label: the numbering plan knows mobile from landline, the column knows work."""
    if column_says == "work":
        return "work"
    if read == "other" and column_says in ("mobile", "landline"):
        return "mobile" if column_says == "mobile" else "landline"
    return read
