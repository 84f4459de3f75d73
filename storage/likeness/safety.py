"""Whether anything proves that two records are one person, so that one tap may merge them.

A probability is about most pairs; a merge in one tap is about each. What a house or an office
shares (landline, street, info@, a mailbox of many) proves nobody: father and son have one name
there. One thing that only one person has does, or two things that nearly agree; and where the
first names are not the same, a birth date does not: twins have it both.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from storage.likeness.first_names import FirstNames

MOST = 3
"""A number or mailbox that more contacts have is no one person's."""

_BIRTHS_NEAR = frozenset({"swapped", "typo", "no_year"})
_STREETS = frozenset({"same", "close"})


@dataclass(frozen=True, slots=True)
class Proof:
    """What a pair has in common that one person has; see `odds.py` for the levels."""

    first_names: FirstNames
    levels: Mapping[str, str]
    phone_of: int
    mailbox_of: int
    named_mailbox: bool
    """The addresses that nearly agree say no more than the name."""

    def holds(self) -> bool:
        """Tell whether the pair is safe to merge, as far as its fields go."""
        match self.first_names:
            case "one" | "short":
                return self._owned() or self._born() or self._weak() + self._house() >= 2
            case "slip":
                return self._owned() and self.levels["mailbox"] != "different"
            case "two":
                return False

    def _owned(self) -> bool:
        """Tell whether one mobile or one mailbox agrees, and no crowd has it."""
        mailbox = self.levels["mailbox"] == "same" and self.mailbox_of <= MOST
        return mailbox or (self.levels["phone"] == "same_mobile" and self.phone_of <= MOST)

    def _born(self) -> bool:
        return self.levels["birth"] == "same"

    def _weak(self) -> int:
        """Count what nearly agrees and only one person has."""
        mailbox = self.levels["mailbox"] in ("close", "local") and not self.named_mailbox
        phone = self.levels["phone"] == "close"
        return mailbox + phone + (self.levels["birth"] in _BIRTHS_NEAR)

    def _house(self) -> bool:
        """Tell whether they share a house: it helps what nearly agrees, and only that."""
        house = self.levels["street"] in _STREETS or self.levels["phone"] == "same"
        return house and self._weak() > 0
