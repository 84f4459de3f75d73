"""The text inside a winmail.dat (TNEF, [MS-OXTNEF]): what Outlook sends when it knows no better."""

import re

from tnefparse import TNEF

_RTF_TOKEN = re.compile(
    r"\\'([0-9a-fA-F]{2})|\\([a-z]{1,32})(-?\d{1,10})? ?|\\([^a-z])|([{}])|([^\\{}]+)"
)
_RTF_SKIPPED = frozenset(
    ["fonttbl", "colortbl", "stylesheet", "info", "pict", "themedata", "generator", "object"]
)
_RTF_BREAKS = frozenset(["par", "line", "row", "sect", "page"])


def tnef_bodies(data: bytes) -> tuple[str, str]:
    """(plain text, HTML) of a TNEF stream, each "" where it has none; ("", "") for a broken one."""
    try:
        stream = TNEF(data, do_checksum=False)
        plain, page, rich = stream.body, stream.htmlbody, stream.rtfbody
    # The library reads hostile binary data without checks of its own: whatever it trips over,
    # the stream is unreadable and the message goes on without it.
    except Exception:  # noqa: BLE001
        return "", ""
    text = _as_text(plain) or _rtf_text(_as_text(rich))
    return text, _as_text(page)


def _as_text(body: object) -> str:
    if isinstance(body, (bytes, bytearray)):
        return bytes(body).decode("utf-8", "replace").rstrip("\0")
    return body.rstrip("\0") if isinstance(body, str) else ""


def _rtf_text(source: str) -> str:
    """The words of an RTF document without its tables of fonts, colours and pictures."""
    out: list[str] = []
    skip_below = depth = 0
    for token in _RTF_TOKEN.finditer(source[:500_000]):
        byte, word, _, symbol, brace, words = token.groups()
        depth += {"{": 1, "}": -1}.get(brace or "", 0)
        if skip_below and depth < skip_below:
            skip_below = 0
        if skip_below:
            continue
        if word in _RTF_SKIPPED or symbol == "*":
            skip_below = depth
        elif word in _RTF_BREAKS:
            out.append("\n")
        elif byte:
            out.append(bytes([int(byte, 16)]).decode("cp1252", "replace"))
        elif words:
            out.append(words.replace("\n", "").replace("\r", ""))
    return "".join(out).strip()
