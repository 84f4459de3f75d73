"""What is said beside a new value and changes nothing of it: what became of the old one, and why.

"…, bin the old one", "…, the 0123 one goes nowhere", "…, que los que tienen son antiguos". Such a
clause is told with the value, so that its words are no reason to doubt it. A clause that limits
the value (until, only, for the order), names somebody or holds another value is none.
"""

import re
from collections.abc import Iterator, Sequence

from mail.understanding import values, wording
from mail.understanding.facts import Reply
from mail.understanding.frames import Told
from mail.understanding.sentences import Sentence
from mail.understanding.values import Place
from storage.values import names

_MOST_WORDS = 9
_PARTS = re.compile(
    r"[,;()]|\s[-–—]\s|[.!]\s|\s(?=(?:because|since|porque|ya que|pues|que los|que la|que el|"
    r"потому|так как|as the|as my|and the old|y el (?:viejo|otro|anterior|de antes)|а старый)\b)"
)
_OLD = (
    r"(?:old|other|previous|former|last|viej[oa]s?|otr[oa]s?|anterior(?:es)?|antigu[oa]s?|de antes|"
    r"que (?:teneis|tienen|tenias|teniais|sale|salia|pone|figura|los|las)|q (?:teneis|tienen)|"
    r"стар\w{2,3}|прежн\w{2,3}|прошл\w{2,3}|предыдущ\w{2,3}|т[оеа]т?|друг\w{2,3})"
)
_ON_THE_OLD = re.compile(
    rf"\s*(?:(?:que|and|y|и|а|as|since|because|porque|ya que|pues)\s)?"
    rf"(?:(?:bin|delete|remove|drop|forget|ignore|borrad?|borren|borra|quitad?|quiten|quita|olvid\w+|"
    rf"tirad|удалите|уберите|забудьте|сотрите)\s)?"
    rf"(?:(?:the|that|my|our|el|la|los|las|mi|lo|ese|esa)\s)?"
    rf"(?:{_OLD}\b|(?:that|this|ese|esa|este|этот|тот)?\s?(?:inbox|mailbox|account|buzon|cuenta|ящик)\b|"
    rf"(?P<tail>\d{{3,4}})\s(?:one|number|is|no)\b)"
)
_LOST = re.compile(
    r"\s*(?:(?:i|we|he|hemos|me|lo|la|я|мы|porque|because|since|que|потому что|так как)\s){0,3}"
    r"(?:lost|broke|cancelled|dropped|perdi\w*|robaron|rompi\w*|cambie|потерял\w*|сломал\w*|"
    r"разбил\w*|украли|утопил\w*|отключил\w*)\b|"
    r"\s*(?:se |os |se os |you |hay |there's |there is |у вас )?"
    r"(?:bail\w{1,3}|equivoc\w{2,6}|confund\w{2,6}|error|errata|typo|mixed|swapped|ошибка|опечатка|перепутал\w?)\b"
)
# "…, lo demás igualito": nothing else is new. Said as a confirmation, it stays one.
_ON_THE_REST = re.compile(
    r"\s*(?:(?:and|y|а|и|por|в)\s)?(?:(?:the|all|el|la|lo|todo lo|los)\s)?"
    r"(?:rest|everything else|all else|others?|otherwise|resto|demas|otro|otros|остальн\w{2,3}|"
    r"прочее|все прочее)\b(?!\s(?:is |are |esta |es )?(?:wrong|mal|out of date|неверн|неправ))"
)
_LIMITS = re.compile(
    r"\b(?:only|until|till|unless|if|when|while|for|except|but|just|emergenc\w*|urgent\w*|temporar\w*|"
    r"solo|hasta|salvo|si|cuando|mientras|para|pero|urgenci\w*|emergencia\w*|"
    r"только|до|если|когда|пока|для|кроме|но|срочн\w*)\b"
)
_NO_BARS = frozenset(
    ("update", "negation", "nothing", "courtesy", "confirm", "complaint", "question")
)


def on_the_old(sentence: Sentence, reply: Reply, place: Place) -> Iterator[tuple[int, int]]:
    """Yield where the clauses stand that say what became of the old value, or why."""
    start = 0
    for mark in (*_PARTS.finditer(sentence.folded), None):
        end = mark.start() if mark else len(sentence.folded)
        if _is_remark(sentence, start, end, reply, place):
            yield start, end
        start = mark.end() if mark else end


def beside(
    told: Sequence[Told], said: Sequence[Sentence], reply: Reply, place: Place
) -> Iterator[Told]:
    """Yield each told value again, for the remarks in its sentence."""
    seen: set[int] = set()
    for one in told:
        if one.at not in seen and one.correction.value:
            seen.add(one.at)
            for span in on_the_old(said[one.at], reply, place):
                held = (
                    other.value or (other.start, other.end) for other in told if other.at == one.at
                )
                if all(end <= span[0] or start >= span[1] for start, end in held):
                    yield Told(one.correction, one.at, *span, span)


def _is_remark(sentence: Sentence, start: int, end: int, reply: Reply, place: Place) -> bool:
    words = sentence.folded[start:end]
    old = _ON_THE_OLD.match(words)
    hits = [hit.kind for hit in sentence.found if start <= hit.start < end]
    rest = _ON_THE_REST.match(words) and not {"confirm", "negation", "update"}.intersection(hits)
    if not (old or rest or _LOST.match(words)) or len(words.split()) > _MOST_WORDS:
        return False
    tail = old["tail"] if old else None
    digits = re.sub(r"\D", "", words)
    if digits and (digits != tail or not _is_ours(digits, reply, place)):
        return False
    asks = "?" in words or "@" in words or not _NO_BARS.issuperset(hits)
    return not asks and not _LIMITS.search(words) and not _names_somebody(words)


def _is_ours(tail: str, reply: Reply, place: Place) -> bool:
    merged = (values.merged(reply.record, field) for field in ("phone", "mobile"))
    return any(re.sub(r"\D", "", one).endswith(tail) for one in merged)


def _names_somebody(words: str) -> bool:
    return any(map(names.is_given_name, wording.unexplained(words, ())))
