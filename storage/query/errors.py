"""What can be wrong with a query: a code, its place in the text, and the nearest right word."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from storage.texts import say


@dataclass
class QueryError(Exception):
    """A query that was not understood. It is never guessed at: the user is told and asked.

    `start` and `end` count characters of the text as typed. `params` fill the sentence
    `query.error.<code>`, already in the user's language. `suggestion` can replace what stands
    between start and end.
    """

    code: str
    start: int
    end: int
    params: Mapping[str, object] = field(default_factory=dict)
    suggestion: str | None = None

    def __post_init__(self) -> None:
        super().__init__(self.code)


def corrected(error: QueryError, text: str) -> str | None:
    """Return the query with the suggestion put in, to offer as a button; None without one."""
    if error.suggestion is None:
        return None
    return text[: error.start] + error.suggestion + text[error.end :]


def explain(error: QueryError, text: str, language: str) -> str:
    """Return what is wrong in words, then the query, then a line of carets under the place."""
    lines = [say(language, f"query.error.{error.code}", **error.params)]
    if error.suggestion is not None:
        lines.append(say(language, "query.error.suggestion", suggestion=error.suggestion))
    if text.strip():
        lines += [_one_line(text), caret(error)]
    return "\n".join(lines)


def caret(error: QueryError) -> str:
    """Return the line that points at the mistake when set under the query in a fixed font."""
    return " " * error.start + "^" * max(1, error.end - error.start)


def _one_line(text: str) -> str:
    return "".join(" " if char.isspace() else char for char in text)
