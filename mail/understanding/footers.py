"""What follows the words of a reply and is not meant for us: footers, disclaimers, signatures.

A footer or disclaimer is known by how it begins (`tables/endings`), a signature by its dashes, by a
phrase of goodbye, which is part of it, or by its look (`signatures`). What somebody says below all
that is given back: a postscript, a question, a refusal. A labelled line of corrections
(`Teléfono: 612 …`) is cut only where it stands below dashes or a goodbye.
"""

import re
from collections.abc import Collection, Iterator, Sequence

from mail.understanding import signatures, voices
from mail.understanding.folding import fold
from mail.understanding.lists import alternatives
from mail.understanding.signatures import CONTACT, MAX_LINES

_FOOTERS = re.compile(rf"\W{{0,3}}(?:{alternatives('endings', 'footer')})")
_DISCLAIMERS = re.compile(rf"\W{{0,4}}(?:{alternatives('endings', 'disclaimer')})")
_THANKS = re.compile(rf"\W{{0,3}}(?:{alternatives('endings', 'thanks')})\W{{0,4}}\Z")
_GOODBYE = re.compile(
    rf"\W{{0,3}}(?:{alternatives('endings', 'goodbye')}|{alternatives('endings', 'thanks')})"
    r"\W{0,4}\Z"
)
# Kind regards, Emily: the name on the same line.
_GOODBYE_NAME = re.compile(
    r"(.{3,40}?)[,.!]\s{0,2}[^\W\d_]{2,20}(?:\s[^\W\d_]{1,20}\.?){0,3}\W{0,3}\Z"
)

# All correct. Best regards, Emily Carter, Carter & Sons, 020 …: all of it on one line.
_GOODBYE_WITHIN = re.compile(
    rf"(?<=[.!?…])\s{{1,3}}(?P<goodbye>(?:{alternatives('endings', 'goodbye')})[,.!:]{{0,2}})"
    r"\s{1,3}(?=\w)"
)

_DASHES = re.compile(r"\s*(?:—|–|__+|--+|\*\*+|==+)\s*\Z")
_MOST = 1000  # characters of a paragraph that somebody adds below a signature
_BELOW = 80  # lines in which he does
_LONG = 400  # characters of a disclaimer that may speak of its writer


def split(text: str, answers: Collection[int] = frozenset()) -> tuple[str, str]:
    """Return (what was said, what followed it). Both keep their line breaks.

    `answers` are the numbers of the lines that stand right below a quoted one: no signature begins
    there.
    """
    lines = text.split("\n") if answers else list(_apart(text.split("\n")))
    folded = [fold(line[:300]) for line in lines]
    end = _last_said(lines, folded, _end_of_words(lines, folded))
    at = _signature(lines[:end], folded[:end], answers)
    at = _with_name(lines, end) if at == end < len(lines) else at
    back = set(_given_back(lines, folded, at))
    kept = _joined([(i, line) for i, line in enumerate(lines) if i < at or i in back])
    return kept, _joined([(i, line) for i, line in enumerate(lines) if i >= at and i not in back])


def _apart(lines: list[str]) -> Iterator[str]:
    """Yield the lines; a whole signature behind words on their line becomes lines of its own."""
    for line in lines:
        goodbye = _GOODBYE_WITHIN.search(fold(line[:300]))
        if goodbye and signatures.is_strip(line[goodbye.end() :]):
            start, end = goodbye.span("goodbye")
            yield from (line[:start].rstrip(), line[start:end], line[goodbye.end() :])
        else:
            yield line


def _joined(numbered: list[tuple[int, str]]) -> str:
    """Join lines; where some were taken out between two, one blank line parts them."""
    parted: list[str] = []
    for (at, line), (before, _) in zip(numbered, [(-1, ""), *numbered], strict=False):
        parted += ["", line] if at != before + 1 and parted[-1:] != [""] else [line]
    return "\n".join(parted).strip("\n")


def signed_at(text: str, names: Collection[str]) -> int | None:
    """Return the line at which a text is signed: it holds the writer's full name (`names`, folded)
    and nothing else, below it stand contact data of more than one kind, and nothing is said there.
    None where it is not so, or where what stands above leads to it ("my new number is:")."""
    folded = [fold(line[:300]).strip() for line in text.split("\n")]
    for at in range(max(1, len(folded) - 3 * MAX_LINES), len(folded)):
        if is_name(folded[at], names):
            above = next((line for line in reversed(folded[:at]) if line), ":")
            below = [line for line in folded[at + 1 :] if line]
            return at if above[-1] not in ":," and _is_signature(below) else None
    return None


def is_name(line: str, names: Collection[str]) -> bool:
    """Say whether a line is the full name of the writer and nothing else."""
    words = re.findall(r"\w+", fold(line[:300]))
    return len(words) > 1 and set(words) <= set(names)


def _is_signature(lines: list[str]) -> bool:
    contacts = [bool(CONTACT.search(line)) for line in lines]
    return len(lines) <= MAX_LINES and len(set(contacts)) == 2 and not voices.spoken(lines)


def _end_of_words(lines: list[str], folded: list[str]) -> int:
    """Return the line where dashes, a footer or a disclaimer begin."""
    for at, line in enumerate(folded):
        if not line.strip():
            continue
        if _FOOTERS.match(line) and len(line) < 200:
            return at
        starts = at == 0 or not folded[at - 1].strip()
        if at and starts and _is_disclaimer(folded, at):
            return at
        if _DASHES.match(lines[at]) and (at or any(folded[1:])):
            return at
    return len(folded)


def _last_said(lines: Sequence[str], folded: Sequence[str], end: int) -> int:
    """Return where the paragraphs begin that end a text and are footers beyond doubt."""
    while True:
        last = next((i for i in range(end - 1, 0, -1) if folded[i].strip()), 0)
        first = next((i for i in range(last, 0, -1) if not folded[i].strip()), 0) + 1
        above = any(line.strip() and not voices.greets(line) for line in folded[:first])
        if not last or first < 2 or not above or signatures.is_head(lines[first]):
            return end
        text = " ".join(line.strip() for line in folded[first : last + 1])
        if len(text) > _MOST or not voices.is_footer(text):
            return end
        end = first


def _is_disclaimer(folded: Sequence[str], at: int) -> bool:
    """Say whether a disclaimer begins at a line; a short one that says "I" is somebody's words."""
    if not _DISCLAIMERS.match(folded[at]):
        return False
    text = " ".join(folded[i] for i in _paragraph(folded, at))
    return len(text) > _LONG or not voices.of_oneself(text)


def _paragraph(folded: Sequence[str], at: int) -> Iterator[int]:
    """Yield the numbers of the lines from `at` to the next blank one or postscript."""
    for i in range(at, len(folded)):
        if not folded[i].strip() or (i > at and voices.begins_aside(folded[i])):
            return
        yield i


def _signature(lines: list[str], folded: list[str], answers: Collection[int]) -> int:
    """Return where a signature begins, by a goodbye or its look.

    Thanks are said to us and stay; so does a goodbye that is all there is.
    """
    for at in range(max(0, len(folded) - MAX_LINES * 3), len(folded)):
        if is_goodbye(folded[at]) and _ends(lines, folded, at):
            left = any(line.strip() for line in folded[at + 1 :])
            said = any(line.strip() for line in folded[:at])
            return at if left and said and not _THANKS.match(folded[at].strip()) else at + 1
        if at and at not in answers and _begins(lines, folded, at):
            return _with_name(lines, at)
    return len(folded)


def _with_name(lines: list[str], at: int) -> int:
    """Return where a signature begins when a name alone may stand above it."""
    above = next((i for i in range(at - 1, 0, -1) if lines[i].strip()), 0)
    return above if above and signatures.is_lone_name(lines, above) else at


def _ends(lines: list[str], folded: list[str], at: int) -> bool:
    """Say whether a goodbye is the end: nobody goes on talking right below it, and what stands
    there is not what was announced above."""
    here = list(_paragraph(folded, at))[1:]
    rest = [i for i in range(at + 1, len(folded)) if folded[i].strip()]
    if len(rest) > MAX_LINES or any(signatures.says(lines[i]) for i in here):
        return False
    if here and signatures.goes_on(lines[at + 1]):
        return False
    data = any(CONTACT.search(folded[i]) or any(map(str.isdigit, folded[i])) for i in rest)
    return not (data and signatures.leads(lines[:at]))


def _begins(lines: list[str], folded: list[str], at: int) -> bool:
    """Say whether a block without a goodbye is a signature; below it, only footers may follow."""
    if not folded[at].strip() or not signatures.may_begin(lines[at]):
        return False
    block = list(_spaced(lines, at))
    block = block if len(block) > 2 else list(_paragraph(folded, at))
    return signatures.begins(lines[: block[-1] + 1], at)


def _spaced(lines: list[str], at: int) -> Iterator[int]:
    """Yield the lines of a signature that begins at `at` with a blank line below each."""
    last = at + 3 * MAX_LINES
    while at < min(len(lines), last) and not (at + 1 < len(lines) and lines[at + 1].strip()):
        if not signatures.is_line(lines[at]):
            return
        yield at
        at += next((i for i in (2, 3) if "".join(lines[at + 1 : at + i + 1]).strip()), 99)


def _given_back(lines: list[str], folded: list[str], at: int) -> Iterator[int]:
    """Yield the lines below an ending that are said to us all the same, paragraph by paragraph."""
    begun = at  # the paragraph that begins the ending belongs to it
    end = min(len(folded), begun + _BELOW)
    while at < end:
        block = list(_paragraph(folded, at))
        if block and voices.greets(folded[at]) and at > begun:
            return  # another mail begins
        if block:
            yield from _said(lines, folded, block, begun)
        at = block[-1] + 1 if block else at + 1


def _said(lines: list[str], folded: list[str], block: list[int], begun: int) -> list[int]:
    """Return the lines of a paragraph below an ending that are said to us."""
    at, text = block[0], " ".join(folded[i].strip() for i in block)
    if at == begun:
        return _said_at_once(lines, folded, block)
    if len(text) > _MOST or _DISCLAIMERS.match(text) or _FOOTERS.match(text):
        return []
    above = next((line for line in reversed(folded[:at]) if line.strip()), "")
    aside = is_goodbye(above) and signatures.goes_on(lines[at])
    name = signatures.is_head(lines[at]) and signatures.is_line(lines[at])  # The Old Forge Garage
    return block if aside or (voices.is_aside(text) and not name) else []


def _said_at_once(lines: list[str], folded: list[str], block: list[int]) -> list[int]:
    """Return the lines below a goodbye and a name, in one paragraph with them, that go on."""
    if _DASHES.match(lines[block[0]]) or _FOOTERS.match(folded[block[0]]):
        return []
    for i, at in enumerate(block[1:], start=1):
        if voices.in_general(folded[at]) or _DISCLAIMERS.match(folded[at]):
            return []
        if voices.is_sentence(folded[at]):
            return block[i:]
    return []


def is_goodbye(line: str) -> bool:
    """Say whether a folded line only says goodbye or thanks, with or without a name."""
    line = line.strip()
    if not line or len(line) > 70:
        return False
    if all(map(_GOODBYE.match, line.split(" / "))):
        return True
    named = _GOODBYE_NAME.match(line)
    return bool(named and _GOODBYE.match(named[1]))
