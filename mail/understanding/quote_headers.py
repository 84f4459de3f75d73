"""The lines that mail programs put above what they quote.

Most need no word list: a line that ends in a colon and holds a date or time and an address (or a
verb of writing) introduces a quote in any language. Outlook's blocks of `From: / Sent: / To:` need
the labels, and the dividers need their texts; a language is added by rows in `tables/quoting`.
"""

import re

from mail.understanding.folding import fold
from mail.understanding.lists import alternatives

MAX_HEADER = 400  # characters of an introducing line that was wrapped over several

_HAS_WROTE = re.compile(rf"(?:{alternatives('quoting', 'wrote')})")
_ADDRESS = re.compile(r"[^\s<>\"'():,]{1,64}@[^\s<>\"'():,]{1,255}")
_WHEN = re.compile(
    r"\d{1,2}[:.h]\d{2}|\d{1,4}\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,4}"
    r"|\d{1,2}\.?,?\s(?:de\s)?[^\W\d]{3,12}\.?,?\s(?:de\s)?\d{4}|[^\W\d]{3,12}\.?\s\d{1,2},?\s\d{4}"
)
_ENDS = re.compile(r"(?:[:：]|写道[:：]?|のメッセージ)\s*\*?\s*\Z")
# mail.ru before 2020 and The Bat!: a greeting line with an address alone introduces the quote.
_OPENERS = re.compile(
    r"(?:on|am|le|el|il|em|op|w dniu|dnia|den|dne|dna|pa|em|no|na|la|a|"
    r"пн|вт|ср|чт|пт|сб|вс|понедельник|вторник|среда|четверг|пятница|суббота|воскресенье)\b"
)

_DIVIDER = re.compile(
    rf"\s*[-_=*\s]{{2,}}\s?(?:{alternatives('quoting', 'divider')})\b.{{0,80}}\s*\Z"
)
_PLAIN_DIVIDER = re.compile(rf"(?:{alternatives('quoting', 'opening')})\s?[:：]?\s*\Z")
_BETWEEN_DASHES = re.compile(r"\s*-{3,}\s.{3,300}\s-{3,}\s*\Z")
_RULE = re.compile(r"\s*(?:_{10,}|-{20,}|={20,}|\*{20,})\s*\Z")

# Outlook, Apple Mail, Zimbra and most web mailers: the label of From, then of Sent, To, Subject.
_FROM_LINE = re.compile(
    rf"[\s*_>]{{0,6}}(?:{alternatives('quoting', 'from')})\s?[*_]?\s?[:：]\s?[*_]{{0,2}}\s?\S"
)
_NEXT_LINE = re.compile(rf"[\s*_>]{{0,6}}(?:{alternatives('quoting', 'label')})\s?[*_]?\s?[:：]")


def introduces(lines: list[str], at: int) -> int:
    """Return how many lines from `at` on introduce a quote, 0 when they do not.

    The lines are bare of `>`. A wrapped introduction may take up to four lines.
    """
    if not lines[at].strip():
        return 0
    return _divider(lines, at) or _block(lines, at) or _written_by(lines, at)


def _divider(lines: list[str], at: int) -> int:
    line = fold(lines[at][:MAX_HEADER])
    if _DIVIDER.match(line) or _PLAIN_DIVIDER.match(line.strip(" *")):
        return 1
    if _BETWEEN_DASHES.match(line) and _says_who_and_when(line):
        return 1
    if _RULE.match(line):
        after = _next_written(lines, at + 1)
        return 1 if after is not None and _block(lines, after) else 0
    return 0


def _next_written(lines: list[str], at: int) -> int | None:
    return next((i for i in range(at, min(at + 3, len(lines))) if lines[i].strip()), None)


def _block(lines: list[str], at: int) -> int:
    first = fold(lines[at][:MAX_HEADER])
    begins = bool(_FROM_LINE.match(first))
    if not begins and not _is_dated_label(first):
        return 0
    window = [fold(line[:60]) for line in lines[at + 1 : at + 8]]
    if not begins and not any(map(_FROM_LINE.match, window[:2])):
        return 0
    labels = (_NEXT_LINE,) if begins else (_NEXT_LINE, _FROM_LINE)
    found = [i for i, line in enumerate(window) if any(one.match(line) for one in labels)]
    written = [i for i, line in enumerate(window) if line.strip()]
    near = found and written and found[0] == written[0]
    return found[-1] + 2 if near and len(found) >= 2 else 0


def _is_dated_label(line: str) -> bool:
    """Say whether a folded line is a label and a date: some programs put Sent above From."""
    return bool(_NEXT_LINE.match(line)) and bool(_WHEN.search(line))


def _written_by(lines: list[str], at: int) -> int:
    joined = ""
    for count, line in enumerate(lines[at : at + 4], start=1):
        if not line.strip():
            return 0
        joined = f"{joined} {line.strip()}".strip()
        if len(joined) > MAX_HEADER:
            return 0
        if _ENDS.search(joined) and _says_who_and_when(fold(joined)):
            return count if count == 1 or _begins(lines, at) else 0
    return 0


def _says_who_and_when(line: str) -> bool:
    when, who, verb = _WHEN.search(line), _ADDRESS.search(line), _HAS_WROTE.search(line)
    return sum(map(bool, (when, who, verb))) >= 2


def _begins(lines: list[str], at: int) -> bool:
    """Say whether a wrapped introduction begins here, and not with the person's own last line."""
    first = fold(lines[at][:MAX_HEADER])
    if not (_OPENERS.match(first) or _WHEN.search(first) or _ADDRESS.search(first)):
        return False
    rest = " ".join(lines[at + 1 : at + 1 + _written_by(lines, at + 1)])
    return not _WHEN.search(fold(rest))
