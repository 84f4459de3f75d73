"""Cutting a body into what the person wrote, what was quoted, and what only followed.

Works for answers above, below and between the quoted lines. Pure and total: any text gives a
`Cut`, in time proportional to its length; only the first `_MAX_LINES` lines are read.
"""

import re
from collections.abc import Iterable, Sequence
from html import unescape

from mail.understanding import footers, quote_headers
from mail.understanding.facts import Cut, InlineEdit
from mail.understanding.folding import fold, tidy

_MAX_LINES = 800
_MAX_LINE = 2000
_MAX_HTML = 400_000
_MAX_OWN = 400  # lines of the mail that was answered
_MARK = re.compile(r"[ \t]{0,3}((?:[>»›|][ \t]?){1,20})")
# What mail programs name the box in which they put a quote.
_BOX = re.compile(
    r"<(?:div|blockquote|table|span|section)\b[^<>]{0,300}?\b(?:gmail_quote|gmail_extra|divRplyFwdMsg|"
    r"appendonsend|mail-editor-reference-message-container|yahoo_quoted|moz-cite-prefix|"
    r"moz-forward-container|OutlookMessageHeader|mail-quote|protonmail_quote|zmail_extra|"
    r"isForwardContent|tutanota_quote|QUOTED_TEXT)|<blockquote\b",
    re.IGNORECASE,
)
_TAG = re.compile(r"<[^<>]{0,2000}>")
_AFTER_BOX = 4000  # characters in which the first words of the quote must stand


def cut(text: str, html: str | None = None) -> Cut:
    """Cut a decoded plain body; `html` helps where the plain text shows no sign of its quote."""
    lines = [line[:_MAX_LINE].rstrip() for line in tidy(text).split("\n")[:_MAX_LINES]]
    depths = _depths(lines)
    bare = [
        _MARK.sub("", line, count=1) if depth else line
        for line, depth in zip(lines, depths, strict=True)
    ]
    kinds = _kinds(bare, depths, html)
    reply, signature = footers.split(*_own(lines, kinds))
    return Cut(
        reply=reply,
        quoted="\n".join(line for line, kind in zip(bare, kinds, strict=True) if kind == _QUOTED),
        signature=signature,
        inline_edits=tuple(_inline(bare, depths, kinds)),
        quoted_own="\n".join(_nearest(bare, depths, kinds)),
    )


_OWN, _QUOTED = "own", "quoted"


def _depths(lines: Sequence[str]) -> list[int]:
    depths = []
    for line in lines:
        mark = _MARK.match(line)
        # A vertical bar is a quote mark only where the person's own lines could not have it.
        barred = mark and "|" in mark[1] and ">" not in mark[1]
        depths.append(0 if not mark or barred else sum(c in ">»›" for c in mark[1]))
    return depths


def _kinds(bare: list[str], depths: list[int], html: str | None) -> list[str]:
    kinds = [_QUOTED if depth else _OWN for depth in depths]
    header = _first_header(bare, depths)
    if header is None and html and not any(depths):
        header = _quote_in_html(bare, html)
    if header is None:
        _join_wrapped(bare, depths, kinds)
        return kinds
    at, height = header
    # Outlook quotes without marks: then all below is quoted, older marked mails and all.
    below = (at + i for i in range(height, len(bare) - at) if bare[at + i].strip())
    marked_below = depths[next(below, at)] > 0
    end = at + height if marked_below and depths[at] == 0 else len(kinds)
    kinds[at:end] = [_QUOTED] * (end - at)
    _join_wrapped(bare, depths, kinds)
    return kinds


def _first_header(bare: list[str], depths: list[int]) -> tuple[int, int] | None:
    for at, depth in enumerate(depths):
        if depth:
            continue
        height = quote_headers.introduces(bare, at)
        if height:
            return at, height
    return None


def _join_wrapped(bare: list[str], depths: list[int], kinds: list[str]) -> None:
    """Give back to the quote the end of a quoted line that was broken without its mark."""
    for at in range(1, len(bare) - 1):
        broken = depths[at - 1] and depths[at + 1] and not depths[at]
        if broken and len(bare[at - 1]) >= 66 and 0 < len(bare[at]) < len(bare[at - 1]):
            kinds[at] = _QUOTED


def _inline(bare: list[str], depths: list[int], kinds: list[str]) -> Iterable[InlineEdit]:
    above = ""
    answer: list[str] = []
    for line, depth, kind in zip(bare, depths, kinds, strict=True):
        if depth or kind == _QUOTED:
            if above and any(answer):
                yield InlineEdit(above, "\n".join(answer).strip())
            above, answer = (line, []) if depth and line.strip() else ("", [])
        elif above:
            answer.append(line)
    if above and any(answer):
        # After the last quoted line the signature follows too: only what stands directly below.
        below = "\n".join(answer).strip("\n").split("\n\n")[0]
        if answer[0].strip():
            yield InlineEdit(above, below.strip())


def _nearest(bare: list[str], depths: list[int], kinds: list[str]) -> Iterable[str]:
    """Yield the quoted lines of the mail that was answered, not of older ones inside it."""
    quoted = [at for at, kind in enumerate(kinds) if kind == _QUOTED][:_MAX_OWN]
    least = min((depths[at] for at in quoted if depths[at]), default=0)
    headers = 0
    for at in quoted:
        if depths[at] > max(least, 1):
            continue
        headers += depths[at] == 0 and _starts_mail(bare, at)
        if headers > 1 and not least:
            return
        yield bare[at]


def _starts_mail(bare: list[str], at: int) -> bool:
    height = quote_headers.introduces(bare, at)
    # A rule above a block of headers and the block itself are one beginning.
    return bool(height) and not (at and quote_headers.introduces(bare, at - 1))


def _quote_in_html(bare: list[str], html: str) -> tuple[int, int] | None:
    """Find in the text the first line of what the HTML marks as quoted."""
    opening = _opening_of_quote(html[:_MAX_HTML])
    if len(opening) < 4:
        return None
    for at, line in enumerate(bare):
        written = _key(line)
        if written and (written == opening or (len(written) > 15 and opening.startswith(written))):
            return at, 1
    return None


def _opening_of_quote(html: str) -> str:
    """Return the first words in the first box of quotes. No tree is built: nesting is hostile."""
    box = _BOX.search(html)
    if not box:
        return ""
    inside = html[html.find(">", box.start()) + 1 :][:_AFTER_BOX]
    words = (_key(unescape(part)) for part in _TAG.sub("\n", inside).split("\n"))
    return next((word for word in words if word), "")


def _key(line: str) -> str:
    return " ".join(fold(line).split())[:200]


def _own(lines: Sequence[str], kinds: Sequence[str]) -> tuple[str, frozenset[int]]:
    """Return the lines of the person's own, and which of them stand right below a quoted one."""
    numbers = [at for at, kind in enumerate(kinds) if kind != _QUOTED]
    while numbers and not lines[numbers[0]]:
        numbers.pop(0)
    answers = {i for i, at in enumerate(numbers) if at and kinds[at - 1] == _QUOTED}
    return "\n".join(lines[at] for at in numbers).rstrip("\n"), frozenset(answers)
