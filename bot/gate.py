"""Who is let in. A stranger gets silence: no answer, no error, nothing kept of what was said.

In are the colleagues, the ids that the settings name as admins (staff from their first word on),
and whoever opens an invitation's link in a private chat. An invitation that was used or has
expired lets nobody in either; its maker is told, once.
"""

import logging
from dataclasses import dataclass

from bot.settings import House
from storage import notices, staff
from storage.events import By
from storage.rules.roles import Role
from storage.staff import Colleague, Newcomer, NotInvited

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Admitted:
    """Somebody who may be here; `new`: since this very word."""

    who: Colleague
    new: bool = False


async def admit(newcomer: Newcomer, house: House, by: By, *, invitation: str) -> Admitted | None:
    """Decide, inside the transaction of the update; None is a stranger.

    `invitation` is the token of a `/start` link, empty where there was none.
    """
    known = await staff.by_telegram(newcomer.telegram_id)
    if known is not None:
        return Admitted(known)
    if newcomer.telegram_id in house.admins:
        return Admitted(await staff.welcome(newcomer, Role.ADMIN, by), new=True)
    if invitation:
        return await _by_invitation(newcomer, by, invitation)
    _log.info("a stranger (Telegram id %d) wrote and got no answer", newcomer.telegram_id)
    return None


async def _by_invitation(newcomer: Newcomer, by: By, token: str) -> Admitted | None:
    answer = await staff.accept(token, newcomer, by)
    if isinstance(answer, Colleague):
        return Admitted(answer, new=True)
    await _tell_maker(newcomer, by, answer)
    return None


async def _tell_maker(newcomer: Newcomer, by: By, answer: NotInvited) -> None:
    if answer.invitation_id is None:
        return
    maker = answer.created_by.removeprefix("staff:")
    await notices.post(
        f"invitation_{answer.reason}:{answer.invitation_id}",
        f"invitation_{answer.reason}",
        {"name": newcomer.name},
        by.at,
        staff_id=int(maker) if maker.isdigit() else None,
    )


def language_of(code: str | None, otherwise: str) -> str:
    """Return one of our languages for Telegram's `language_code` (an IETF tag)."""
    short = (code or "").split("-")[0].lower()
    return short if short in staff.LANGUAGES else otherwise
