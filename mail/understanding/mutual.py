"""What the wishes and the new values of one reply do to each other."""

import re
from collections.abc import Iterator, Sequence

from mail.understanding import gist, reach, sentences, towns
from mail.understanding.facts import Correction, Intent
from mail.understanding.sentences import Sentence

_LEAVES = 0.5
_DESPITE = 0.98  # how sure a sentence must be of what a phrase says it does not say
_NOT_HERE = re.compile(
    r"\W*(?:(?:y|and|but|pero|а|и|но|so|please|por favor|пожалуйста)\W+){0,2}(?:"
    r"(?:don't|dont|do not) (?:write|mail|e-?mail|send(?: anything| mail)?)(?: me)? "
    r"(?:to|at|on) (?:this|the old) (?:one|address|e-?mail|mailbox)(?: any ?more)?|"
    r"a (?:este|esta|ese|esa)(?: correo| direccion)? (?:ya )?no (?:me )?"
    r"(?:escrib\w+|mand\w+|envi\w+)(?: mas| nada| nada mas)?|"
    r"(?:ya )?no (?:me )?(?:escrib\w+|mand\w+|envi\w+)(?: mas| nada)? "
    r"a (?:este|esta|ese|esa)(?: correo| direccion)?(?: mas)?|"
    r"на (?:эту|этот|стар(?:ую|ый))(?: почту| адрес| ящик)? (?:мне )?(?:больше )?"
    r"(?:не пишите|не шлите|не присылайте)(?: больше)?|"
    r"(?:больше )?не (?:пишите|шлите|присылайте) (?:мне )?(?:больше )?"
    r"на (?:эту|этот|стар(?:ую|ый))(?: почту| адрес| ящик)?"
    r")(?:\W+(?:please|por favor|пожалуйста|gracias|thanks|спасибо))?\W*"
)


def settled(
    found: Sequence[Intent], told: Sequence[Correction], said: Sequence[Sentence]
) -> tuple[list[Intent], list[Correction]]:
    """Return the intents and the corrections that are left beside each other."""
    kept = [one for one in found if not (_of_what_goes(one, told) or _wishes(one, told))]
    corrected = list(_still_wanted(told, kept))
    if any(one.field == "channel" for one in corrected):
        # "Rather by WhatsApp": the refusal of the other channel is the same wish.
        kept = [one for one in kept if one.scope != "part"]
    return [one for one in kept if not _of_the_old_address(one, corrected, said)], corrected


def _of_what_goes(one: Intent, corrected: Sequence[Correction]) -> bool:
    """Say whether it is a number that is gone, and nobody: "remove the landline, it's no more"."""
    lines = [
        each.evidence for each in corrected if not each.value and one.evidence in each.evidence
    ]
    wholes = (gist.gist(sentences.sentence(line)) for line in lines)
    return one.kind == "wrong_person" and any(
        whole.is_surely("update", least=_DESPITE) for whole in wholes
    )


def _wishes(one: Intent, corrected: Sequence[Correction]) -> bool:
    """Say whether a question only wishes a language or a channel: "could mails be in Polish?"."""
    sure = [each for each in corrected if each.confidence >= reach.SURE]
    wished = [each.evidence for each in sure if each.field in ("language", "channel")]
    return one.kind == "question" and any(one.evidence in words for words in wished)


def _still_wanted(corrected: Sequence[Correction], found: Sequence[Intent]) -> Iterator[Correction]:
    """Yield the corrections but those by which a refusal only explains itself: "I have retired"."""
    leaves = any(one.kind == "unsubscribe" and one.confidence >= _LEAVES for one in found)
    another = any(one.kind == "wrong_person" for one in found)
    street = any(one.field == "street" for one in corrected)
    for one in corrected:
        if another and one.source == "free_text":
            continue  # the values of who writes are not those of whom we wrote to
        gone = not one.value and one.field in ("company", "job_title")
        # "I buy elsewhere since I moved to York": no address is told.
        place = one.field == "city" and towns.known(one.value) and not street
        if not (leaves and (gone or place)):
            yield one


def _of_the_old_address(
    one: Intent, corrected: Sequence[Correction], said: Sequence[Sentence]
) -> bool:
    """Say whether only the address that is given up gets no more mail: "not to this one".

    All that refuses must be a clause of these few words: "neither here nor there" is a refusal.
    """
    renewed = any(other.field == "email" and other.value for other in corrected)
    if not renewed or one.kind != "unsubscribe":
        return False
    clauses = [part for sentence in said for part in _refusing(sentence)]
    return bool(clauses) and all(map(_NOT_HERE.fullmatch, clauses))


def _refusing(sentence: Sentence) -> Iterator[str]:
    """Yield the folded clauses of a sentence that refuse something."""
    for hit in (*sentence.of("unsubscribe"), *sentence.of("partial")):
        start, end = sentences.clause(sentence.text, hit.start, hit.end)
        yield sentence.folded[start:end]
