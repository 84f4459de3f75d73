"""Which corrections from a reply are applied unasked: the written policy, and the owner's part.

The rules are tried in this order, and the first that fits decides:

| what is the case                                    | outcome            | reason             |
| --------------------------------------------------- | ------------------ | ------------------ |
| no valid token, or a sender we do not know          | propose            | unverified_sender  |
| the message is longer than what was read of it      | propose            | partly_read        |
| the reply also refuses, complains or wants erasure  | propose            | mixed_reply        |
| several values for the same field                   | propose            | conflicting_values |
| the value is to be emptied                          | propose            | removal            |
| less sure than such evidence must be                | propose            | unsure             |
| a birth date, unless `all`                          | propose            | birth_date         |
| a name, unless `all` or a slip of the pen is mended | propose            | name_change        |
| a field that the owner has not released, `nothing`  | propose            | not_released       |
| a filled field, where `fill`                        | propose            | would_replace      |
| an e-mail address                                   | await confirmation | new_address        |
| anything else                                       | apply              | released           |

The owner tightens or loosens it with two settings, `Policy`: how far it goes, and which fields are
released. What nobody can loosen: a sender that is not verified changes nothing, conflicting values
and emptied fields are for a person, and a new e-mail address is used only after it confirms (also
when staff accept the proposal).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from storage.values.folding import fold
from storage.values.record import FIELDS


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


class Extent(StrEnum):
    """How far it goes, from the tightest to the loosest."""

    NOTHING = "nothing"
    """Everything is put before staff."""
    FILL = "fill"
    """What is missing is filled; nothing that is there is replaced."""
    CAREFUL = "careful"
    """All but birth dates, and names beyond a slip of the pen."""
    ALL = "all"


RELEASED = frozenset(FIELDS)
_LEAST: Mapping[Evidence, float] = MappingProxyType(
    {Evidence.LABELLED_LINE: 0.85, Evidence.EDITED_FORM: 0.85, Evidence.FREE_TEXT: 0.85}
)
"""The confidence, 0 to 1, from which evidence of a kind counts."""


@dataclass(frozen=True, slots=True)
class Policy:
    """What the owner allows; the defaults are the careful ones.

    `released` names fields of `storage.values.record.FIELDS`; all others go to staff.
    """

    extent: Extent = Extent.CAREFUL
    released: frozenset[str] = RELEASED


DEFAULT = Policy()


@dataclass(frozen=True, slots=True)
class Facts:
    """One correction, as understood. `values` counts the different values given for the field.

    `alone`: the reply says nothing else but confirmations, corrections and questions. `whole`: all
    of it was read, so that nothing else can stand in the rest.
    """

    field: str
    old: str
    new: str
    confidence: float
    evidence: Evidence
    trust: Trust
    values: int = 1
    alone: bool = True
    whole: bool = True


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
    doubt = _doubt(facts) or _kept_back(facts, policy)
    if doubt:
        return Propose(doubt)
    return AwaitConfirmation("new_address") if facts.field == "email" else Apply("released")


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


def _doubt(facts: Facts) -> str:
    """Return why nothing at all may happen by itself, "" where nothing is in the way."""
    if facts.trust is not Trust.VERIFIED:
        return "unverified_sender"
    if not facts.whole:
        return "partly_read"
    if not facts.alone:
        return "mixed_reply"
    if facts.values != 1:
        return "conflicting_values"
    if not facts.new:
        return "removal"
    # Written so that a confidence that is no number is not enough either.
    return "" if facts.confidence >= _LEAST[facts.evidence] else "unsure"


def _kept_back(facts: Facts, policy: Policy) -> str:
    """Return what keeps a sure correction from being applied, "" where nothing does."""
    if policy.extent is not Extent.ALL:
        if facts.field == "birth_date":
            return "birth_date"
        if facts.field in ("first_name", "last_name") and not _mends(facts):
            return "name_change"
    if facts.field not in policy.released or policy.extent is Extent.NOTHING:
        return "not_released"
    return "would_replace" if policy.extent is Extent.FILL and facts.old else ""


def _mends(facts: Facts) -> bool:
    return not facts.old or is_slip(facts.old, facts.new, facts.field)


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
