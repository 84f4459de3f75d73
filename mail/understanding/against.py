"""What rules have against a value that is told: a person looks, unless `weighed` outweighs it.

It is somebody else's, of the past or still to come, asked and not told, only near, for parcels or
for a time, a joke, or of the place where one works or was born.
"""

import re
from collections.abc import Iterator, Sequence, Set
from typing import Literal, get_args

from mail.understanding import (
    actors,
    gist,
    homes,
    kept,
    nearby,
    owners,
    reach,
    sentences,
    tenses,
    unreal,
    wording,
)
from mail.understanding.facts import OF_AN_ADDRESS
from mail.understanding.folding import fold
from mail.understanding.frames import Told
from mail.understanding.lists import alternatives
from mail.understanding.sentences import Sentence
from mail.understanding.values import Place
from mail.understanding.withdrawn import taken_back

_ABOVE = 3  # lines of an address
_HARDLY = 0.15  # how likely the whole of a sentence must tell something new
_TELLS = {"city": 0.5}  # "I love York"
_Phrased = Literal["hedge", "retract", "wrong_person", "other", "condition", "sarcasm", "denial"]
_OfTheSentence = Literal[
    "asks", "later", "temporary", "ahead", "things", "moved_thing", "meeting", "not_ours", "jest"
]
_OfTheValue = Literal[
    "denied", "past", "somebody", "announced", "not_home", "as_ever", "code", "untold"
]
Reason = _Phrased | _OfTheSentence | _OfTheValue
_PHRASED: tuple[_Phrased, ...] = get_args(_Phrased)
# Where somebody was born, has not moved to, or what the code of a town is.
_NOT_HOME = re.compile(
    r"\b(?:naci|nacid[oa]|nacio|born|родил\w{1,4}|"
    r"(?:codigo postal|cp|postcode|zip|индекс) (?:de|of|for|города) \w|"
    r"(?:не|no|not|haven't|hasn't|didn't|nunca) (?:\w{1,5} )?"
    r"(?:переех\w+|moved|mudad\w+|mud\w+|traslad\w+))"
)
_CODE = re.compile(r"\b(?:codigo|cp|postcode|code|zip|индекс)\s([^\d,.:;]{3,30})\Z")
# "SW1A 2AA is Downing Street."
_IS_A_PLACE = re.compile(
    r"\s(?:is|es|это)\s(?!(?:my|our|the|a|now|right|correct|mine|what|it|el|la|lo|mi|nuestr|ahora|correct|"
    r"bueno|mio|que|мой|наш|теперь|правильн|верн|новый)\w*)[a-zа-яё]"
)
_AS_EVER = re.compile(
    r"\W{0,3}\s?(?:como siempre|as (?:always|ever|before)|как (?:всегда|и было))\b"
)
_SEASON = re.compile(
    r"\b(?:en (?:verano|invierno)|los (?:veranos|inviernos|fines de semana|findes|"
    r"lunes|martes|miercoles|jueves|viernes|sabados|domingos)|por las (?:tardes|mananas|noches)|"
    r"in (?:the )?(?:summer|winter|evening|morning|afternoon)s?|(?:at |on )?weekends|"
    r"(?:on )?(?:mon|tues|wednes|thurs|fri|satur|sun)days|"
    r"летом|зимой|на лето|по (?:выходным|будням|вечерам|утрам|ночам|понедельникам|вторникам|"
    r"средам|четвергам|пятницам|субботам|воскресеньям))\b"
)
_COPIES = re.compile(r"\b(?:cc|bcc|copy|copia|copio|копи\w{1,3})\b")
_AGAINST: dict[Reason, re.Pattern[str]] = {
    "things": homes.FOR_THINGS,
    "moved_thing": re.compile(rf"\b(?:{alternatives('doubts', 'moved_thing')})\b"),
    "meeting": re.compile(
        r"\b(?:quedamos en|nos vemos en|let's meet|meet (?:me|us)|встре\w{3,6})\b"
    ),
    "not_ours": reach.NOT_OURS,
    "jest": reach.LAUGHS,
}


def is_withdrawn(one: Told, said: Sequence[Sentence], told: Sequence[Told], place: Place) -> bool:
    """Say whether the reply takes a value back, or gives it to somebody else."""
    lines = {other.at for other in told}
    sentence, field = said[one.at], one.correction.field
    begins = _begins(one, sentence)
    before = said[one.at - 1] if one.at else None
    # "In March we are moving. 14 Mill Lane, Bristol."
    to_come = one.at > 0 and tenses.ahead(said[one.at - 1], place.today)
    return (
        to_come
        or taken_back(said, one.at, field, lines)
        or owners.of_another(sentence, begins)
        or _goes_on_about_another(one, said)
        or _of_former_work(one, sentence)
        or unreal.untrue(sentence, begins, begins + len(one.correction.value))
        or unreal.begins_later(_behind(said, one.at, lines), place.today)
        or unreal.of_a_vehicle(sentence, before, field)
        or kept.speaks_against(said, one.at, begins, field)
    )


def _behind(said: Sequence[Sentence], at: int, lines: Set[int]) -> list[Sentence]:
    """Return the sentences behind one that tell no values themselves."""
    return [said[number] for number in range(at + 1, len(said)) if number not in lines]


def _begins(one: Told, sentence: Sentence) -> int:
    """Return where a value begins, or where its stretch ends, if that is not known.

    What says that an address is the writer's ("we've moved") may stand in place of the value.
    """
    words = fold(one.correction.value)
    at = sentence.folded.find(words) if words else -1
    if at >= 0:
        return at
    return one.value[0] if one.value else one.end


def _goes_on_about_another(one: Told, said: Sequence[Sentence]) -> bool:
    """Say whether the sentence before is of somebody else, and this one does not name the writer:
    "Luke and Anna have moved. 14 Oak Close"."""
    before = said[one.at - 1] if one.at else None
    theirs = before is not None and actors.of_somebody(before)
    return theirs and not actors.speaks_of_oneself(said[one.at])


def _of_former_work(one: Told, sentence: Sentence) -> bool:
    """Say whether a sentence tells where somebody used to work."""
    past = tenses.of_the_past(sentence, 0, len(sentence.text))
    return past and one.correction.field in ("company", "job_title")


def reasons(
    one: Told, span: tuple[int, int], said: Sequence[Sentence], place: Place
) -> Iterator[Reason]:
    """Yield what rules have against a value that stands at `span` of its sentence."""
    sentence, field = said[one.at], one.correction.field
    yield from _of_the_sentence(sentence, place)
    if nearby.denied(sentence, *span):
        yield "denied"
    if tenses.of_the_past(sentence, *sentences.clause(sentence.text, *span)):
        yield "past"
    if nearby.names_somebody(sentence, [span]):
        yield "somebody"
    if _is_announced(said, one.at):
        yield "announced"
    if field in OF_AN_ADDRESS and _NOT_HOME.search(sentence.folded):
        yield "not_home"
    if _is_borne_out(one.correction.old, sentence) or _AS_EVER.match(sentence.folded, span[1]):
        yield "as_ever"
    if field == "postcode" and _counts_else(sentence, span):
        yield "code"
    if field == "email" and _COPIES.search(sentence.folded):
        yield "things"  # "please cc accounts@…"
    if gist.gist(sentence).chances["update"] < _TELLS.get(field, _HARDLY):
        yield "untold"


def _of_the_sentence(sentence: Sentence, place: Place) -> Iterator[Reason]:
    """Yield what a sentence has against all its values: it asks, doubts, or tells of others, of
    now only, or of what will be."""
    if sentence.asks and not sentence.has("polite", "update"):
        yield "asks"
    yield from (kind for kind in _PHRASED if sentence.has(kind))
    # "This one I look at once in a blue moon."
    if sentence.has("later") and not gist.gist(sentence).rules_out("later"):
        yield "later"
    for_now = sentence.has("temporary") or _SEASON.search(sentence.folded)
    if for_now and not tenses.has_changed(sentence):
        yield "temporary"
    if tenses.ahead(sentence, place.today):
        yield "ahead"
    if tenses.begins_with_if(sentence):
        yield "condition"
    for reason, pattern in _AGAINST.items():
        if pattern.search(sentence.folded):
            yield reason


def _is_announced(said: Sequence[Sentence], at: int) -> bool:
    """Say whether lines above call an address one for parcels ("Deliver to:") or somebody's."""
    above = [one for one in said[max(0, at - _ABOVE) : at] if one.text.endswith(":")]
    things = any(homes.FOR_THINGS.search(one.folded) or one.has("other") for one in above)
    named = any(nearby.names_somebody(one, ()) for one in said[max(0, at - 1) : at])
    return things or named or any(map(owners.of_another, above))


def _is_borne_out(old: str, sentence: Sentence) -> bool:
    """Say whether a sentence says of what we have that it is right, beside another value."""
    return len(old) > 2 and sentence.has("confirm") and fold(old) in sentence.folded


def _counts_else(sentence: Sentence, span: tuple[int, int]) -> bool:
    """Say whether a number is called the code of something else: "индекс цен 100500"."""
    label = _CODE.search(sentence.folded[: span[0]])
    if _IS_A_PLACE.match(sentence.folded, span[1]):
        return True
    return bool(label and wording.off_the_subject(wording.unexplained(label[1], ())))
