"""Killed with no warning, again and again: every update takes effect once and is answered."""

import asyncio
import random
import sys
from functools import partial
from pathlib import Path

from aldia.sandbox.bot_api import Person
from storage.tables.work import Note
from tests.bot.office import Office

NOTES = 40
PEOPLE = 8
EACH = NOTES // PEOPLE
KILLS = 2


async def serve(office: Office, url: str, ledger: Path) -> asyncio.subprocess.Process:
    module = ("-m", "tests.bot.victim", url, office.settings.api_base, str(ledger))
    process = await asyncio.create_subprocess_exec(
        sys.executable, *module, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout
    assert await process.stdout.readline() == b"ready\n"
    return process


async def kill(process: asyncio.subprocess.Process) -> None:
    process.kill()
    await process.wait()


def answers(person: Person) -> int:
    return sum(m.sender == person.world.me for m in person.chat.messages.values())


def all_answered(person: Person) -> bool:
    return answers(person) >= EACH


async def test_killed_anywhere_each_note_is_kept_once_and_each_sender_answered(
    closed_office: Office, sqlite_database: str, tmp_path: Path
) -> None:
    chance = random.Random(7)  # noqa: S311 - where to kill is no secret
    await closed_office.customer()
    people = [await closed_office.colleague(100 + n, f"P{n}") for n in range(PEOPLE)]
    for number in range(NOTES):
        await people[number % PEOPLE].says(f"/nota ana ruiz: {number}")
    for _ in range(KILLS):
        process = await serve(closed_office, sqlite_database, tmp_path / "ledger")
        await closed_office.api.world.updates.bell.until(lambda: False, chance.uniform(0.01, 0.25))
        await kill(process)
    process = await serve(closed_office, sqlite_database, tmp_path / "ledger")
    for person in people:
        await person.ears.bell.until(partial(all_answered, person), 20)
    await kill(process)
    assert sorted(int(note.text) for note in await Note.all()) == list(range(NOTES))
    assert all(EACH <= answers(person) <= EACH + KILLS for person in people)
