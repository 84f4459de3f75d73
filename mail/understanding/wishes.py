"""The language and the channel that a customer asks for: "in Polish please", "mejor por whatsapp".

Both are known words; the clause round them must be about writing to each other, and say no more.
"""

import re
from collections.abc import Iterator, Sequence

from mail.understanding import numbers, russian, tenses, values, wording
from mail.understanding.facts import Correction, Reply
from mail.understanding.frames import NOT_NOW, Told
from mail.understanding.reach import LIKELY, SURE
from mail.understanding.sentences import Sentence, clause, without
from mail.understanding.values import Place

_IN_LANGUAGE = re.compile(
    r"\b(?:in|en|into)\s(?P<word>[^\W\d_]{4,14})\b|"
    r"\b(?:idioma|lengua|language)\b[^.,;]{0,12}\s(?:to|a|al)\s(?P<to>[^\W\d_]{4,14})\b|"
    r"\bна\s(?P<case>[а-я]{4,14}[сц]к(?:ом|ий))(?:\sязыке?)?\b|\bпо-?\s?(?P<by>[а-я]{3,14}[сц])ки\b"
)
_WRITING = re.compile(
    r"\b(?:writ\w{1,3}|email\w{0,2}|e-mails?|mails?|send\w{0,3}|messages?|letters?|contact\w{0,2}|"
    r"receive|get|have|read|correspond\w{0,6}|communicat\w{0,4}|prefer\w{0,3}|better|rather|"
    r"easier|language|"
    r"escr[ií]b\w{0,8}|correos?|mensajes?|recib\w{0,5}|comuni\w{0,9}|mand\w{0,5}|envi\w{0,5}|cartas?|"
    r"prefer\w{0,5}|prefier\w{1,3}|mejor|gustaria|correspondencia|idioma|lleguen|"
    r"пиш\w{2,3}|писать|письм\w{1,2}|присыла\w{2,4}|шлите|получать|общаться|общение|отвеча\w{2,3}|"
    r"переписк\w|переписываться|предпоч\w{3,5}|лучше|удобнее|проще|хотелось|язык\w?)\b"
)
# A letter that came was in that language: nothing is wished.
_HAPPENED = re.compile(
    r"\b(?:recibi|recibimos|recibido|llego|vino|viene|venia|got|received|came|comes|was|were|"
    r"пришл[аои]|пришел|получил\w?|был[аои]?)\b"
)
_POLITE = re.compile(
    r"\b(?:please|pls|por favor|porfa|пожалуйста|можно|could|would it|es posible|pod[eé]is|"
    r"if (?:(?:it )?is |it's |its )?possible|if you can|si se puede|si puede ser|"
    r"si es posible|si podeis|если можно|если не сложно|by the way|next time|from now on|"
    r"a partir de ahora|la proxima vez|в следующий раз|впредь)\b"
)
# Why another language: "my English is not so good".
_WHY = re.compile(
    r"\b(?:my|mi|мой)\s(?:english|ingles|espanol|castellano|spanish|russian|ruso|русский|"
    r"английский|испанский)\s[^,.;]{0,40}|"
    r"\b(?:no|not|don't|dont|не|плохо)\s(?:entiendo|hablo|leo|understand|speak|read|знаю|понимаю|"
    r"говорю|читаю)\b[^,.;]{0,30}|"
    r"\b(?:hablo|entiendo|i speak|i understand|говорю|понимаю)\s"
    r"(?:mejor|better|лучше)\b[^,.;]{0,30}|"
    r"\b(?:is|it's|its|es|me es|me resulta|мне(?: так)?)\s(?:much |more |mas |mucho mas |намного )?"
    r"(?:easy|easier|better|facil|comodo|sencillo|проще|удобнее|легче|понятнее)\b[^,.;]{0,20}"
)
_CHANNELS = {
    "whatsapp": r"whats\s?app|wasap|guasap|wpp|wsp|ватсап\w?|вотсап\w?|вацап\w?|watsap",
    "sms": r"sms|text(?: me| us| messages?)?|mensajes? de texto|смс\w?",
    "post": r"post|postal mail|snail mail|letter|correo (?:postal|ordinario)|carta|"
    r"(?:обычной|бумажной) почт\w{1,2}|письмом по почте",
    # "Call me Em" is a name.
    "phone": r"(?:tele)?phone|call(?! me(?: (?:mrs?|ms|dr|miss|by)\b| \w+\W*$))(?: me| us)?|"
    r"ring(?: me| us)?|telefono|llam\w{2,6}|llamada|"
    r"телефону|звон(?:ите|ить|ок|ком)|позвонить",
    "email": r"e-?mails?|mail|correo(?: electronico)?|почт[уеой]{1,2}|имейл\w?|емейл\w?|мейл\w?",
}
_CHANNEL = re.compile(
    "|".join(rf"(?P<{name}>\b(?:{words})\b)" for name, words in _CHANNELS.items())
)
_WISHED = re.compile(
    r"\b(?:prefer\w{0,5}|prefier\w{1,3}|rather|better|best|please|mejor|gustaria|conviene|"
    r"лучше|удобнее|проще|предпочита\w{1,2}|предпочтительн\w{1,2})\b"
)
# Told to us, and not what somebody does: "I write poems in Italian".
_ASKED = re.compile(
    r"(?<!\bthey )(?<!\bpeople )(?<!\bwhy )\b(?:write|send|e-?mail) (?:to )?(?:me|us)\b|"
    r"\b(?:escrib(?:id|an|idme|anme|eme|ime|irme|idnos|annos)|mand(?:ad|en|adme|enme|arme)|"
    r"envi(?:ad|en|adme|enme|arme)|пишите|шлите|присылайте|отвечайте|idioma|language|язык)\b"
)
# What is not wished: "rather than email", "antes que el correo", "а не по телефону".
_NOT_WISHED = re.compile(
    r"\b(?:rather than|better than|instead of|not|over|antes que|que (?:por|el)|mas que|"
    r"en vez de|en lugar de|y no|no|ni|"
    r"а не|вместо|не|чем)\b[^,.;]{0,40}"
)
_NOT_NOW = tuple(kind for kind in NOT_NOW if kind != "temporary")
_MEANS = re.compile(
    r"\b(?:by|via|over|on|through|por|via|al|a traves de|по|через|в|contact\w{0,2}|reach|"
    r"suits?|works?|contact[ae]\w{0,5}|avis\w{2,6}|me|us|nos|que|связ\w{3,6}|escrib\w{2,5})\b"
)


def told(said: Sequence[Sentence], reply: Reply, place: Place) -> Iterator[Told]:
    """Yield the language and the channel that sentences wish."""
    for at, sentence in enumerate(said):
        barred = sentence.has(*_NOT_NOW) or numbers.limited(sentence)
        if not barred and not tenses.ahead(sentence, place.today):
            yield from _language(sentence, at, reply, place)
            yield from _channel(sentence, at, reply, place)


def _language(sentence: Sentence, at: int, reply: Reply, place: Place) -> Iterator[Told]:
    for match in _IN_LANGUAGE.finditer(sentence.folded):
        value = values.normalise("language", _tongue(match), place).get("language", "")
        old = values.merged(reply.record, "language")
        if not value or value == old or sentence.denied(match.start()):
            continue
        start, end = clause(sentence.text, *match.span())
        words = sentence.folded[start:end]
        if _HAPPENED.search(words):
            continue
        about = _WRITING.search(words) or _POLITE.search(sentence.folded)
        if about:
            whys = [why.span() for why in _WHY.finditer(sentence.folded)]
            known = [match.span(), *whys, *_spans(sentence, _WRITING), *_spans(sentence, _POLITE)]
            wished = any(one.search(words) for one in (_POLITE, _WISHED, _ASKED))
            sure = min(_sure(sentence, (start, end), known), SURE if wished else LIKELY)
            one = Correction("language", value, old, sentence.text, sure, "free_text")
            # The polite words go on being said: they tell a request from a question. What the
            # other clauses say is why: "I am new in Spain".
            yield Told(
                one,
                at,
                start,
                end,
                match.span(),
                seen=sure >= SURE and bool(_WRITING.search(words)),
            )
            for span in (*whys, *_spans(sentence, _WRITING)):
                yield Told(one, at, *span, span)


def _tongue(match: re.Match[str]) -> str:
    if match["by"]:
        return f"{match['by']}кий"
    return match["word"] or match["to"] or russian.language(match["case"])


def _spans(sentence: Sentence, pattern: re.Pattern[str]) -> list[tuple[int, int]]:
    return [match.span() for match in pattern.finditer(sentence.folded)]


def _channel(sentence: Sentence, at: int, reply: Reply, place: Place) -> Iterator[Told]:
    if not _WISHED.search(sentence.folded) or values.spans_of(sentence.text, place):
        return
    if numbers.removes(sentence):
        return  # "please remove my old phone number"
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
