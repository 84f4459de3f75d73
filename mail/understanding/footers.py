"""What follows the words of a reply and is not meant for us: footers, disclaimers, signatures.

A footer or disclaimer is known by how it begins (`tables/endings`), a signature by its dashes or by
a phrase of goodbye, which is part of it. A labelled line of corrections (`Teléfono: 612 …`) is cut
only where it stands below dashes or a goodbye.
"""

import re
from collections.abc import Collection

from mail.understanding import wording
from mail.understanding.folding import fold
from mail.understanding.wording import alternatives

_MAX_SIGNATURE = 14  # lines; longer than that, it is part of what was said

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

_DASHES = re.compile(r"\s*(?:--|—|–|__+|--+|\*\*+|==+)\s*\Z")
_CONTACT = re.compile(
    r"\d[\d\s().-]{6,}\d|@|\bwww\.|https?:|\b(?:tel|tlf|tfno|mov|movil|mob|fax|phone|mobile|cell|"
    r"т|тел|моб|факс)\b\s*[.:]"
)


def split(text: str) -> tuple[str, str]:
    """Return (what was said, what followed it). Both keep their line breaks."""
    lines = text.split("\n")
    folded = [fold(line[:300]) for line in lines]
    end = _end_of_words(folded)
    end = min(end, _signature(folded[:end]))
    return "\n".join(lines[:end]).strip("\n"), "\n".join(lines[end:]).strip("\n")


def signed_at(text: str, names: Collection[str]) -> int | None:
    """Return the line at which a text is signed: it holds the writer's full name (`names`, folded)
    and nothing else, below it stand contact data of more than one kind, and nothing is said there.
    None where it is not so, or where what stands above leads to it ("my new number is:")."""
    folded = [fold(line[:300]).strip() for line in text.split("\n")]
    for at in range(max(1, len(folded) - 3 * _MAX_SIGNATURE), len(folded)):
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
    contacts = [bool(_CONTACT.search(line)) for line in lines]
    return len(lines) <= _MAX_SIGNATURE and len(set(contacts)) == 2 and not _spoken(lines)


def _spoken(lines: list[str]) -> bool:
    """Say whether any line says something, be it one word: STOP."""
    return any(hit.kind in _SPEECH for line in lines for hit in wording.find(line))


def _end_of_words(folded: list[str]) -> int:
    """Return the line where dashes, a footer or a disclaimer begin."""
    for at, line in enumerate(folded):
        if not line.strip():
            continue
        if _FOOTERS.match(line) and len(line) < 200:
            return at
        starts = at == 0 or not folded[at - 1].strip()
        if at and starts and _DISCLAIMERS.match(line):
            return at
        if _DASHES.match(line) and (at or any(folded[1:])):
            return at
    return len(folded)


def _signature(folded: list[str]) -> int:
    """Return where a goodbye begins the signature, or a block of contact data ends the text.

    Thanks are said to us and stay; so does a goodbye that is all there is.
    """
    for at in range(max(0, len(folded) - _MAX_SIGNATURE * 3), len(folded)):
        if is_goodbye(folded[at]):
            left = [line for line in folded[at + 1 :] if line.strip()]
            if len(left) <= _MAX_SIGNATURE and not any(map(_says_something, left)):
                said = any(line.strip() for line in folded[:at])
                return at if left and said and not _THANKS.match(folded[at].strip()) else at + 1
    return len(folded) - _contact_block(folded)


def _says_something(line: str) -> bool:
    """Say whether a line below a goodbye goes on talking: "Gracias. / Y dadme de baja."."""
    found = wording.find(line[:300])
    return any(hit.kind in _SPEECH and hit.strength != "alone" for hit in found)


_SPEECH = frozenset(
    {"unsubscribe", "partial", "keep", "update", "confirm", "erase", "access", "wrong_person"}
    | {"complaint", "question", "contrast", "retract"}
)


def is_goodbye(line: str) -> bool:
    """Say whether a folded line only says goodbye or thanks, with or without a name."""
    line = line.strip()
    if not line or len(line) > 70:
        return False
    if _GOODBYE.match(line):
        return True
    named = _GOODBYE_NAME.match(line)
    return bool(named and _GOODBYE.match(named[1]))


def _contact_block(folded: list[str]) -> int:
    """Return how many lines at the end are a name and its phones and addresses, after a blank."""
    blank = max((i for i, line in enumerate(folded) if not line.strip()), default=-1)
    block = folded[blank + 1 :]
    if blank < 1 or not 3 <= len(block) <= 8 or not any(folded[:blank]):
        return 0
    contacts = [bool(_CONTACT.search(line)) for line in block]
    named = not contacts[0] and len(block[0].split()) <= 4 and ":" not in block[0]
    # A block of labelled lines alone is a correction, not a signature.
    signed = named and any(contacts[1:]) and not _sentence(block[0]) and not _spoken(block)
    return len(block) if signed else 0


def _sentence(line: str) -> bool:
    return line.rstrip().endswith((".", "!", "?", ":", ","))
