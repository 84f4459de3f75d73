"""The page of a rehearsal: served to this machine only, and doing what its buttons say."""

import asyncio
import base64
import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession
from playwright.async_api import Page, async_playwright, expect

from aldia.sandbox.album import Album
from aldia.sandbox.customers import Character
from aldia.sandbox.rehearsal import staged
from aldia.sandbox.view import Play, view
from aldia.settings import Settings
from storage.files.drafts import Reading
from storage.importing import ImportOptions
from storage.texts import LANGUAGES, say
from tests.aldia.sandbox.town import settle
from tests.databases import NOW
from tests.servers import need

OPTIONS = ImportOptions(
    Reading(country="ES", language="es", today=date(2026, 7, 6)), basis="contract"
)
FEW: dict[Character, int] = {
    "confirms": 6,
    "corrects": 3,
    "unsubscribes": 2,
    "is_on_holiday": 1,
    "stays_silent": 3,
}
PATIENCE = 30.0
Visit = Callable[..., Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Desk:
    """A page, and a browser without a window: its requests."""

    address: str
    play: Play
    session: ClientSession

    async def get(self, path: str, **headers: str) -> tuple[int, Any]:
        """Return the status, and what was said: values where it is JSON."""
        async with self.session.get(self.address + path, headers=headers) as answer:
            plain = answer.content_type != "application/json"
            return answer.status, await (answer.text() if plain else answer.json())

    async def post(self, path: str, **given: Any) -> tuple[int, Any]:
        """Send what a button sends."""
        async with self.session.post(self.address + path, json=given) as answer:
            plain = answer.content_type != "application/json"
            return answer.status, await (answer.text() if plain else answer.json())

    async def until(self, seen: Callable[[dict[str, Any]], bool], who: str = "admin") -> Any:
        """Look until the page shows something."""
        async with asyncio.timeout(PATIENCE):
            while True:
                _, state = await self.get(f"state?who={who}")
                if seen(state):
                    return state
                await asyncio.sleep(0.05)


@pytest.fixture
async def desk(tmp_path: Path, sqlite_template: Path) -> AsyncIterator[Desk]:
    """The page of a small town."""
    album = Album(100)
    town = settle(tmp_path / "few.csv", FEW)
    shutil.copy(sqlite_template, tmp_path / "aldia.db")
    async with staged(tmp_path, Settings(), NOW, town=town, album=album) as stage:
        play = await Play.begin(stage, tmp_path / "few.csv", OPTIONS, album)
        async with view(play) as page, ClientSession() as session:
            yield Desk(page.address, play, session)


async def test_typing_tapping_and_time_bring_mails_and_counts(desk: Desk) -> None:
    await desk.post("time", hours=0)
    await desk.play.wait()
    assert (await desk.get("state?who=admin"))[1]["stopped"] == "planned"

    approve = say("es", "key.approve")
    await desk.post("say", who="admin", text="/campana")
    tapped: list[tuple[int, str] | None] = [None]
    for _ in range(2):
        state = await desk.until(lambda seen: last_key(seen, approve) not in tapped)
        message, button = last_key(state, approve) or (0, "")
        tapped.append((message, button))
        await desk.post("tap", who="admin", message=message, button=button)
    await desk.until(lambda seen: last_key(seen, approve) is None)
    assert (await desk.get("state?who=admin"))[1]["counts"]["state"] == "sending"

    await desk.post("time", hours=1)
    await desk.play.wait()
    _, state = await desk.get("state?who=admin")
    assert len(state["out"]) == 15

    _, mail = await desk.get(f"mail/{state['out'][0]['number']}")
    assert mail["html"]
    assert "example.com" in dict(mail["headers"])["To"]
    assert mail["text"]
    _, html = await desk.get(f"mail/{mail['number']}/html")
    assert "<html" in html

    await desk.post("time", hours=0)
    await desk.play.wait()
    _, state = await desk.get("state?who=admin")
    counts = state["counts"]
    assert (state["stopped"], counts["state"]) == ("closed", "closed")
    assert (counts["confirmed"], counts["corrected"], counts["unsubscribed"]) == (6, 3, 2)
    assert len(state["came"]) == 12


async def test_a_stranger_gets_silence_and_a_colleague_an_answer(desk: Desk) -> None:
    await desk.post("say", who="stranger", text="/ayuda")
    await desk.post("say", who="colleague", text="/ayuda")

    state = await desk.until(lambda seen: len(seen["chat"]) >= 4, who="colleague")

    assert state["chat"][-1]["sender"]["id"] == state["bot"]
    _, theirs = await desk.get("state?who=stranger")
    assert [message["text"] for message in theirs["chat"]] == ["/ayuda"]


async def test_the_bot_speaks_the_language_chosen_on_the_page(desk: Desk) -> None:
    await desk.post("language", who="admin", language="ru")
    chosen = say("ru", "language.chosen")

    await desk.until(lambda seen: any(said["text"] == chosen for said in seen["chat"]))


async def test_a_file_goes_to_the_bot_and_can_be_had_back(desk: Desk) -> None:
    data = base64.b64encode(b"Nombre;Correo\nLuis;luis@example.com\n").decode()
    await desk.post("send", who="admin", name="nuevos.csv", data=data)

    state = await desk.until(lambda seen: any(said["media"] for said in seen["chat"]))

    kept = next(said["media"] for said in state["chat"] if said["media"])
    assert kept["file_name"] == "nuevos.csv"
    status, body = await desk.get(f"file/{kept['file_id']}")
    assert (status, "luis@example.com" in body) == (200, True)


async def test_what_has_not_changed_is_not_sent_again(desk: Desk) -> None:
    _, stranger = await desk.get("state?who=stranger")
    assert (await desk.get(f"state?who=stranger&seen={stranger['version']}"))[0] == 204

    await desk.post("say", who="stranger", text="hello")
    assert (await desk.get(f"state?who=stranger&seen={stranger['version']}"))[0] == 200


async def test_the_page_is_whole_in_every_language(desk: Desk) -> None:
    _, page = await desk.get("")
    named = {piece.split('"')[0] for piece in page.split('data-say="')[1:]}
    assert len(named) > 10
    for language in LANGUAGES:
        status, words = await desk.get(f"words/{language}")
        assert (status, named - words.keys()) == (200, set())
    for path in ("page.css", "page.js"):
        assert (await desk.get(path))[0] == 200


async def test_what_does_not_come_from_the_page_is_refused(desk: Desk) -> None:
    foreign = await desk.get("", Host="evil.example:80")
    assert foreign[0] == 403
    form = {"who": "admin", "text": "hello"}
    async with desk.session.post(desk.address + "say", data=form) as answer:
        assert answer.status == 403


@pytest.mark.parametrize(
    ("path", "given", "status"),
    [
        ("say", {"who": "nobody", "text": "hello"}, 404),
        ("say", {"who": "admin", "text": "   "}, 400),
        ("say", {"who": "admin", "text": "x" * 5000}, 400),
        ("tap", {"who": "admin", "message": 9999, "button": "x"}, 404),
        ("tap", {"who": "admin", "message": 1, "button": "x"}, 409),
        ("send", {"who": "admin", "name": "x", "data": "not base64"}, 400),
        ("language", {"who": "admin", "language": "xx"}, 400),
        ("time", {"hours": -1}, 400),
        ("time", {"hours": 10**9}, 400),
    ],
)
async def test_a_wrong_request_is_answered_and_changes_nothing(
    desk: Desk, path: str, given: dict[str, Any], status: int
) -> None:
    before = desk.play.stage.clock.now()
    assert (await desk.post(path, **given))[0] == status
    assert desk.play.stage.clock.now() == before


async def test_a_person_in_a_real_browser_goes_all_the_way(desk: Desk) -> None:
    async with async_playwright() as playwright:
        path = need.program("chromium", package="chromium")
        browser = await playwright.chromium.launch(
            executable_path=os.fspath(path), args=["--no-sandbox"]
        )
        try:
            page = await browser.new_page()
            faults: list[str] = []
            page.on("pageerror", lambda error: faults.append(str(error)))
            page.on("console", lambda line: faults.append(line.text) if bad(line) else None)
            await page.goto(desk.address)
            await _rehearse_by_hand(page)
            assert faults == []
        finally:
            await browser.close()


def bad(line: Any) -> bool:
    """Tell whether the browser complains."""
    return bool(line.type == "error")


async def _rehearse_by_hand(page: Page) -> None:
    seconds = PATIENCE * 1000
    talk = page.locator("#talk")
    await page.fill("#text", "/ayuda")
    await page.press("#text", "Enter")
    await expect(talk.locator(".said", has_text="/llamadas")).not_to_have_count(0, timeout=seconds)

    await page.fill("#text", "/campana")
    await page.click("#send")
    approve = talk.locator(".keys button", has_text=say("es", "key.approve"))
    await approve.last.click(timeout=seconds)
    await expect(talk.locator(".stamp", has_text="editado")).not_to_have_count(0, timeout=seconds)
    await approve.last.click(timeout=seconds)
    await expect(page.locator("#state")).to_have_text(say("es", "run.sending"), timeout=seconds)

    await page.click("[data-hours='168']")
    confirmed = page.locator("[data-kind=confirmed] td").nth(1)
    await expect(confirmed).to_have_text("6", timeout=seconds)
    await page.locator("#mails button").first.click()
    await expect(page.frame_locator("#mail iframe").locator("body")).not_to_be_empty()
    await expect(page.locator("#mail .headers")).to_contain_text("Message-ID")


def last_key(state: dict[str, Any], label: str) -> tuple[int, str] | None:
    """Return the message and the data of the newest button of that label."""
    for message in reversed(state["chat"]):
        for row in (message["keyboard"] or {}).get("inline_keyboard", []):
            for key in row:
                if key["text"] == label:
                    return message["id"], key["callback_data"]
    return None
