"""What of a reply is not understood, so that a person should look; and what need not be."""

from collections.abc import Iterator, Sequence

from mail.understanding import gist, refused, sentences, wording
from mail.understanding.facts import Cut, Intent
from mail.understanding.folding import LIMIT
from mail.understanding.sentences import Sentence

_FEW = 15  # words of mere good wishes
_STRANGE = 2  # of them that nothing explains: "feliz finde"
_GREETS = 0.97


def only_greets(said: Sequence[Sentence]) -> bool:
    """Say whether a short reply is only thanks and good wishes, so that nobody need look."""
    spoken = any(
        one.has("courtesy", "nothing") or any(map(_is_word, one.unexplained)) for one in said
    )
    short = sum(len(one.text.split()) for one in said) <= _FEW
    return spoken and short and all(map(_greets, said))


def _is_word(letters: str) -> bool:
    return len(letters) > 3 and gist.spelt(letters) in gist.model().rows


def _greets(sentence: Sentence) -> bool:
    others = {hit.kind for hit in sentence.found} - {"courtesy", "nothing"}
    turned = sentence.asks or bool(others) or has_numbers(sentence)
    greets = gist.gist(sentence).is_surely("chat", least=_GREETS)
    return greets and not turned and len(sentence.unexplained) <= _STRANGE


def of(
    found: Sequence[Intent], left: Sequence[Sentence], parts: Cut, *, borne_out: bool
) -> Iterator[str]:
    """Yield the codes of what should make a person look before anything is changed; words that
    nothing explains do not, where the whole of the reply bears out the one thing found."""
    if len(parts.reply) > LIMIT or len(left) >= sentences.MAX_SENTENCES:
        yield "too_long"
    if any(sentence.has("retract") for sentence in left):
        yield "taken_back"
    if any(sentence.has("sarcasm") for sentence in left):
        yield "irony"
    refuses = any(one.kind == "unsubscribe" for one in found)
    if refuses and any(refused.is_explained(sentence.folded) for sentence in left):
        yield "another_matter"
    if borne_out:
        return
    if any(one.confidence < 0.7 for one in found if one.kind in ("confirm", "unsubscribe")):
        yield "unsure"
    if any(map(_unread, left)):
        yield "unread_words"


def _unread(sentence: Sentence) -> bool:
    """Say whether a sentence that may matter was not understood at all."""
    whole = gist.gist(sentence)
    if {hit.kind for hit in sentence.found} - _MODIFIERS or whole.is_surely("chat"):
        return False
    if whole.is_surely("confirm", "unsubscribe") and not has_numbers(sentence):
        return False
    alone = len(sentence.found) > 0 and not sentence.told and sentence.has("negation", "hedge")
    if alone and not sentence.unexplained:
        return True  # "No." or "Maybe." beside a yes
    matters = sentence.has("negation", "contrast", "other", "condition") and sentence.unexplained
    numbers = has_numbers(sentence)
    fields = any(map(wording.names_a_field, sentence.unexplained))
    return bool(matters) or numbers or fields or len(sentence.unexplained) > 8


def has_numbers(sentence: Sentence) -> bool:
    """Say whether a number or an address is left in a sentence."""
    return any(char.isdigit() or char == "@" for char in sentence.folded)


_MODIFIERS = frozenset(
    {"hedge", "condition", "contrast", "denial", "negation", "other", "temporary", "later"}
)
