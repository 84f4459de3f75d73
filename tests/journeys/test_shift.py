"""A shift of sixty tasks, as staff would do them with a phone in one hand.

The tasks are data (`shift/*.toml`), written before what they ask for was built: who wants what,
what they type and tap, what must be on their screen and in the database afterwards. Each is done
through the local Bot API on a shop of its own, in at most two messages or three taps.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook
from tortoise import Tortoise

from aldia.sandbox.bot_api import Chat, Heard, Message, Person, SilenceError, transcript
from storage.chat import fresh_token
from tests.bot.office import Office, office
from tests.journeys.shift.stock import hire, stock
from tests.journeys.shift.tasks import LANGUAGES, MOST_ACTS, MOST_MESSAGES, MOST_TAPS, Job, jobs

SHIFT = [pytest.param(job, id=f"{code}: {job.name}") for code in LANGUAGES for job in jobs(code)]


@pytest.mark.parametrize("job", SHIFT)
async def test_a_task_of_the_shift(job: Job, sqlite_database: str) -> None:
    async with _opened(job) as desk:
        for act in job.acts:
            await desk.does(act)
        for teller in job.tells:
            await desk.tells(teller)
        if job.ignores:
            await desk.is_silent(job.ignores)
    await desk.has_kept()


def test_sixty_tasks_in_at_most_two_messages_or_three_taps() -> None:
    assert [len(jobs(code)) for code in LANGUAGES] == [20, 20, 20]
    for job in (job for code in LANGUAGES for job in jobs(code)):
        assert job.messages <= MOST_MESSAGES, job.name
        assert job.taps <= MOST_TAPS, job.name
        assert job.messages + job.taps <= MOST_ACTS, job.name


@asynccontextmanager
async def _opened(job: Job) -> AsyncIterator["Desk"]:
    shop = job.shop
    async with office(shop.language, shop.country, shop.timezone) as here:
        ids = await hire(shop)
        customers = await stock(here, shop)
        people = {
            one["key"]: here.api.person(
                ids[one["key"]], one["name"], language_code=shop.language, started=True
            )
            for one in shop.staff
        }
        async with here.running():
            yield Desk(job, here, people, customers)


@dataclass(slots=True)
class Desk:
    """Somebody at work on one task."""

    job: Job
    office: Office
    people: dict[str, Person]
    customers: dict[str, int]
    screen: list[Heard] = field(default_factory=list)
    said: Message | None = None
    tapped: str = ""
    results: list[dict[str, Any]] = field(default_factory=list)
    chat: Chat | None = None
    topic: int | None = None

    @property
    def me(self) -> Person:
        """Whose task it is."""
        return self.people[self.job.who]

    async def does(self, act: dict[str, Any]) -> None:
        """Do one act and see what it shows."""
        await self._go_to_place()
        verb = next(iter(act))
        shown = await getattr(self, f"_{verb}")(act[verb], act)
        seen = shown if shown is not None else await self._sees(self.me, self._here, act["sees"])
        for hidden in act.get("hides", []):
            assert hidden not in seen, f"{hidden!r} is shown:\n{seen}"

    async def tells(self, told: dict[str, Any]) -> None:
        """See that a colleague was told."""
        other = self.people[told["who"]]
        await self._sees(other, other.chat, told["sees"])

    async def is_silent(self, words: str) -> None:
        """See that a stranger who says this hears nothing."""
        stranger = self.office.person(666, "Eve", self.job.shop.language)
        await stranger.says(words)
        await self.me.says("/help")
        await self.me.hears(kind="message")
        await stranger.hears_nothing(0.01)

    async def has_kept(self) -> None:
        """See what is in the database, and what is not."""
        for row in self.job.kept:
            assert await self._rows(row), f"nowhere: {row}"
        for row in self.job.gone:
            assert not await self._rows(row), f"still there: {row}"

    @property
    def _here(self) -> Chat:
        return self.chat or self.me.chat

    async def _go_to_place(self) -> None:
        if self.job.place == "private" or self.chat is not None:
            return
        topics = self.job.place == "topic"
        group = self.office.api.group(-100, "Team", *self.people.values(), forum=topics)
        self.topic = await group.makes_topic(self.me, "Clients") if topics else None
        self.me.forgets()
        self.chat = group.chat

    async def _sees(self, who: Person, where: Chat, wanted: list[str]) -> str:
        """Wait until all of it has been shown; return all that was."""
        seen = ""
        while not all(words in seen for words in wanted):
            try:
                heard = await who.hears(chat=where)
            except SilenceError:
                missing = [words for words in wanted if words not in seen]
                pytest.fail(f"not shown: {missing}\n{seen}\n---\n{transcript(where)}")
            self.screen.append(heard)
            assert self.topic is None or heard.message.thread_id == self.topic
            seen += _shown(heard)
        return seen

    async def _rows(self, row: dict[str, Any]) -> bool:
        asked = {name: value for name, value in row.items() if name not in {"table", "contact"}}
        if "contact" in row:
            asked["contact_id"] = self.customers[row["contact"]]
        if asked.get("merged_into_id") is False:
            asked["merged_into_id"] = None
        models = (Tortoise.apps or {})["storage"].values()
        model = next(model for model in models if model._meta.db_table == row["table"])
        return bool(await model.filter(**asked).exists())

    async def _says(self, text: str, _act: dict[str, Any]) -> None:
        self.said = await self.me.says(text, chat=self.chat, topic=self.topic)

    async def _replies(self, text: str, _act: dict[str, Any]) -> None:
        await self.me.says(text, reply_to=self.screen[-1].message)

    async def _edits(self, text: str, _act: dict[str, Any]) -> None:
        assert self.said is not None
        await self.me.edits(self.said, text)

    async def _taps(self, label: str, _act: dict[str, Any]) -> None:
        message = next(
            heard.message
            for heard in reversed(self.screen)
            if any(label == button.text for row in heard.message.buttons for button in row)
        )
        buttons = [button for row in message.buttons for button in row]
        self.tapped = next(button.data or "" for button in buttons if button.text == label)
        await self.me.taps(label, on=message)

    async def _taps_again(self, _again: bool, _act: dict[str, Any]) -> None:
        await self.me.taps_old(self.tapped, on=self.screen[-1].message)

    async def _taps_old(self, _token: str, _act: dict[str, Any]) -> None:
        await self.me.taps_old(fresh_token(), on=self.screen[-1].message)

    async def _sends(self, name: str, act: dict[str, Any]) -> None:
        data = _workbook(act["table"]) if "table" in act else "\r\n".join(act["lines"]).encode()
        await self.me.sends_document(data, name)

    async def _shares(self, phone: str, _act: dict[str, Any]) -> None:
        await self.me.shares_contact(phone, "?")

    async def _forwards(self, text: str, _act: dict[str, Any]) -> None:
        await self.me.forwards(text, written_by="?")

    async def _opens(self, key: str, _act: dict[str, Any]) -> None:
        await self.me.starts(f"c_{self.customers[key]}")

    async def _waits(self, hours: int, _act: dict[str, Any]) -> None:
        self.office.clock.move_to(self.office.clock.now() + timedelta(hours=hours))

    async def _looks_up(self, text: str, act: dict[str, Any]) -> str:
        self.results = await self.me.looks_up(text)
        shown = "\n".join(f"{one['title']} {one.get('description')}" for one in self.results)
        assert all(words in shown for words in act["sees"]), shown
        return shown

    async def _picks(self, number: int, act: dict[str, Any]) -> str:
        sent = await self.me.picks(self.results[number - 1])
        assert all(words in sent.text for words in act["sees"]), sent.text
        # Nothing is shown of it that the bot hears which result was picked.
        await self.me.says("/help")
        await self.me.hears()
        return sent.text


def _shown(heard: Heard) -> str:
    media = heard.message.content.media
    carried = f"<{media.kind}>{media.detail}" if media else ""
    buttons = " ".join(button.text for row in heard.message.buttons for button in row)
    return f"{heard.text}\n{carried}\n{buttons}\n"


def _workbook(table: list[list[str]]) -> bytes:
    book = Workbook()
    for row in table:
        book.active.append(row)
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()
