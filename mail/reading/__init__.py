"""Reading a message: from the bytes that came to headers, parts and text.

`read` never raises and never hangs, whatever the bytes: it reads within `Limits`, guesses where a
character set lies, and says in `Message.truncated` what it left unread.
"""

from dataclasses import dataclass
from functools import cached_property

from mail.reading.headers import Headers
from mail.reading.limits import DEFAULT, Limits
from mail.reading.mime import ENCLOSING, Budget, Part, normalise_lines, parse_entity
from mail.reading.outlook import tnef_bodies
from mail.reading.page import page_text

__all__ = ["DEFAULT", "Headers", "Limits", "Message", "Part", "page_text", "read"]


# No slots: text and html are worked out once, when first asked for.
@dataclass(frozen=True)
class Message:
    """One message, or one enclosed in another.

    `truncated` names the limits that cut something off: "size", "header", "parts", "depth".
    """

    root: Part
    limits: Limits = DEFAULT
    truncated: tuple[str, ...] = ()

    @property
    def headers(self) -> Headers:
        """The header block of the message itself."""
        return self.root.headers

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """Every part in order, the root first, without those of enclosed messages."""
        return tuple(self.root.walk())

    @cached_property
    def attached(self) -> tuple["Message", ...]:
        """The messages enclosed in this one (not those enclosed in them)."""
        enclosed = (part.children for part in self.parts if part.kind in ENCLOSING)
        return tuple(Message(child, self.limits) for children in enclosed for child in children)

    @cached_property
    def text(self) -> str:
        """The body as plain text: the plain part where there is one, else the HTML rendered, else
        the text of a winmail.dat; at most `limits.text` characters, lines ending with LF."""
        return (_shown(self.root, self.limits.text) or self._tnef[0]).strip("\n")

    @cached_property
    def html(self) -> str:
        """The first HTML body as it came, or ""; at most twice `limits.text` characters."""
        for part in self.parts:
            if part.kind == "text/html" and part.disposition != "attachment":
                return part.text(self.limits.text * 2)
        return self._tnef[1]

    @cached_property
    def _tnef(self) -> tuple[str, str]:
        for part in self.parts:
            if part.kind in ("application/ms-tnef", "application/vnd.ms-tnef") or (
                part.filename.lower() == "winmail.dat"
            ):
                plain, page = tnef_bodies(part.payload(5_000_000))
                return plain or page_text(page), page
        return "", ""


def read(raw: bytes, limits: Limits = DEFAULT) -> Message:
    """Read one message (RFC 5322), a leading mbox "From " line or blank lines allowed."""
    budget = Budget(limits)
    if len(raw) > limits.size:
        budget.meet("size")
        raw = raw[: limits.size]
    root = parse_entity(normalise_lines(raw).lstrip(b"\n"), budget)
    return Message(root, limits, tuple(budget.met))


def _shown(part: Part, limit: int) -> str:
    """The text that a reader would show for a part, "" when it has none to show."""
    if part.kind in ENCLOSING or (part.disposition == "attachment" and not part.children):
        return ""
    if part.kind in {"text/plain", "text/enriched"}:
        return _unflowed(part, normalise_text(part.text(limit)))
    if part.kind == "text/html":
        return page_text(part.text(limit * 2))[:limit]
    shown = [text for child in part.children if (text := _shown(child, limit)).strip()]
    if part.kind == "multipart/alternative":
        return _plainest(part, shown)
    return "\n".join(shown)[:limit]


def _plainest(part: Part, shown: list[str]) -> str:
    for child in part.children:
        if child.kind == "text/plain" and (text := _shown(child, DEFAULT.text)).strip():
            return text
    return shown[0] if shown else ""


def normalise_text(text: str) -> str:
    """Line ends that survived a transfer encoding, as LF."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _unflowed(part: Part, text: str) -> str:
    """Undo RFC 3676: soft-broken lines of one quoting depth joined, space-stuffing removed."""
    if part.parameters.get("format", "").lower() != "flowed":
        return text
    joiner = "" if part.parameters.get("delsp", "").lower() == "yes" else " "
    lines: list[str] = []
    flowing_at = -1
    for line in text.split("\n"):
        words = line.lstrip(">")
        quotes = len(line) - len(words)
        words = words[1:] if words.startswith(" ") else words
        flows = words.endswith(" ") and words != "-- "
        if flowing_at == quotes and words != "-- ":
            lines[-1] += joiner + words.rstrip(" ")
        else:
            lines.append(
                ">" * quotes + (" " if quotes else "") + (words.rstrip(" ") if flows else words)
            )
        flowing_at = quotes if flows else -1
    return "\n".join(lines)
