"""Every fault that a user can cause, as one line in their language that says what to do."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from tortoise.exceptions import BaseORMException

from aldia.output import Failed, Output
from aldia.settings import SettingsError
from bot.polling import BotError
from jobs.clock import JobTakenError
from jobs.send import SendingFailedError
from mail.imap import ImapError
from storage.backups import BackupError
from storage.database import DatabaseError
from storage.files import FileError
from storage.files.wording import problem_of
from storage.query import QueryError, explain
from storage.texts import LANGUAGES, say

FAULTS = (
    SettingsError,
    DatabaseError,
    BackupError,
    JobTakenError,
    FileError,
    QueryError,
    ImapError,
    SendingFailedError,
    BotError,
    BaseORMException,
)


@contextmanager
def in_one_line(out: Output) -> Iterator[None]:
    """Turn the faults that are inputs, not defects, into one line and exit 1."""
    try:
        yield
    except FAULTS as error:
        raise Failed(sentence(error, out.language)) from error


def sentence(error: Exception, language: str) -> str:
    """Return the line for a fault."""
    match error:
        case FileError():
            return problem_of(language, error)
        case QueryError():
            return explain(error, "", language).replace("\n", " ")
        case SettingsError():
            key, params = f"settings.{error.code}", {"name": error.name, **error.params}
        case DatabaseError():
            key, params = f"database.{error.code}", error.params
        case BackupError():
            key, params = f"backup.{error.code}", error.params
        case ImapError():
            key, params = f"imap.{error.code}", dict(error.params)
        case SendingFailedError():
            key, params = f"smtp.{error.fault.code}", error.fault.params
        case BotError():
            key, params = f"bot.{error.code}", {}
        case JobTakenError():
            key, params = "job.taken", {"name": error.name, "holder": error.holder}
        case _:
            key, params = "database.database_unreachable", {"why": str(error)}
    return say(language, key, **params)


def language_of_environment() -> str:
    """Return the language to complain in while the settings themselves cannot be read."""
    language = os.environ.get("ALDIA_LANGUAGE", "es")
    return language if language in LANGUAGES else "es"
