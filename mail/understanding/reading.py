"""From a reply to what it says: the one way, top to bottom."""

from collections.abc import Iterable, Iterator, Sequence

from mail.understanding import form, intents, sentences, subjects, telling
from mail.understanding.cutting import cut
from mail.understanding.facts import Correction, Cut, Intent, Kind, Reply, Understood
from mail.understanding.folding import LIMIT
from mail.understanding.sentences import Sentence
from mail.understanding.values import Place


def understand(reply: Reply) -> Understood:
    """Read one reply. Total: any text gives an answer, and what is not understood is `unknown`."""
    place = Place(reply.country.upper(), reply.language, reply.today)
    parts = cut(reply.text, reply.html)
    said = sentences.read(_free_words(parts), reply.record)
    corrected = list(_corrections(parts, said, reply, place))
    found = intents.read(said, corrected=bool(corrected))
    found = list(_with_subject(found, reply, parts))
    found = list(_completed(found, corrected, said, parts))
    return Understood(
        tuple(found), tuple(corrected), parts.reply, tuple(_doubts(found, corrected, said, parts))
    )


def _free_words(parts: Cut) -> str:
    return parts.reply[:LIMIT]


def _corrections(
    parts: Cut, said: Sequence[Sentence], reply: Reply, place: Place
) -> Iterator[Correction]:
    """Yield each (field, value) once: the surest source first."""
    seen: set[tuple[str, str]] = set()
    filled: set[str] = set()
    for source in (
        form.labelled(parts.reply, reply, place),
        form.edited(parts, reply, place),
        telling.told(said, reply, place),
    ):
        new = [one for one in source if (one.field, one.value) not in seen]
        for one in new:
            # A labelled line is also a sentence: its number is not a second correction.
            if one.source == "free_text" and any(one.value == value for _, value in seen):
                continue
            seen.add((one.field, one.value))
            filled.add(one.field)
            yield one


def _with_subject(found: list[Intent], reply: Reply, parts: Cut) -> Iterable[Intent]:
    intent = subjects.read(reply.subject, silent=not parts.reply.strip())
    if intent is None or any(one.kind == intent.kind for one in found):
        return found
    return [*found, intent]


def _completed(
    found: list[Intent], corrected: list[Correction], said: Sequence[Sentence], parts: Cut
) -> Iterable[Intent]:
    kinds: set[Kind] = {intent.kind for intent in found}
    if corrected and "update" not in kinds:
        surest = max(corrected, key=lambda one: one.confidence)
        yield Intent("update", surest.confidence, surest.evidence)
    yield from found
    if not kinds and not corrected:
        nothing = not any(sentence.text.strip() for sentence in said)
        yield Intent("empty" if nothing else "unknown", 0.9 if nothing else 0.5, parts.reply[:200])


def _doubts(
    found: list[Intent], corrected: list[Correction], said: Sequence[Sentence], parts: Cut
) -> Iterator[str]:
    if len(parts.reply) > LIMIT:
        yield "too_long"
    if any(sentence.has("retract") for sentence in said):
        yield "taken_back"
    if any(sentence.has("sarcasm") for sentence in said):
        yield "irony"
    if any(one.confidence < 0.7 for one in found if one.kind in ("confirm", "unsubscribe")):
        yield "unsure"
    if _unread(found, corrected, said):
        yield "unread_words"


def _unread(found: list[Intent], corrected: list[Correction], said: Sequence[Sentence]) -> bool:
    """Say whether a sentence that may matter was not understood at all."""
    evidence = " ".join(one.evidence for one in corrected)
    for sentence in said:
        meant = {hit.kind for hit in sentence.found} - _MODIFIERS
        if (
            meant
            or sentence.text in evidence
            or any(one.evidence in sentence.text for one in corrected)
        ):
            continue
        matters = (
            sentence.has("negation", "contrast", "other", "condition") and sentence.unexplained
        )
        numbers = any(char.isdigit() or char == "@" for char in sentence.text)
        if matters or numbers or len(sentence.unexplained) > 8:
            return True
    return False


_MODIFIERS = frozenset(
    {"hedge", "condition", "contrast", "negation", "other", "temporary", "later"}
)


def distinct_values(corrections: Iterable[Correction], field: str) -> int:
    """Count the different values that a reply gives for one field: above one they conflict."""
    return len({one.value for one in corrections if one.field == field})
