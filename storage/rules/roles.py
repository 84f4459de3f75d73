"""What each role may do in the chat: a total table over (role, deed)."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """Who a colleague is to the house."""

    ADMIN = "admin"
    EDITOR = "editor"
    VIEWER = "viewer"


class Deed(StrEnum):
    """What can be asked of the bot."""

    LOOK = "look"
    """Search, cards, help, one's own language."""
    WRITE = "write"
    """Notes, corrections, calls, reviews, and taking those back."""
    RULE = "rule"
    """Campaigns, invitations, roles."""


@dataclass(frozen=True, slots=True)
class Granted:
    """The role may do it."""


@dataclass(frozen=True, slots=True)
class Denied:
    """It may not, and which role it takes: `needs_editor` or `needs_admin`."""

    reason: str


R, D = Role, Deed
_YES = Granted()
_TABLE: dict[tuple[Role, Deed], Granted | Denied] = {
    (R.ADMIN, D.LOOK): _YES,
    (R.ADMIN, D.WRITE): _YES,
    (R.ADMIN, D.RULE): _YES,
    (R.EDITOR, D.LOOK): _YES,
    (R.EDITOR, D.WRITE): _YES,
    (R.EDITOR, D.RULE): Denied("needs_admin"),
    (R.VIEWER, D.LOOK): _YES,
    (R.VIEWER, D.WRITE): Denied("needs_editor"),
    (R.VIEWER, D.RULE): Denied("needs_admin"),
}


def may(role: Role, deed: Deed) -> Granted | Denied:
    """Decide. Total."""
    return _TABLE[role, deed]
