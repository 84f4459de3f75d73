"""The colleagues: who may use the bot, as what, in which language; invitations that let one in.

An invitation is a link that works once, until it expires; only the hash of its token is kept, so
that a copy of the database lets nobody in. All changes are events; times are UTC.
"""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from storage.events import By, journal
from storage.rules.roles import Role
from storage.tables.staff import Invitation, Staff
from storage.tables.transactions import transaction

LANGUAGES = ("es", "en", "ru")
NO_DIGEST = -1
"""The hour of who wants no digest."""


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who may use the bot.

    `digest_hour` is 0–23 in the business's time zone, or NO_DIGEST.
    """

    id: int
    telegram_id: int
    name: str
    role: Role
    language: str
    digest_hour: int

    @property
    def actor(self) -> str:
        """How events name this colleague."""
        return f"staff:{self.id}"


@dataclass(frozen=True, slots=True)
class Newcomer:
    """How somebody on Telegram presents themselves; `language` is one of LANGUAGES."""

    telegram_id: int
    name: str
    language: str


@dataclass(frozen=True, slots=True)
class Invited:
    """A fresh invitation. The token is shown once, and never kept."""

    token: str
    event_id: int


@dataclass(frozen=True, slots=True)
class NotInvited:
    """Why a token lets nobody in: `unknown` · `expired` · `used`."""

    reason: str
    invitation_id: int | None = None
    created_by: str = ""


async def by_telegram(telegram_id: int) -> Colleague | None:
    """Return the active colleague with this Telegram id."""
    row = await Staff.get_or_none(telegram_id=telegram_id, active=True)
    return _colleague(row) if row else None


async def by_id(staff_id: int) -> Colleague | None:
    """Return the active colleague with this id."""
    row = await Staff.get_or_none(id=staff_id, active=True)
    return _colleague(row) if row else None


async def active() -> list[Colleague]:
    """Return every active colleague, longest serving first."""
    return [_colleague(row) for row in await Staff.filter(active=True).order_by("id")]


async def names(actors: Iterable[str]) -> dict[str, str]:
    """Return the names behind actors like `staff:3`; others are left out."""
    ids = {int(actor[6:]) for actor in actors if actor.startswith("staff:") and actor[6:].isdigit()}
    if not ids:
        return {}
    rows = await Staff.filter(id__in=list(ids)).values_list("id", "name")
    return {f"staff:{number}": str(name) for number, name in rows}


@transaction
async def welcome(newcomer: Newcomer, role: Role, by: By) -> Colleague:
    """Make somebody staff, or let a former colleague back in, with this role."""
    row = await Staff.get_or_none(telegram_id=newcomer.telegram_id)
    book = await journal(by, "staff_joined")
    if row is None:
        row = Staff(
            telegram_id=newcomer.telegram_id,
            name=newcomer.name[:160],
            role=role.value,
            language=newcomer.language,
            created_at=by.at,
        )
        await book.create(row)
    else:
        await book.update(row, active=True, role=role.value)
    if book.changes:
        await book.record()
    return _colleague(row)


@transaction
async def invite(role: Role, by: By, expires_at: datetime) -> Invited:
    """Make a link's token that lets one person in, once, until `expires_at`."""
    token = secrets.token_urlsafe(18)
    book = await journal(by, "staff_invited")
    await Invitation.create(
        token_hash=_hash(token), role=role.value, created_by=by.actor, expires_at=expires_at
    )
    return Invited(token, await book.record())


@transaction
async def accept(token: str, newcomer: Newcomer, by: By) -> Colleague | NotInvited:
    """Use an invitation. It is marked by compare-and-set: of two that come at once one gets in."""
    row = await Invitation.get_or_none(token_hash=_hash(token))
    if row is None:
        return NotInvited("unknown")
    if row.used_at is not None:
        return NotInvited("used", row.id, row.created_by)
    if row.expires_at <= by.at:
        return NotInvited("expired", row.id, row.created_by)
    if not await Invitation.filter(id=row.id, used_at=None).update(used_at=by.at):
        return NotInvited("used", row.id, row.created_by)
    colleague = await welcome(newcomer, Role(row.role), by)
    await Invitation.filter(id=row.id).update(used_by_id=colleague.id)
    return colleague


@transaction
async def change(
    staff_id: int,
    by: By,
    *,
    role: Role | None = None,
    language: str | None = None,
    digest_hour: int | None = None,
) -> int | None:
    """Change what is given; return the event's id, None where nothing differs."""
    row = await Staff.get(id=staff_id)
    given = {"role": role and role.value, "language": language, "digest_hour": digest_hour}
    book = await journal(by, "staff_changed")
    await book.update(row, **{name: value for name, value in given.items() if value is not None})
    return await book.record() if book.changes else None


@transaction
async def dismiss(staff_id: int, by: By) -> int | None:
    """End somebody's access at once; None where it had ended already."""
    row = await Staff.get(id=staff_id)
    book = await journal(by, "staff_left")
    if not await book.update(row, active=False):
        return None
    return await book.record()


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _colleague(row: Staff) -> Colleague:
    return Colleague(
        row.id, row.telegram_id, row.name, Role(row.role), row.language, row.digest_hour
    )
