"""The people's side of the local Bot API: what a person types, taps, sends and sees.

    lucia = api.person(1001, "Lucía", language_code="es")
    await lucia.says("/buscar ana")
    card = await lucia.hears()
    await lucia.taps("Llamar", on=card.message)

Every act becomes the update that Telegram would send to the bot, and returns at once; what the bot
does about it is heard. Acts are in the private chat unless another `chat` is named.
"""

import mimetypes
from dataclasses import dataclass
from typing import Literal

from aldia.sandbox.bot_api.account import menu_for
from aldia.sandbox.bot_api.chats import Chat, Ears, Message
from aldia.sandbox.bot_api.detect import entities_in
from aldia.sandbox.bot_api.keyboards import checked
from aldia.sandbox.bot_api.membership import bot_sees, report_bot_standing
from aldia.sandbox.bot_api.messages import inline_content
from aldia.sandbox.bot_api.parameters import Upload
from aldia.sandbox.bot_api.transcript import transcript
from aldia.sandbox.bot_api.values import Button, Content, Heard, Json, Media, User
from aldia.sandbox.bot_api.world import CallbackQuery, InlineQuery, World

HEAR_SECONDS = 5.0


class SilenceError(AssertionError):
    """The bot should have said something and did not; the message shows the talk so far."""


class NoSuchButtonError(LookupError):
    """A person wanted to tap a button that is not on the screen."""


@dataclass(slots=True, eq=False)
class Person:
    """Somebody with Telegram open. `chat` is the private chat with the bot."""

    world: World
    user: User
    chat: Chat
    ears: Ears

    async def says(
        self,
        text: str,
        *,
        chat: Chat | None = None,
        reply_to: Message | None = None,
        topic: int | None = None,
    ) -> Message:
        """Type a message, perhaps as a reply or into a topic."""
        content = Content(text, entities_in(text))
        return self._send(content, chat, reply_to=reply_to, topic=topic)

    async def starts(self, payload: str = "") -> Message:
        """Open the bot, by a deep link if there is a payload."""
        return await self.says(f"/start {payload}".rstrip())

    async def edits(self, message: Message, text: str) -> Message:
        """Correct a message of one's own."""
        message.earlier.append(message.content)
        message.content = Content(text, entities_in(text), message.content.media)
        message.edited = self.world.clock()
        heard = Heard("edited", message.chat, message, text)
        message.chat.tell(heard, but=self.user.id)
        self._report("edited_message", message)
        return message

    async def sends_document(
        self,
        data: bytes,
        name: str,
        *,
        caption: str = "",
        mime: str = "",
        chat: Chat | None = None,
        reply_to: Message | None = None,
    ) -> Message:
        """Send a file; its type follows from the name unless given."""
        known = mime or mimetypes.guess_type(name)[0] or "application/octet-stream"
        media = self.world.files.keep_document(Upload(name, known, data))
        return self._send(Content(caption, entities_in(caption), media), chat, reply_to=reply_to)

    async def sends_photo(
        self, data: bytes, *, caption: str = "", chat: Chat | None = None
    ) -> Message:
        """Send a picture (PNG or JPEG)."""
        media = self.world.files.keep_photo(Upload("photo.jpg", "image/jpeg", data))
        return self._send(Content(caption, entities_in(caption), media), chat)

    async def shares_contact(
        self,
        phone: str,
        first_name: str,
        last_name: str = "",
        *,
        user_id: int | None = None,
        chat: Chat | None = None,
    ) -> Message:
        """Send an entry of the address book; `user_id` where that person is on Telegram."""
        named = {"phone_number": phone, "first_name": first_name, "last_name": last_name}
        detail: Json = {key: value for key, value in named.items() if value}
        detail |= {"user_id": user_id} if user_id else {}
        return self._send(Content(media=Media("contact", detail)), chat)

    async def forwards(
        self, what: Message | str, *, written_by: User | str | None = None, chat: Chat | None = None
    ) -> Message:
        """Forward a message, or a text that somebody wrote elsewhere.

        `written_by`: its writer, or only a name where the writer hides behind privacy settings.
        """
        content = what.content if isinstance(what, Message) else Content(what, entities_in(what))
        writer = written_by or (what.sender if isinstance(what, Message) else "Anonymous")
        date = int(self.world.clock().timestamp())
        if isinstance(writer, User):
            origin: Json = {"type": "user", "date": date, "sender_user": writer.as_json()}
        else:
            origin = {"type": "hidden_user", "date": date, "sender_user_name": writer}
        return self._send(content, chat, origin=origin)

    async def taps(
        self, button: str, *, on: Message | None = None, chat: Chat | None = None
    ) -> CallbackQuery | Message | str:
        """Tap the button with this label or callback data, the newest one unless `on` is given.

        Returns the tap, the message that a reply keyboard's button sends, or the URL of a link.
        Raises NoSuchButtonError, which names the buttons that are there.
        """
        message, found = self._find(button, on, chat or self.chat)
        if found.url is not None:
            return found.url
        if found.data is None:
            return await self.says(found.text, chat=message.chat)
        return self._tap(message, found.data)

    async def taps_old(self, data: str, *, on: Message) -> CallbackQuery:
        """Tap a button that is no longer there: a second tap, or one on a stale screen."""
        return self._tap(on, data)

    async def looks_up(self, text: str, *, seconds: float = HEAR_SECONDS) -> list[Json]:
        """Type after the bot's name in another chat; the results that the bot offers."""
        query = InlineQuery(self.world.next_query_id(), self.user, text)
        self.world.inline[query.id] = query
        shown = {"id": query.id, "from": self.user.as_json(), "query": text, "offset": ""}
        self.world.updates.add("inline_query", shown)
        if not await self.world.bell.until(lambda: query.results is not None, seconds):
            raise SilenceError(f"no results for the inline query {text!r}")
        return query.results or []

    async def picks(self, result: Json, *, chat: Chat | None = None) -> Message:
        """Send an inline result into a chat."""
        message = Message(
            chat or self.chat,
            0,
            self.user,
            self.world.clock(),
            inline_content(result["input_message_content"]),
            keyboard=checked(result.get("reply_markup")),
            via_bot=self.world.me,
        )
        message.id = self.world.next_message_id(message.chat)
        self.world.inline_messages[inline_id(message)] = message
        shown = {"result_id": result["id"], "from": self.user.as_json(), "query": ""}
        shown["inline_message_id"] = inline_id(message)
        self.world.updates.add("chosen_inline_result", shown)
        return self.world.post(message)

    async def blocks_bot(self) -> None:
        """Stop the bot; it hears of it and may not write any more."""
        self._bot_becomes("kicked")

    async def unblocks_bot(self) -> None:
        """Let the bot write again."""
        self._bot_becomes("member")

    async def hears(
        self, seconds: float = HEAR_SECONDS, *, chat: Chat | None = None, kind: str = ""
    ) -> Heard:
        """The next thing shown in the chat; with `kind`, the next of that kind, others dropped.

        Raises SilenceError when nothing comes in time.
        """
        place = chat or self.chat
        if not await self.ears.bell.until(lambda: bool(self._matching(place, kind)), seconds):
            raise SilenceError(f"{self.user.first_name} heard nothing:\n{transcript(place)}")
        first = self._matching(place, kind)[0]
        shown = [heard for heard in self.ears.waiting if heard.chat is place]
        for heard in shown[: shown.index(first) + 1]:
            self.ears.waiting.remove(heard)
        return first

    async def hears_nothing(self, seconds: float = 0.3, *, chat: Chat | None = None) -> None:
        """Wait and see that nothing is shown in the chat. AssertionError names what was."""
        place = chat or self.chat
        if await self.ears.bell.until(lambda: bool(self._matching(place, "")), seconds):
            raise AssertionError(f"expected silence, heard:\n{transcript(place)}")

    def forgets(self) -> None:
        """Stop minding what was shown so far."""
        self.ears.waiting.clear()

    def menu(self, chat: Chat | None = None) -> dict[str, str]:
        """The commands offered behind "/", with their descriptions."""
        offered = menu_for(self.world, self.user, chat or self.chat)
        return {command["command"]: command["description"] for command in offered}

    def _matching(self, chat: Chat, kind: str) -> list[Heard]:
        here = (heard for heard in self.ears.waiting if heard.chat is chat)
        return [heard for heard in here if kind in ("", heard.kind)]

    def _send(
        self,
        content: Content,
        chat: Chat | None,
        *,
        reply_to: Message | None = None,
        topic: int | None = None,
        origin: Json | None = None,
    ) -> Message:
        place = chat or self.chat
        place.started = True
        number = self.world.next_message_id(place)
        message = Message(
            place,
            number,
            self.user,
            self.world.clock(),
            content,
            reply_to=reply_to,
            thread_id=topic or (reply_to.thread_id if reply_to else None),
            forward_origin=origin,
        )
        self.world.post(message)
        self._report("message", message)
        return message

    def _report(self, kind: str, message: Message) -> None:
        if bot_sees(self.world, message):
            self.world.updates.add(kind, message.as_json())

    def _find(self, label: str, on: Message | None, chat: Chat) -> tuple[Message, Button]:
        messages = [on] if on else list(chat.latest_first())
        for message in messages:
            for button in (button for row in message.buttons for button in row):
                if label in (button.text, button.data):
                    return message, button
        shown = [b.text for m in messages[:1] for row in m.buttons for b in row]
        raise NoSuchButtonError(f"no button {label!r}; the last message has {shown}")

    def _tap(self, message: Message, data: str) -> CallbackQuery:
        tap = CallbackQuery(self.world.next_query_id(), self.user, message, data)
        self.world.taps[tap.id] = tap
        shown: Json = {"id": tap.id, "from": self.user.as_json(), "data": data}
        shown["chat_instance"] = str(message.chat.id)
        if message.via_bot:
            shown["inline_message_id"] = inline_id(message)
        else:
            shown["message"] = message.as_json()
        self.world.updates.add("callback_query", shown)
        return tap

    def _bot_becomes(self, standing: Literal["member", "kicked"]) -> None:
        before, self.chat.bot = self.chat.bot, standing
        report_bot_standing(self.world, self.chat, self.user, before)


def inline_id(message: Message) -> str:
    """The id under which the bot may edit a message sent by way of it."""
    return f"inline-{message.chat.id}-{message.id}"
