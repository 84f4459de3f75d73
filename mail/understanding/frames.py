"""Corrections told in free text, where only the words before it say what the value is.

`tables/frames/<language>.tsv` has a phrase a line: `field <tab> strength <tab> phrase`; the value
is what follows ("ahora me apellido …"). A field written `-phone` means that the phrase itself says
there is none any more. How far a value reaches is said in `reach.py`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from mail.understanding import addresses, lists, reach, tenses, values, wording
from mail.understanding.candidates import Candidates, Needs
from mail.understanding.facts import Correction, Reply
from mail.understanding.folding import fold
from mail.understanding.sentences import Sentence, clause
from mail.understanding.values import Place

_CONFIDENCE = {"clear": reach.SURE, "likely": reach.LIKELY}
NOT_NOW = ("other", "temporary", "condition", "later", "sarcasm", "denial")


# "The town should be …" names one, "I live in …" may name anything.
_TOWN = re.compile(r"\b(?:city|town|ciudad|poblacion|localidad|municipio|город\w?)\b")
_JOB = re.compile(r"\b(?:cargo|puesto|title|position|role|job|должност\w)\b")


@dataclass(frozen=True, slots=True)
class Told:
    """A correction and where it was said: in the sentence numbered `at`, from `start` to `end`.

    `value` is where the value stands, when it was recognised by itself; `seen` says that it
    is sure by what was learned, `likelihood` how likely these words are a new value by that,
    and `ruled` that a rule found it.
    """

    correction: Correction
    at: int
    start: int
    end: int
    value: tuple[int, int] | None = None
    seen: bool = False
    likelihood: float = 0.0
    ruled: bool = True


@dataclass(frozen=True, slots=True)
class _Frame:
    field: str
    confidence: float
    pattern: re.Pattern[str]
    needs: Needs


@dataclass(frozen=True, slots=True)
class _Hit:
    """A frame found in the sentence numbered `at`."""

    frame: _Frame
    at: int
    start: int
    end: int

    @property
    def topic(self) -> str:
        """Of one topic, a sentence tells one value: the longest frame's."""
        return "address" if self.frame.field in reach.ADDRESS else self.frame.field


def told(said: Sequence[Sentence], reply: Reply, place: Place) -> Iterator[Told]:
    """Yield the corrections of all sentences."""
    for at, sentence in enumerate(said):
        taken: set[str] = set()
        for hit in _hits(sentence, at):
            if hit.topic not in taken and not _is_barred(hit, sentence):
                found = list(_of_hit(hit, said, reply, place))
                taken |= {hit.topic} if found else set()
                yield from found


def tells_an_address(sentence: Sentence) -> list[int]:
    """Return where the phrases begin that announce an address, not denied."""
    return [hit.start for hit in _hits(sentence, 0) if hit.frame.field in reach.ADDRESS]


def _hits(sentence: Sentence, at: int) -> list[_Hit]:
    """Return the frames in a sentence, the longest first."""
    frames, candidates = _frames()
    found = [
        _Hit(frames[number], at, match.start(), match.end())
        for number in candidates.of(sentence.named)
        for match in frames[number].pattern.finditer(sentence.named)
        if not sentence.denied(match.start())
    ]
    return sorted(found, key=lambda hit: (hit.start - hit.end, hit.start))


def _is_barred(hit: _Hit, sentence: Sentence) -> bool:
    """Say whether a sentence tells of others or of no value for good; of when one was born, only
    its own clause does: "el 19 de mayo, no antes de tiempo"."""
    if hit.frame.field != "birth_date":
        return sentence.has(*NOT_NOW)
    start, end = clause(sentence.text, hit.start, hit.end)
    return any(one.kind in NOT_NOW and start <= one.start < end for one in sentence.found)


def _of_hit(hit: _Hit, said: Sequence[Sentence], reply: Reply, place: Place) -> Iterator[Told]:
    if hit.frame.field.startswith("-"):
        yield from _removal(hit, said[hit.at], reply)
        return
    sentence = said[hit.at]
    told_by_homes = any(
        addresses.find(one.text, place.country) for one in said[hit.at : hit.at + 2]
    )
    if hit.frame.field in reach.ADDRESS and told_by_homes:
        return
    raw, stop = reach.value(hit.frame.field, sentence.text, hit.end)
    if hit.frame.field == "job_title" and hit.frame.confidence < reach.SURE:
        # "I am now …" is most often said of something else than a job.
        raw = raw if reach.job_like(raw) or _old_in(hit, sentence, reply) else ""
    if not raw and hit.frame.field in reach.ADDRESS:
        raw, stop = reach.lines_below(said, hit.at, place.country), len(sentence.text)
    for field, value in reach.read(hit.frame.field, raw, place).items():
        old = values.merged(reply.record, field)
        if not (old and values.same(field, old, value, place)):
            confidence = _confidence(hit, raw, old, sentence, place.today)
            correction = Correction(field, value, old, sentence.text, confidence, "free_text")
            yield Told(correction, hit.at, hit.start, stop)
            yield from _beside(field, hit, stop, sentence, (reply, place))


def _beside(
    told: str, hit: _Hit, stop: int, sentence: Sentence, of: tuple[Reply, Place]
) -> Iterator[Told]:
    """Yield the firm behind a job, or the job behind a firm: "buyer at Olmo", "Olmo as buyer"."""
    reply, place = of
    field, raw, end = _other_behind(told, sentence.text, stop)
    value = reach.read(field, raw, place).get(field, "") if raw else ""
    old = values.merged(reply.record, field)
    if value and not values.same(field, old or "-", value, place):
        asks = sentence.asks or sentence.has("hedge", "retract")
        sure = reach.LIKELY if asks or not reach.plainly(field, raw) else reach.SURE
        told_beside = Correction(field, value, old, sentence.text, sure, "free_text")
        yield Told(told_beside, hit.at, stop, end)


def _other_behind(told: str, text: str, stop: int) -> tuple[str, str, int]:
    """Return the field, the words and the end of what stands behind a firm or a job."""
    if told == "company":
        raw, _, end = reach.job_behind(text, stop)
        return "job_title", raw, end
    link = reach.LINKS["company"].match(text, stop) if told == "job_title" else None
    return ("company", *reach.value("company", text, link.end())) if link else ("", "", stop)


def _old_in(hit: _Hit, sentence: Sentence, reply: Reply) -> bool:
    old = values.merged(reply.record, hit.frame.field)
    return len(old) > 2 and fold(old) in sentence.folded


def _removal(hit: _Hit, sentence: Sentence, reply: Reply) -> Iterator[Told]:
    field = hit.frame.field[1:]
    if "," in sentence.text[hit.start : hit.end]:
        return  # "tlf fijo ya no tengo, móvil 655 …"
    old = values.merged(reply.record, field)
    # "Olga is retired": said of the contact by somebody else.
    known = bool(old) or not any(reply.record.values())
    if known and wording.NAME not in sentence.named:
        gone = Correction(field, "", old, sentence.text, reach.LIKELY, "free_text")
        yield Told(gone, hit.at, 0, len(sentence.text))


def _confidence(hit: _Hit, raw: str, old: str, sentence: Sentence, today: date) -> float:
    at_most = reach.surety(hit.frame.field, raw, sentence)
    if hit.frame.field == "city" and _TOWN.search(sentence.folded, hit.start, hit.end):
        at_most = reach.SURE if raw[:1].isupper() else at_most
    likely = hit.frame.confidence == reach.LIKELY
    told = hit.frame.field == "job_title" and likely and reach.job_like(raw)
    confidence = at_most if told else min(hit.frame.confidence, at_most)
    things = hit.topic == "address" and reach.FOR_THINGS.search(sentence.folded)
    if things or reach.LAUGHS.search(sentence.folded) or _doubtful(hit, raw, sentence):
        return min(confidence, reach.LIKELY)
    # "Could you change it to …?" is a request, "Is it …?" a question.
    asks = sentence.asks and not sentence.has("polite", "update")
    asks = asks or (hit.frame.field in reach.ADDRESS and tenses.ahead(sentence, today))
    if asks or sentence.has("hedge", "retract"):
        return min(confidence, 0.5)
    # What was only likely is sure where the sentence names the old value as the old one.
    return (
        reach.SURE
        if likely and confidence == reach.LIKELY and len(old) > 2 and fold(old) in sentence.folded
        else confidence
    )


def _doubtful(hit: _Hit, raw: str, sentence: Sentence) -> bool:
    """Say whether a job or a firm may be another's, or none at all."""
    if hit.frame.field == "company":
        return bool(reach.NOT_OURS.search(sentence.folded))
    named = _JOB.search(sentence.folded, hit.start, hit.end)
    return hit.frame.field == "job_title" and not named and reach.of_something(raw)


@cache
def _frames() -> tuple[tuple[_Frame, ...], Candidates]:
    frames = tuple(_read_all())
    return frames, Candidates([frame.needs for frame in frames])


def _read_all() -> Iterator[_Frame]:
    for name, row in lists.rows("frames"):
        cells = row.split("\t")
        if len(cells) != 3 or cells[1] not in _CONFIDENCE:
            raise ValueError(f"{name}: a row is field, strength and phrase between tabs: {row!r}")
        field, strength, phrase = cells
        pattern = wording.compiled(phrase)
        yield _Frame(field, _CONFIDENCE[strength], pattern, wording.needs(phrase))
