"""What makes the chat exact: updates kept with their answers, buttons, cards and questions.

An update's row is written in the transaction of its effect, so a second delivery finds it and has
no second effect. Its answer stays in the row until it has been sent, part by part; then the words
are dropped, because they are full of personal data and nobody needs them any more.
"""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tortoise.exceptions import IntegrityError

from storage.tables.staff import ChatButton, ChatCard, ChatQuestion, ChatUpdate
from storage.tables.transactions import transaction

Wire = dict[str, Any]
"""One part of an answer as JSON; what is in it is the bot's own business."""
BUTTON_DAYS = 30
QUESTION_MINUTES = 30


class SeenBeforeError(Exception):
    """This update had its effect already; the transaction must change nothing."""


@dataclass(frozen=True, slots=True)
class Pending:
    """An update whose answer is not wholly sent."""

    update_id: int
    parts: tuple[Wire, ...]


@dataclass(frozen=True, slots=True)
class Button:
    """What a tap means. `staff_id` binds it to one person; `expires_at` is UTC."""

    token: str
    action: str
    params: Mapping[str, Any] = field(default_factory=dict)
    staff_id: int | None = None
    expires_at: datetime | None = None
    used: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """What a person was asked in a chat and has not answered."""

    action: str
    params: Mapping[str, Any]


def fresh_token() -> str:
    """Return callback data: 12 characters that cannot be guessed."""
    return secrets.token_urlsafe(9)


async def begin(update_id: int, staff_id: int | None, at: datetime) -> None:
    """Claim an update in the transaction of its effect, before the effect itself.

    Only who is asking is settled earlier. Raises SeenBeforeError: the transaction is to be undone.
    """
    try:
        await ChatUpdate.create(update_id=update_id, staff_id=staff_id, at=at)
    except IntegrityError as error:
        raise SeenBeforeError(str(update_id)) from error


async def keep_answer(update_id: int, parts: list[Wire], at: datetime) -> None:
    """Keep what is to be said, in the same transaction; nothing to say counts as answered."""
    done = None if parts else at
    await ChatUpdate.filter(update_id=update_id).update(answer=parts, answered_at=done)


async def pending(update_id: int | None = None) -> list[Pending]:
    """Return the updates that still owe an answer, oldest first; only one where it is named."""
    rows = ChatUpdate.filter(answered_at=None).order_by("update_id")
    if update_id is not None:
        rows = rows.filter(update_id=update_id)
    return [Pending(row.update_id, tuple(row.answer)) for row in await rows]


@transaction
async def sent(
    update_id: int, rest: list[Wire], at: datetime, *, shown: tuple[int, int, int] | None = None
) -> None:
    """Note that the first part of an answer went out; `shown`: (chat, message, contact)."""
    done = None if rest else at
    await ChatUpdate.filter(update_id=update_id).update(answer=rest, answered_at=done)
    if shown is not None:
        await shows(*shown)


async def offer(buttons: Iterable[Button]) -> None:
    """Keep what new buttons mean."""
    await ChatButton.bulk_create(
        ChatButton(
            token=button.token,
            action=button.action,
            params=dict(button.params),
            staff_id=button.staff_id,
            expires_at=button.expires_at,
        )
        for button in buttons
    )


async def button(token: str, at: datetime) -> Button | None:
    """Return what a button means; None where it is unknown or has expired."""
    row = await ChatButton.get_or_none(token=token)
    if row is None or (row.expires_at is not None and row.expires_at <= at):
        return None
    used = row.used_at is not None
    return Button(row.token, row.action, row.params, row.staff_id, row.expires_at, used)


async def use(token: str, at: datetime) -> bool:
    """Mark a button as used; False where it was: of two taps one counts."""
    return bool(await ChatButton.filter(token=token, used_at=None).update(used_at=at))


async def shows(chat_id: int, message_id: int, contact_id: int) -> None:
    """Remember which contact a message shows, so that a reply to it can be a note."""
    row = ChatCard(chat_id=chat_id, message_id=message_id, contact_id=contact_id)
    place = ["chat_id", "message_id"]
    await ChatCard.bulk_create([row], on_conflict=place, update_fields=["contact_id"])


async def shown_in(chat_id: int, message_id: int) -> int | None:
    """Return the contact that a message shows."""
    row = await ChatCard.get_or_none(chat_id=chat_id, message_id=message_id)
    return row.contact_id if row else None


@transaction
async def ask(
    chat_id: int, staff_id: int, action: str, params: Mapping[str, Any], at: datetime
) -> None:
    """Wait for what this person says next in this chat; an earlier question is forgotten."""
    await drop_question(chat_id, staff_id)
    await ChatQuestion.create(
        chat_id=chat_id, staff_id=staff_id, action=action, params=dict(params), asked_at=at
    )


async def question(chat_id: int, staff_id: int, at: datetime) -> Question | None:
    """Return what this person was asked here in the last QUESTION_MINUTES."""
    since = at - timedelta(minutes=QUESTION_MINUTES)
    row = await ChatQuestion.get_or_none(chat_id=chat_id, staff_id=staff_id, asked_at__gte=since)
    return Question(row.action, row.params) if row else None


async def drop_question(chat_id: int, staff_id: int) -> bool:
    """Forget what was asked; tell whether anything was."""
    return bool(await ChatQuestion.filter(chat_id=chat_id, staff_id=staff_id).delete())


@transaction
async def moved(old_chat_id: int, new_chat_id: int) -> None:
    """Follow a group that became a supergroup; its messages there have new ids."""
    await ChatQuestion.filter(chat_id=old_chat_id).update(chat_id=new_chat_id)
    await ChatCard.filter(chat_id=old_chat_id).delete()


@transaction
async def tidy(at: datetime) -> None:
    """Drop expired buttons, and rows of updates that Telegram will never deliver again."""
    old = at - timedelta(days=BUTTON_DAYS)
    await ChatButton.filter(expires_at__lt=at).delete()
    await ChatUpdate.filter(answered_at__lt=old).delete()
