"""Every fault that a user can cause, as one line in their language that says what to do."""

from collections.abc import Iterator
from contextlib import contextmanager

from tortoise.exceptions import BaseORMException

from aldia.output import Failed, Misused, Output
from storage.faults import Fault
from storage.files import FileError
from storage.files.wording import problem_of
from storage.query import QueryError, explain
from storage.texts import say

_MISUSES = frozenset({"no_such_column", "no_such_field", "no_such_sheet"})
"""Codes of FileError where the file is sound and an option names what it has not."""


@contextmanager
def in_one_line(out: Output) -> Iterator[None]:
    """Turn the faults that are inputs, not defects, into one line and exit 1, or 2 for misuse."""
    try:
        yield
    except BrokenPipeError:
        raise  # whoever reads has enough (`| head`): click ends without a word
    except (Fault, FileError, QueryError, BaseORMException, OSError) as error:
        misused = isinstance(error, FileError) and error.code in _MISUSES
        raise (Misused if misused else Failed)(sentence(error, out.language)) from error


def sentence(error: Exception, language: str) -> str:
    """Return the line for a fault."""
    match error:
        case FileError():
            return problem_of(language, error)
        case QueryError():
            return f"{explain(error, '', language)} {_place(error)}".replace("\n", " ").strip()
        case Fault():
            return say(language, f"{error.family}.{error.code}", **error.params)
        case OSError():
            where, why = error.filename or "-", error.strerror or str(error)
            return say(language, "program.system_refused", where=where, why=why)
    return say(language, "database.database_unreachable", why=str(error))


def _place(error: QueryError) -> str:
    """Return the query with the mistake between marks, where the query is known."""
    query = next(iter(getattr(error, "__notes__", [])), "")
    if not query:
        return ""
    return f"({query[: error.start]}▸{query[error.start : error.end]}◂{query[error.end :]})"
