"""The language and the channel that a customer asks for: "in Polish please", "mejor por whatsapp".

Both are known words; what stands round them must be about writing to each other, and say no more
than why, or who reads it. The words for that are in `tables/wishes`.
"""

import re
from collections.abc import Iterator, Sequence

from mail.understanding import numbers, russian, tenses, values, wording
from mail.understanding.facts import Correction, Reply
from mail.understanding.frames import NOT_NOW, Told
from mail.understanding.lists import alternatives
from mail.understanding.reach import LIKELY, SURE
from mail.understanding.sentences import Sentence, clause, without
from mail.understanding.values import Place


def _words(kind: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{alternatives('wishes', kind)})(?!\w)")


_TONGUE = r"[^\W\d_]{4,14}"
_IN_LANGUAGE = re.compile(
    rf"\b(?:in|en|into)\s(?P<word>{_TONGUE})\b|"
    rf"\b(?:idioma|lengua|language)\b[^.,;]{{0,12}}\s(?:to|a|al|is|es)\s(?P<to>{_TONGUE})\b|"
    rf"\b(?:{alternatives('wishes', 'switch')})\s(?:to|a|al|into)\s(?P<switched>{_TONGUE})\b|"
    rf"\b(?P<easy>{_TONGUE})\s(?:{alternatives('wishes', 'easy')})(?!\w)|"
    rf"\b(?:{alternatives('wishes', 'easy')})\s(?P<easier>[а-я]{{4,14}}[сц]кий)\b|"
    r"\bна\s(?P<case>[а-я]{4,14}[сц]к(?:ом|ий))(?:\sязыке?)?\b|\bпо-?\s?(?P<by>[а-я]{3,14}[сц])ки\b"
)
_WRITING = _words("writing")
# A letter that came was in that language: nothing is wished.
_HAPPENED = _words("happened")
_POLITE = _words("polite")
# Put as a question, and none: "could I have these in …?"
_REQUEST = _words("request")
# Why another language, or who reads it: "my English is not so good", "my daughter translates".
_WHY = _words("why")
_LIMITS = _words("limits")
# How somebody else is reached: "llamadla a casa".
_OTHERS = _words("others")
# "The mails, in Polish."
_POST = re.compile(rf"\W{{0,3}}(?:{alternatives('wishes', 'post')})(?!\w)")
_EASIER = _words("easy")
_INSTEAD = _words("instead")
_NEITHER = re.compile(
    r"(?<!\w)(?:no|not|nor|or|ni|tampoco|never|stop|don't|dont|не|ни|хватит)(?!\w)"
)
# "My Spanish is better now": how well somebody speaks it.
_OWN = re.compile(r"\b(?:my|your|his|her|our|mi|tu|su|mis|мой|твой|его|ее|наш|ваш)\s\Z")
_PARTS = re.compile(
    r"[,;()]|[.!?]\s|\s[-–—]\s|"
    r"\s(?=(?:because|since|as (?:my|i|we|the)|for (?:my|our)|it is for|so (?:that|my)|"
    r"porque|ya que|es que|que (?:mi|lo|la|me|no|soy|yo)|pues|para que|"
    r"потому|так как|а то|чтобы|а (?:он|она|я|муж|мам\w)|ведь)\s)"
)
_CHANNELS = {
    "whatsapp": r"whats\s?app|wasap|guasap|wpp|wsp|ватсап\w?|вотсап\w?|вацап\w?|watsap",
    "sms": r"sms|text(?:ing)?(?: me| us| messages?)?|mensajes? de texto|смс\w?",
    "post": r"post|postal mail|snail mail|letter|correo (?:postal|ordinario)|carta|"
    r"(?:обычной|бумажной) почт\w{1,2}|письмом по почте",
    # "Call me Em" is a name.
    "phone": r"(?:tele)?phone|call(?! me(?: (?:mrs?|ms|dr|miss|by)\b| \w+\W*$))(?: me| us)?|"
    r"(?:ring|calling|ringing)(?: me| us)?|telefono|llam\w{2,6}|llamada|"
    r"телефону|звон(?:ите|ить|ок|ком)|позвонить",
    "email": r"e-?mail(?:s|ing)?|mail|correo(?: electronico)?|"
    r"почт[уеой]{1,2}|имейл\w?|емейл\w?|мейл\w?",
}
_CHANNEL = re.compile(
    "|".join(rf"(?P<{name}>\b(?:{words})\b)" for name, words in _CHANNELS.items())
)
_WISHED = _words("wished")
# Told to us, and not what somebody does: "I write poems in Italian".
_ASKED = _words("asked")
# What is not wished: "rather than email", "antes que el correo", "а не по телефону".
_NOT_WISHED = re.compile(
    r"\bpor (?:correo|mail|e-?mail) no\b|\bпо (?:почте|имейлу|мейлу) не\b|"
    r"\b(?:rather than|better than|instead of|not|over|antes que|que (?:por|el)|mas que|"
    r"en vez de|en lugar de|y no|no|ni|"
    r"а не|вместо|не|чем)\b[^,.;]{0,40}"
)
# The words of a request that tell it from a question.
_ASKS = re.compile(r"\w{1,9}\s(?:i|we|you|бы|ли)\b")
_NOT_NOW = tuple(kind for kind in NOT_NOW if kind != "temporary")
_MEANS = re.compile(
    r"\b(?:by|via|over|on|through|por|via|al|a traves de|по|через|в|contact\w{0,2}|reach|"
    r"suits?|works?|contact[ae]\w{0,5}|avis\w{2,6}|me|us|nos|que|связ\w{3,6}|escrib\w{2,5})\b"
)


def told(said: Sequence[Sentence], reply: Reply, place: Place) -> Iterator[Told]:
    """Yield the language and the channel that sentences wish."""
    for at, sentence in enumerate(said):
        yield from _language(said, at, reply, place)
        barred = sentence.has(*_NOT_NOW) or numbers.limited(sentence)
        if not barred and not tenses.ahead(sentence, place.today):
            yield from _channel(sentence, at, reply, place)


def is_instead(sentence: Sentence) -> bool:
    """Say whether a sentence asks to be reached in another way than by mail: "ring me"."""
    return any(
        not _NEITHER.search(sentence.folded, clause(sentence.text, *span)[0], span[0])
        for span in _spans(sentence, _INSTEAD)
    )


def _language(said: Sequence[Sentence], at: int, reply: Reply, place: Place) -> Iterator[Told]:
    sentence = said[at]
    unwished = [*_spans(sentence, _NOT_WISHED), *_spans(sentence, _WHY)]
    for match in _IN_LANGUAGE.finditer(sentence.folded):
        value = values.normalise("language", _tongue(match), place).get("language", "")
        old = values.merged(reply.record, "language")
        own = _OWN.search(sentence.folded[: match.start()])
        inside = any(start <= match.start() < end for start, end in unwished)
        if not value or value == old or own or inside or sentence.denied(match.start()):
            continue
        start, end = _part(sentence, match)
        words = sentence.folded[start:end]
        if _HAPPENED.search(words) or _is_barred(sentence, (start, end), place):
            continue
        if _WRITING.search(sentence.folded) or _POLITE.search(sentence.folded):
            known = [match.span(), *_known(sentence), *_beside_a_yes(sentence, start)]
            sure = min(_sure(sentence, (start, end), known), _surety(sentence, (start, end)))
            one = Correction("language", value, old, sentence.text, sure, "free_text")
            asked = max((ends for _, ends in _asking(sentence) if ends <= match.start()), default=0)
            span = max(start, asked), end
            where = match.span() if match["easy"] else span
            yield Told(one, at, *span, where, seen=sure >= SURE)
            yield from _reasons(one, said, at)


def _part(sentence: Sentence, match: re.Match[str]) -> tuple[int, int]:
    """Return where the part of a sentence begins and ends in which a language stands."""
    before = [mark.end() for mark in _PARTS.finditer(sentence.folded, 0, match.start())]
    after = _PARTS.search(sentence.folded, match.end())
    return before[-1] if before else 0, after.start() if after else len(sentence.folded)


def _is_barred(sentence: Sentence, span: tuple[int, int], place: Place) -> bool:
    """Say whether a wish is another's, or only for later or under a condition."""
    start, end = span
    here = any(one.kind in _NOT_NOW and start <= one.start < end for one in sentence.found)
    polite = without(sentence, _spans(sentence, _POLITE))
    return here or tenses.ahead(polite, place.today)


def _known(sentence: Sentence) -> list[tuple[int, int]]:
    """Return where the words stand that belong to a wish, or to its reasons."""
    kinds = (_WHY, _WRITING, _POLITE, _REQUEST, _EASIER, _WISHED, _ASKED)
    # "Prefiero que …" asks nothing.
    that = [
        hit for hit in sentence.of("question") if not sentence.asks and hit.strength == "likely"
    ]
    spans = [span for kind in kinds for span in _spans(sentence, kind)]
    return [*spans, *((hit.start, hit.end) for hit in that)]


def _beside_a_yes(sentence: Sentence, start: int) -> Iterator[tuple[int, int]]:
    """Yield the "but" with which a wish goes on from a yes: "all right, but write in …"."""
    if any(hit.end <= start for hit in sentence.of("confirm")):
        leads = [hit for hit in sentence.of("contrast") if hit.start <= start + 2]
        yield from ((hit.start, hit.end) for hit in leads)


def _surety(sentence: Sentence, span: tuple[int, int]) -> float:
    """Return how sure a wish can be at most by the rest of its sentence, where nothing may limit
    it: reasons and a yes do not."""
    words = sentence.folded
    wished = _POST.match(words) or any(one.search(words) for one in (_POLITE, _WISHED, _ASKED))
    if not wished or _LIMITS.search(words):
        return LIKELY
    known = [span, *_known(sentence), *((hit.start, hit.end) for hit in sentence.of("confirm"))]
    rest = without(sentence, known)
    strange = wording.off_the_subject(rest.unexplained)
    numbers_left = any(map(str.isdigit, rest.folded))
    return LIKELY if strange or numbers_left or rest.has("hedge", "retract") else SURE


def _asking(sentence: Sentence) -> list[tuple[int, int]]:
    """Return where the words stand that tell a request from a question: "could you", "можно"."""
    polite = [(hit.start, hit.end) for hit in sentence.of("polite")]
    starts = [start for start, _ in _spans(sentence, _REQUEST)]
    found = (_ASKS.match(sentence.folded, start) for start in starts)
    return [*polite, *(match.span() for match in found if match)]


def _reasons(one: Correction, said: Sequence[Sentence], at: int) -> Iterator[Told]:
    """Yield a wish again for the words that ask for it, but not for those that are polite (they
    tell a request from a question), and for the reasons beside it and behind it."""
    sentence = said[at]
    asking = _asking(sentence)
    kinds = (_WHY, _WRITING, _REQUEST, _EASIER)
    for start, end in (span for kind in kinds for span in _spans(sentence, kind)):
        over = [ends for begun, ends in asking if begun < end and ends > start]
        begins = max(over, default=start)
        if begins < end:
            yield Told(one, at, begins, end)
    for behind in range(at + 1, min(at + 2, len(said))):
        if _WHY.search(said[behind].folded) and not _LIMITS.search(said[behind].folded):
            yield Told(one, behind, 0, len(said[behind].text))


def _tongue(match: re.Match[str]) -> str:
    if match["by"]:
        return f"{match['by']}кий"
    plain = match["word"] or match["to"] or match["switched"] or match["easy"] or match["easier"]
    return plain or russian.language(match["case"])


def _spans(sentence: Sentence, pattern: re.Pattern[str]) -> list[tuple[int, int]]:
    return [match.span() for match in pattern.finditer(sentence.folded)]


def _channel(sentence: Sentence, at: int, reply: Reply, place: Place) -> Iterator[Told]:
    if not _WISHED.search(sentence.folded) or values.spans_of(sentence.text, place):
        return
    if numbers.removes(sentence) or _OTHERS.search(sentence.folded):
        return  # "please remove my old phone number", "call her at home"
    unwished = _spans(sentence, _NOT_WISHED)
    found = {
        str(match.lastgroup): match.span()
        for match in _CHANNEL.finditer(sentence.folded)
        if all(match.end() <= start or match.start() >= end for start, end in unwished)
    }
    if len(found) != 1:
        return
    ((value, span),) = found.items()
    old = values.merged(reply.record, "channel")
    if value != old:
        spans = [span, *unwished, *(_spans(sentence, _WISHED)), *_spans(sentence, _MEANS)]
        sure = _sure(sentence, (0, len(sentence.text)), [*spans, *_spans(sentence, _POLITE)])
        one = Correction("channel", value, old, sentence.text, sure, "free_text")
        yield Told(one, at, 0, len(sentence.text), (0, len(sentence.text)))


def _sure(sentence: Sentence, span: tuple[int, int], known: Sequence[tuple[int, int]]) -> float:
    """Return how sure a wish is, by what else its stretch of the sentence says."""
    outside = [(0, span[0]), (span[1], len(sentence.text))]
    rest = without(sentence, [one for one in (*known, *outside) if one[0] < one[1]])
    if sentence.asks and not (sentence.has("polite") or _POLITE.search(sentence.folded)):
        return 0.5
    doubt = rest.has("negation", "hedge", "retract", "contrast", "question", "complaint")
    strange = wording.off_the_subject(rest.unexplained)
    return LIKELY if strange or doubt else SURE
