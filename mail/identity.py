"""By what a message is known again when it is delivered or numbered anew."""

import re

from storage.inbox import fingerprint_of

_HEADER = 128_000
_FIELD = rb"(?im)^%s[ \t]*:[ \t]*([^\r\n]*(?:\r?\n[ \t][^\r\n]*)*)"
_MESSAGE_ID, _FROM, _DATE = (
    re.compile(_FIELD % name) for name in (b"Message-ID", b"From", b"Date")
)
_BLANK_LINE = re.compile(rb"\r?\n\r?\n")


def identity_of(raw: bytes) -> tuple[str, str]:
    """Return (Message-ID without brackets, fingerprint) of a raw message. Never raises."""
    blank = _BLANK_LINE.search(raw, 0, _HEADER)
    head, body = (raw[: blank.start()], raw[blank.end() :]) if blank else (raw[:_HEADER], b"")
    message_id = _field(_MESSAGE_ID, head).strip("<> ")
    return message_id, fingerprint_of(message_id, _field(_FROM, head), _field(_DATE, head), body)


def _field(pattern: re.Pattern[bytes], head: bytes) -> str:
    found = pattern.search(head)
    return " ".join(found[1].decode("utf-8", "replace").replace("\0", "").split()) if found else ""
