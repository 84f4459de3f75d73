"""`aldia init`: asking for the settings, trying each on the real server, and writing them down.

On a terminal a wrong answer is asked for again, and an empty one leaves a setting for later.
Elsewhere the options are the answers, and the first wrong one ends it; nothing is written then.
"""

import os
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from pydantic import ValidationError

from aldia import faults
from aldia.doctor import Examination, Finding, servers
from aldia.output import Failed
from aldia.settings import Settings, SettingsError, first_fault, variable
from storage import database
from storage.clock import Clock
from storage.database import DatabaseError
from storage.texts import say

QUESTIONS = (
    *("language", "country", "timezone", "database_url", "mail_from", "reply_address"),
    *("controller", "smtp_url", "imap_url", "telegram_api", "telegram_token", "admins"),
)
UNASKED = frozenset({"telegram_api"})
HIDDEN = frozenset({"smtp_url", "imap_url", "telegram_token"})


@dataclass(frozen=True, slots=True)
class Begun:
    """What was set up: the file with the settings, their names, and the database."""

    path: Path
    settings: tuple[str, ...]
    database: str


async def begin(
    given: dict[str, str], into: Path, clock: Clock, *, asking: bool, language: str
) -> Begun:
    """Collect the answers, each one tried; write `into` and create the database.

    Raises Failed, in the language that was answered.
    """
    if _is_there(into):
        raise Failed(say(language, "init.exists", path=str(into)))
    taken: dict[str, str] = {"secret_key": secrets.token_urlsafe(32)}
    for name in QUESTIONS:
        answer = await _answer(name, given.get(name), taken, clock, asking=asking, spoken=language)
        if answer:
            taken[name] = answer
        language = taken.get("language", language)
    settings = _checked(taken, language)
    try:
        await database.migrate(settings.database_url)
    except DatabaseError as error:
        raise Failed(faults.sentence(error, language)) from error
    _write(into, taken, language)
    shown = settings.database_url.partition("://")[0]
    return Begun(into, tuple(variable(name) for name in taken), shown)


def _is_there(path: Path) -> bool:
    return path.exists()


async def _answer(
    name: str, given: str | None, taken: dict[str, str], clock: Clock, *, asking: bool, spoken: str
) -> str:
    while True:
        answer = given or (_ask(name, spoken) if asking and name not in UNASKED else "")
        if not answer:
            return ""
        try:
            await _try(name, {**taken, name: answer}, clock, spoken)
        except Failed as error:
            if not asking:
                raise
            click.echo(error.message, err=True)
            given = None
        else:
            return answer


def _ask(name: str, language: str) -> str:
    default = str(Settings.model_fields[name].get_default() or "")
    question = f"{say(language, f'setting.{name}')}\n{variable(name)}"
    hidden = name in HIDDEN
    return str(click.prompt(question, default=default, show_default=not hidden)).strip()


async def _try(name: str, answers: dict[str, str], clock: Clock, language: str) -> None:
    settings = _checked(answers, language)
    trial = _TRIALS.get(name)
    finding = await trial(Examination(settings, clock)) if trial else None
    if finding is not None and finding.state == "fault":
        raise Failed(str(finding.shown(language)["text"]))


def _checked(answers: dict[str, str], language: str) -> Settings:
    try:
        return Settings.model_validate(answers)
    except ValidationError as error:
        raise Failed(faults.sentence(first_fault(error), language)) from error
    except SettingsError as error:
        raise Failed(faults.sentence(error, language)) from error


async def _database(exam: Examination) -> Finding | None:
    try:
        async with database.opened(exam.settings.database_url):
            return None
    except DatabaseError as error:
        return Finding("database", "fault", f"database.{error.code}", error.params)


async def _bot(exam: Examination) -> Finding | None:
    async for finding in servers.bot_and_clock(exam):
        return finding
    return None


_TRIALS: dict[str, Callable[[Examination], Awaitable[Finding | None]]] = {
    "database_url": _database,
    "smtp_url": servers.smtp,
    "imap_url": servers.imap,
    "telegram_token": _bot,
}


def _write(path: Path, answers: dict[str, str], language: str) -> None:
    """Write the settings where nobody else can read them; never over an existing file."""
    lines = [f"# {say(language, 'init.keep_safe')}"]
    lines += [f"{variable(name)}={_quoted(value)}" for name, value in answers.items()]
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise Failed(say(language, "init.exists", path=str(path))) from error
    except OSError as error:
        sentence = say(language, "init.cannot_write", path=str(path), why=str(error))
        raise Failed(sentence) from error
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")


def _quoted(value: Any) -> str:
    escaped = str(value).replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
