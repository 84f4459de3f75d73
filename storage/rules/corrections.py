"""Which corrections from a reply are applied unasked: the written policy, and the owner's part.

The rules are tried in this order, and the first that fits decides:

| what is the case                                    | outcome            | reason             |
| --------------------------------------------------- | ------------------ | ------------------ |
| no valid token, or a sender we do not know          | propose            | unverified_sender  |
| the reply also refuses, complains or wants erasure  | propose            | mixed_reply        |
| several values for the same field                   | propose            | conflicting_values |
| the value is to be emptied                          | propose            | removal            |
| less sure than the policy asks for such evidence    | propose            | unsure             |
| an e-mail address                                   | await confirmation | new_address        |
| a birth date                                        | propose            | birth_date         |
| a name, and more than a slip of the pen changes     | propose            | name_change        |
| a field that the owner has not released             | propose            | not_released       |
| a filled field, where the owner allows only filling | propose            | would_replace      |
| anything else                                       | apply              | released           |

The owner may tighten or loosen `Policy`. What nobody can loosen: a sender that is not verified
changes nothing, conflicting values are for a person, and a new e-mail address is used only after
it confirms (also when staff accept the proposal).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from storage.values.folding import fold


class Trust(StrEnum):
    """How sure we are of who wrote."""

    VERIFIED = "verified"
    """A valid, unexpired token of ours, and the sender is an address of that contact."""
    KNOWN_SENDER = "known_sender"
    """The address is the contact's, but nothing proves that it wrote (a From line is no proof)."""
    UNVERIFIED = "unverified"


class Evidence(StrEnum):
    """What a correction rests on."""

    LABELLED_LINE = "labelled_line"
    EDITED_FORM = "edited_form"
    FREE_TEXT = "free_text"


class Names(StrEnum):
    """Which changes of a name need nobody."""

    NEVER = "never"
    SLIPS = "slips"
    """Accents, capitals, one letter, a second surname added."""
    ANY = "any"


RELEASED = frozenset(
    {
        "first_name",
        "last_name",
        "phone",
        "mobile",
        "street",
        "city",
        "province",
        "postcode",
        "country",
        "company",
        "job_title",
        "language",
        "channel",
    }
)
_LEAST: Mapping[Evidence, float] = MappingProxyType(
    {Evidence.LABELLED_LINE: 0.85, Evidence.EDITED_FORM: 0.85, Evidence.FREE_TEXT: 0.85}
)


@dataclass(frozen=True, slots=True)
class Policy:
    """What the owner allows; the defaults are the careful ones.

    `least` is the confidence (0 to 1) from which evidence of a kind counts; above 1 means never.
    """

    released: frozenset[str] = RELEASED
    least: Mapping[Evidence, float] = field(default_factory=lambda: _LEAST)
    names: Names = Names.SLIPS
    birth_dates: bool = False
    removals: bool = False
    only_fill: bool = False


DEFAULT = Policy()
NOTHING_UNASKED = Policy(released=frozenset(), names=Names.NEVER)


@dataclass(frozen=True, slots=True)
class Facts:
    """One correction, as understood. `values` counts the different values given for the field.

    `alone`: the reply says nothing else but confirmations, corrections and questions.
    """

    field: str
    old: str
    new: str
    confidence: float
    evidence: Evidence
    trust: Trust
    values: int = 1
    alone: bool = True


@dataclass(frozen=True, slots=True)
class Apply:
    """Change the field now; it is shown in the digest, with Undo."""

    reason: str


@dataclass(frozen=True, slots=True)
class Propose:
    """Put it before staff."""

    reason: str


@dataclass(frozen=True, slots=True)
class AwaitConfirmation:
    """Ask the new address; it is used once it has answered."""

    reason: str


Decision = Apply | Propose | AwaitConfirmation


def decide(facts: Facts, policy: Policy = DEFAULT) -> Decision:
    """Say what happens with one correction. Total; see the table above for the reasons."""
    doubt = _doubt(facts, policy)
    if doubt:
        return Propose(doubt)
    if facts.field == "email":
        return AwaitConfirmation("new_address") if facts.new else Propose("removal")
    kept_back = _kept_back(facts, policy)
    return Propose(kept_back) if kept_back else Apply("released")


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The record is right, says the customer."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unclear:
    """A person must read whether this confirms anything."""

    reason: str


LEAST_TO_CONFIRM = 0.8


def decide_confirmation(
    confidence: float, trust: Trust, *, alone: bool, doubtful: bool
) -> Confirmed | Unclear:
    """Say whether "all is right" counts as one.

    `alone` as in `Facts`; `doubtful`: something in the reply was not understood.
    Reasons: said_so · unverified_sender, mixed_reply, doubtful, unsure.
    """
    if trust is not Trust.VERIFIED:
        return Unclear("unverified_sender")
    if not alone:
        return Unclear("mixed_reply")
    if doubtful:
        return Unclear("doubtful")
    return Confirmed("said_so") if confidence >= LEAST_TO_CONFIRM else Unclear("unsure")


def _doubt(facts: Facts, policy: Policy) -> str:
    """Return why nothing at all may happen by itself, "" where nothing is in the way."""
    if facts.trust is not Trust.VERIFIED:
        return "unverified_sender"
    if not facts.alone:
        return "mixed_reply"
    if facts.values != 1:
        return "conflicting_values"
    if not facts.new and not policy.removals:
        return "removal"
    # Written so that a confidence that is no number is not enough either.
    return "" if facts.confidence >= policy.least.get(facts.evidence, 2.0) else "unsure"


def _kept_back(facts: Facts, policy: Policy) -> str:
    """Return what keeps a sure correction of another field than e-mail from being applied."""
    if facts.field == "birth_date":
        return "" if policy.birth_dates else "birth_date"
    if facts.field in ("first_name", "last_name") and not _name_allowed(facts, policy):
        return "name_change"
    if facts.field not in policy.released:
        return "not_released"
    return "would_replace" if policy.only_fill and facts.old else ""


def _name_allowed(facts: Facts, policy: Policy) -> bool:
    if policy.names is Names.SLIPS:
        return not facts.old or is_slip(facts.old, facts.new, facts.field)
    return policy.names is Names.ANY


def is_slip(old: str, new: str, name: str) -> bool:
    """Say whether two writings are surely of one name: a slip of the pen, not another person.

    The last letter of a first name is none: Mario is not María.
    """
    one, other = fold(old), fold(new)
    if one == other or (name == "last_name" and other.startswith(f"{one} ")):
        return True
    if min(len(one), len(other)) < 5 or not _one_letter_apart(one, other):
        return False
    return name == "last_name" or one[-1] == other[-1]


def _one_letter_apart(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) > 1:
        return False
    at = next((i for i, char in enumerate(short) if char != long[i]), len(short))
    return short[at:] == long[at + 1 :] or short[at + 1 :] == long[at + 1 :]
