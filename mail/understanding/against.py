"""What rules have against a value that is told: then a person looks, whatever was learned.

It is somebody else's, of the past or still to come, asked and not told, only near, for parcels or
for a time, a joke, or of the place where one works or was born.
"""

import re
from collections.abc import Sequence

from mail.understanding import gist, homes, nearby, owners, reach, sentences, tenses, wording
from mail.understanding.facts import OF_AN_ADDRESS
from mail.understanding.folding import fold
from mail.understanding.frames import NOT_NOW, Told
from mail.understanding.sentences import Sentence
from mail.understanding.values import Place
from mail.understanding.withdrawn import taken_back

_ABOVE = 3  # lines of an address
_HARDLY = 0.15  # how likely the whole of a sentence must tell something new
_TELLS = {"city": 0.5}  # "I love York"
_NOT_SO = frozenset(NOT_NOW) - {"temporary", "later"}
# Where somebody was born, has not moved to, or what the code of a town is.
_NOT_HOME = re.compile(
    r"\b(?:naci|nacid[oa]|nacio|born|родил\w{1,4}|"
    r"(?:codigo postal|cp|postcode|zip|индекс) (?:de|of|for|города) \w|"
    r"(?:не|no|not|haven't|hasn't|didn't|nunca) (?:\w{1,5} )?"
    r"(?:переех\w+|moved|mudad\w+|mud\w+|traslad\w+))"
)
_CODE = re.compile(r"\b(?:codigo|cp|postcode|code|zip|индекс)\s([^\d,.:;]{3,30})\Z")
_AS_EVER = re.compile(
    r"\W{0,3}\s?(?:como siempre|as (?:always|ever|before)|как (?:всегда|и было))\b"
)
_IF = re.compile(r"\W{0,3}(?:si|en caso|if|in case|unless|если|а если|вдруг)\s")
_SEASON = re.compile(
    r"\b(?:en (?:verano|invierno)|los (?:veranos|inviernos|fines de semana|findes)|"
    r"in (?:the )?(?:summer|winter)s?|(?:at |on )?weekends|летом|зимой|на лето|по выходным)\b"
)
_AGAINST = (homes.FOR_THINGS, reach.NOT_OURS, reach.LAUGHS)


def is_withdrawn(one: Told, said: Sequence[Sentence], told: Sequence[Told], place: Place) -> bool:
    """Say whether the reply takes a value back, or gives it to somebody else."""
    lines = {other.at for other in told}
    # "In March we are moving. 14 Mill Lane, Bristol."
    to_come = one.at > 0 and tenses.ahead(said[one.at - 1], place.today)
    return (
        to_come
        or taken_back(said, one.at, one.correction.field, lines)
        or owners.of_another(said[one.at])
        or _of_former_work(one, said[one.at])
    )


def _of_former_work(one: Told, sentence: Sentence) -> bool:
    """Say whether a sentence tells where somebody used to work."""
    past = tenses.of_the_past(sentence, 0, len(sentence.text))
    return past and one.correction.field in ("company", "job_title")


def speaks_against(
    one: Told, span: tuple[int, int], said: Sequence[Sentence], place: Place
) -> bool:
    """Say whether a rule has something against a value that stands at `span` of its sentence."""
    sentence = said[one.at]
    return (
        _is_not_so(sentence, place)
        or nearby.denied(sentence, *span)
        or tenses.of_the_past(sentence, *sentences.clause(sentence.text, *span))
        or nearby.names_somebody(sentence, [span])
        or any(pattern.search(sentence.folded) for pattern in _AGAINST)
        or _is_announced(said, one.at)
        or (one.correction.field in OF_AN_ADDRESS and bool(_NOT_HOME.search(sentence.folded)))
        or _is_borne_out(one.correction.old, sentence)
        or bool(_AS_EVER.match(sentence.folded, span[1]))
        or (one.correction.field == "postcode" and _counts_else(sentence, span))
        or gist.gist(sentence).chances["update"] < _TELLS.get(one.correction.field, _HARDLY)
    )


def _is_not_so(sentence: Sentence, place: Place) -> bool:
    """Say whether a sentence asks, doubts, or tells of others, of now only, or of what will be."""
    asks = sentence.asks and not sentence.has("polite", "update")
    doubts = sentence.has("hedge", "retract", "wrong_person", *_NOT_SO)
    # "This one I look at once in a blue moon."
    later = sentence.has("later") and not gist.gist(sentence).rules_out("later")
    for_now = sentence.has("temporary") or bool(_SEASON.search(sentence.folded))
    return (
        asks
        or doubts
        or later
        or (for_now and not tenses.has_changed(sentence))
        or tenses.ahead(sentence, place.today)
        or bool(_IF.match(sentence.folded))
    )


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
    return bool(label and wording.off_the_subject(wording.unexplained(label[1], ())))
