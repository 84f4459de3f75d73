"""Whether what a sentence tells is so at all: supposed, only heard, nearly so, put by mistake.

"Were we to move …", "they say the postcode …", "we nearly bought …", "I put … by mistake"; or a
later sentence says when it begins: "New house: … We move in February". A number plate is no house.
The words are in `tables/doubts`.
"""

import re
from collections.abc import Sequence
from datetime import date

from mail.understanding import actors, tenses
from mail.understanding.facts import OF_AN_ADDRESS
from mail.understanding.lists import alternatives
from mail.understanding.sentences import Sentence

_NEAR = 2  # sentences behind a value that may say when it begins
_SUPPOSED = re.compile(
    rf"(?:\A|[,;:.(]|\s[-–—])\W{{0,3}}(?:{alternatives('doubts', 'supposed')})\b"
)
_HEARSAY, _NEARLY, _TAKEN, _SLIP, _BEGINS, _LATER, _VEHICLE, _LIVES = (
    re.compile(rf"(?<!\w)(?:{alternatives('doubts', kind)})(?!\w)")
    for kind in (
        *("hearsay", "nearly", "taken", "slip", "begins", "begins_later", "vehicle"),
        "lives",
    )
)
_PUT = re.compile(rf"(?<!\w)(?:{alternatives('doubts', 'put')})\s(?:\w{{1,12}}\s){{0,4}}\Z")
_PLATE = re.compile(
    r"\b(?:\d{4}[\s-]?[bcdfghjklmnprstvwxyz]{3}|[a-z]{2}\d{2}\s?[a-z]{3}|"
    r"[авекмнорстух]\s?\d{3}\s?[авекмнорстух]{2}(?:\s?\d{2,3})?)\b"
)
_FAR = 60  # characters round a value in which it may be called a slip


def untrue(sentence: Sentence, start: int, end: int) -> bool:
    """Say whether what stands from `start` to `end` is said not to be so, or not surely."""
    folded = sentence.folded
    if _SUPPOSED.search(folded, 0, start) or _is_slip(folded, start, end):
        return True
    doubted = _HEARSAY if not _NEARLY.search(folded, 0, start) else _NEARLY
    hits = [hit.end() for hit in doubted.finditer(folded, 0, start)]
    taken = doubted is _NEARLY and _TAKEN.search(folded)
    return bool(hits) and not taken and not _turns_to_oneself(folded, hits[-1], start)


def begins_later(after: Sequence[Sentence], today: date) -> bool:
    """Say whether sentences behind a value tell that it is still to begin."""
    return any(_begins_later(one, today) for one in after[:_NEAR])


def of_a_vehicle(sentence: Sentence, before: Sentence | None, field: str) -> bool:
    """Say whether an address or a name is a car, or its plate: "ahora Seat León 4567 KLM"."""
    if field not in OF_AN_ADDRESS | {"company", "job_title"}:
        return False
    near = [one.folded for one in (before, sentence) if one]
    driven = any(map(_VEHICLE.search, near)) and not any(map(_LIVES.search, near))
    return driven or bool(_PLATE.search(sentence.folded))


def _is_slip(folded: str, start: int, end: int) -> bool:
    put = _PUT.search(folded, 0, start)
    around = folded[max(0, start - _FAR) : end + _FAR]
    return bool(put and _SLIP.search(around))


def _turns_to_oneself(folded: str, after: int, until: int) -> bool:
    """Say whether a clause of the writer's own stands between: "they say …, my new …"."""
    pause = max(folded.rfind(mark, after, until) for mark in ",;:")
    return pause >= 0 and actors.names_the_writer(folded, pause, until)


def _begins_later(sentence: Sentence, today: date) -> bool:
    if not _BEGINS.search(sentence.folded):
        return False
    return bool(_LATER.search(sentence.folded)) or tenses.in_a_month_to_come(sentence, today)
