"""The mail before it has a reader: templates rendered once per kind and language, with gaps.

Rendering a template for each of a hundred thousand people is what makes mailing slow, so a template
sees gaps in place of whatever differs from one person to the next. It may put a gap anywhere, but
it cannot decide by one nor change it with a filter: that would happen once, for everybody.

The owner's folder comes before the shipped one. A mail of kind `ask` in Spanish is the first of
`ask.es.txt.j2`, `ask.txt.j2`, `letter.es.txt.j2`, `letter.txt.j2` that is found (likewise
`.html.j2` and `.subject.j2`; what asks an address, a `challenge` or a `sign_up`, falls back to
`question`).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PackageLoader,
    StrictUndefined,
    Template,
    TemplateError,
    TemplateSyntaxError,
    select_autoescape,
)

from mail.quoted_printable import Piece, piece
from storage.texts import say

_OPEN, _CLOSE = "\ue000", "\ue001"
_GAP = re.compile(f"{_OPEN}([a-z_0-9.]+){_CLOSE}")
_TRACES = re.compile(f"[{_OPEN}{_CLOSE}]|%EE%80%8", re.IGNORECASE)
_FALLBACK = {
    "ask": "letter",
    "reminder_1": "letter",
    "reminder_2": "letter",
    "challenge": "question",
    "sign_up": "question",
}


class TemplateFaultError(Exception):
    """A template cannot be used; the message says which, where and why, on one line."""


class Gap:
    """A place that each reader's own value fills; `always` where no reader is without one."""

    __slots__ = ("always", "name")

    def __init__(self, name: str, *, always: bool = False) -> None:
        self.name = name
        self.always = always

    def __str__(self) -> str:
        return f"{_OPEN}{self.name}{_CLOSE}"

    def __html__(self) -> str:
        return str(self)

    def _undecided(self, *_: object) -> NoReturn:
        raise TemplateError(f"nothing can be decided by {self.name!r}: it differs for each reader")

    def __bool__(self) -> bool:
        return self.always or self._undecided()

    __len__ = __iter__ = __eq__ = __lt__ = __gt__ = _undecided
    __hash__ = None  # type: ignore[assignment]  # a gap is equal to nothing


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the form, as templates see it."""

    field: str
    label: str
    value: Gap


@dataclass(frozen=True, slots=True)
class Text:
    """A text with gaps: one more piece than names; encoded too, so that filling is cheap."""

    pieces: tuple[str, ...]
    names: tuple[str, ...]
    encoded: tuple[Piece, ...]

    def filled(self, values: Iterable[str]) -> str:
        """Return the text with values in its gaps."""
        parts = [self.pieces[0]]
        for value, after in zip(values, self.pieces[1:], strict=True):
            parts += (value, after)
        return "".join(parts)


@dataclass(frozen=True, slots=True)
class Skeleton:
    """What all readers of one kind of mail in one language have in common."""

    subject: str
    text: Text
    html: Text


class Skeletons:
    """Renders and keeps them. `folder` is the owner's own, None where there is none."""

    def __init__(self, folder: Path | None) -> None:
        shipped = PackageLoader("mail", "templates")
        loaders: list[BaseLoader] = [FileSystemLoader(folder)] if folder else []
        self._environment = Environment(
            loader=ChoiceLoader([*loaders, shipped]),
            undefined=StrictUndefined,
            autoescape=select_autoescape(("html.j2",), default_for_string=False),
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )

    def render(self, kind: str, language: str, known: dict[str, Any]) -> Skeleton:
        """Render the three templates; `known` is what they may use besides `t`, `kind`, `language`.

        Raises TemplateFaultError.
        """
        known = {**known, "t": partial(say, language), "kind": kind, "language": language}
        subject = self._one("subject", kind, language, known)
        if _TRACES.search(subject):
            raise TemplateFaultError(f"template {kind}.subject.j2: a subject is the same for all")
        return Skeleton(
            subject=" ".join(subject.split()),
            text=with_gaps(tidy(self._one("txt", kind, language, known))),
            html=with_gaps(tidy(self._one("html", kind, language, known))),
        )

    def _one(self, part: str, kind: str, language: str, known: dict[str, Any]) -> str:
        stems = (kind, _FALLBACK.get(kind, kind))
        names = [f"{stem}{dot}.{part}.j2" for stem in stems for dot in (f".{language}", "")]
        template: Template | None = None
        try:
            template = self._environment.select_template(names)
            text = template.render(known)
        except TemplateSyntaxError as error:
            where = f"template {error.name}, line {error.lineno}"
            raise TemplateFaultError(f"{where}: {error.message}") from error
        except (TemplateError, KeyError, OSError, UnicodeDecodeError, TypeError) as error:
            which = template.name if template else names[0]
            raise TemplateFaultError(f"template {which}: {error}") from error
        if _TRACES.search(_GAP.sub("", text)):
            raise TemplateFaultError(
                f"template {template.name}: a value that differs for each reader was changed"
            )
        return text


def tidy(text: str) -> str:
    """Drop blanks that end lines (encoding them would only make the mail longer)."""
    return re.sub(r"[ \t\r]+\n", "\n", text)


def with_gaps(text: str) -> Text:
    """Cut a rendered text at its gaps."""
    parts = _GAP.split(text)
    pieces = tuple(parts[0::2])
    return Text(pieces, tuple(parts[1::2]), tuple(piece(part) for part in pieces))
