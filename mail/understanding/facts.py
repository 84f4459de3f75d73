"""What goes into understanding a reply, and what comes out.

All are frozen and hold plain values only, so that a reply can be understood in a worker process
that may be killed, and the result sent back.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal, Self

Kind = Literal[
    "confirm",
    "update",
    "unsubscribe",
    "erase",
    "access",
    "wrong_person",
    "question",
    "complaint",
    "empty",
    "unknown",
]
Scope = Literal["all", "part"]
Source = Literal["labelled_line", "edited_form", "free_text"]
OF_AN_ADDRESS = frozenset({"street", "postcode", "city", "province", "country"})
"""The fields of `Correction` that are parts of one address."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply to a mail of ours, decoded, and what that mail had said.

    `text` is the plain body with its quotes; `html` the HTML body where there was one (it only
    helps to find quotes). `language` (ISO 639-1), `country` (ISO 3166-1 alpha-2) are the contact's:
    they decide how phones and dates are read. `record` holds the values of `FIELDS` that we sent;
    a missing or empty one was empty in the mail. `labels` are the words before the values in that
    mail, by field; None stands for those of the catalogues, in all languages.
    """

    text: str
    html: str | None
    subject: str
    sender: str
    language: str
    country: str
    today: date
    record: Mapping[str, str]
    labels: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class InlineEdit:
    """Words that stand under a quoted line, and the line that they answer."""

    quoted: str
    answer: str


@dataclass(frozen=True, slots=True)
class Cut:
    """A body in its parts. `reply` is what the person wrote, without signature and footers.

    `quoted` has lost its `>` marks; `quoted_own` is the part of it nearest to the reply, without
    the older mails quoted inside.
    """

    reply: str
    quoted: str = ""
    signature: str = ""
    inline_edits: tuple[InlineEdit, ...] = ()
    quoted_own: str = ""


@dataclass(frozen=True, slots=True)
class Intent:
    """Something the person wants. `confidence` is 0 to 1, `evidence` the words it rests on.

    `scope` matters for unsubscribe only: `part` refuses some mails or channels and not all.
    """

    kind: Kind
    confidence: float
    evidence: str
    scope: Scope = "all"

    def at_most(self, confidence: float) -> Self:
        """Return the same, no surer than that."""
        return replace(self, confidence=min(self.confidence, confidence))


@dataclass(frozen=True, slots=True)
class Correction:
    """A new value of one field, normalised; `value` "" asks to remove the old one.

    Phones are E.164, dates ISO 8601 (`--MM-DD` where the year was not said), e-mail addresses
    lower-case, countries ISO 3166-1 alpha-2, languages ISO 639-1, channels as in the record.
    """

    field: str
    value: str
    old: str
    evidence: str
    confidence: float
    source: Source


@dataclass(frozen=True, slots=True)
class Understood:
    """What a reply says. There is no intent only where it surely says nothing that anybody need
    know ("thanks, have a nice Christmas"); what is not understood is `unknown`.

    `doubts` are codes of what should make a person look before anything is changed.
    """

    intents: tuple[Intent, ...]
    corrections: tuple[Correction, ...]
    reply_text: str
    doubts: tuple[str, ...] = field(default=())

    @property
    def doubtful(self) -> bool:
        """Whether anything in the reply should make a person look first."""
        return bool(self.doubts)

    @property
    def kind(self) -> Kind:
        """The one intent that matters most: what must not be overlooked comes first; `unknown`
        also where there is none."""
        found = {intent.kind for intent in self.intents}
        return next((kind for kind in _BY_WEIGHT if kind in found), "unknown")

    def intent(self, kind: Kind) -> Intent | None:
        """Return the intent of that kind, or None."""
        return next((intent for intent in self.intents if intent.kind == kind), None)


_BY_WEIGHT: tuple[Kind, ...] = (
    "erase",
    "access",
    "unsubscribe",
    "wrong_person",
    "complaint",
    "update",
    "question",
    "confirm",
    "empty",
    "unknown",
)
