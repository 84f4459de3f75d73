"""A firm told by its look, and a job: «Василёк», "Carter & Daughters Ltd", "I'm Head of Sales now".

A firm has a legal form or quotes; a job has a word of `tables/naming/jobs.tsv`. The clause must say
that the writer works there, or that the firm is now called so.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from mail.understanding import lists, nearby, reach, tenses, values
from mail.understanding.facts import Correction, Reply
from mail.understanding.folding import fold
from mail.understanding.frames import NOT_NOW, Told
from mail.understanding.lists import alternatives
from mail.understanding.sentences import Sentence, clause
from mail.understanding.values import Place


@cache
def houses() -> Mapping[str, str]:
    """Return the words for houses where people work, folded, in any case, with the first case."""
    rows = (row.split("\t") for name, row in lists.rows("naming") if name == "houses.tsv")
    return {fold(form): first for first, *others in rows for form in (*others, first)}


_CAPITAL = r"[A-ZÀ-ÖØ-ÞА-ЯЁ0-9][\w'’.-]*"
_JOIN = r"(?:e|y|and|&|de|del|la|los|las|und|of|the|i|и)"
_NAME = rf"{_CAPITAL}(?:\s(?:{_JOIN}\s){{0,2}}{_CAPITAL}|\s&\s{_CAPITAL}){{0,5}}"
_FORM = (
    r"(?:S\.?\s?L\.?(?:\s?U\.?|\s?P\.?)?|S\.?\s?A\.?(?:\s?U\.?|\s?S\.?)?(?: de C\.?\s?V\.?)?|"
    r"S\. ?Coop\.?|C\. ?B\.?|S\.? de R\.?L\.?(?: de C\.?V\.?)?|SpA|Ltda?\.?|Limited|Inc\.?|LLC|LLP|"
    r"PLC|plc|GmbH|AG|Pty(?: Ltd)?|Corp\.?|B\.?V\.?|S\.?r\.?l\.?)"
)
_FIRM = re.compile(
    rf"(?P<formed>{_NAME},?\s{_FORM})(?![\w])|"
    r"(?P<russian>\b(?:ООО|ОАО|ЗАО|АО|ПАО|ТОО|ИП)\s(?:[«\"“][^»\"”\n]{2,50}[»\"”]|"
    rf"{_CAPITAL}(?:\s{_CAPITAL}){{0,3}}))|"
    r"[«\"“](?P<quoted>[^»\"”\n]{2,50})[»\"”]"
)
_WORKS = re.compile(
    r"\b(?:empresa|compania|sociedad|negocio|trabajo|trabajamos|trabajando|estoy|"
    r"(?:ahora|ya) somos|nos llamamos|se llama|se llamamos|pasa\w{0,2} a (?:llamar\w{2}|ser)|"
    r"razon social|"
    r"company|firm|employer|business|work|working|joined|"
    r"(?:we are|we're|we|it's|is) now (?:called|known as|trading as)?|called|"
    r"rebranded|renamed|trading as|"
    r"компани\w|фирм\w|организаци\w|работаю|работаем|тружусь|называ\w{3,4}|переименова\w{2,4}|"
    r"устроил\w{2,3}|перешел|перешла|место работы)\b"
)
_PLACE_BEFORE = re.compile(r"\bв[о]?\s*\Z")
_OF = re.compile(r"\b(?:es|is|son|somos)\s(?:de|of|from)\s\Z")  # a client or a part of it
_JOB = re.compile(
    r"\b(?:i'm|i am|im|soy|ahora soy|ahora|it's|it is|я|now|trabajo (?:de|como))\s"
    r"(?:now\s|ahora\s|теперь\s|es\s|soy\s|is\s)?"
    r"(?:there\s|alli\s|там\s|тут\s)?(?:the\s|a\s|an\s|el\s|la\s)?(?P<job>[^,.;:!?()\n\U0001f300-\U0001faff\u2600-\u27bf]{3,60}?)"
    r"(?:\s(?:now|ahora|теперь|these days|nowadays|(?:and|y|и) (?:always|siempre|lo he|всегда))\b|"
    r"(?=\s*[,.;!\U0001f300-\U0001faff\u2600-\u27bf]|\s*\Z))"
)
_NOW = re.compile(
    r"\b(?:always have been|always was|siempre lo he sido|"
    r"lo he sido siempre|всегда был[аи]?|now|ahora|теперь|these days|nowadays|ya no|no longer|"
    r"not|any ?more|больше не|"
    r"уже не|promot\w{2})\b"
)
# "Not Office Manager any more, Finance Lead": what we had, denied, and then the new one.
_NO_MORE = r"(?:ya no soy|no soy|no longer|not|больше не|уже не)\s(?:the\s|an?\s|el\s|la\s)?"
_INSTEAD = (
    r"(?:\s(?:any ?more|ya))?(?:\s*[,;:.–-]\s*|\s(?=sino|but|а\s))"
    r"(?:(?:sino|but|now|ahora|soy|i'm|i am|теперь|а|я)\s){0,3}"
    r"(?P<job>[^,.;:!?()\n\U0001f300-\U0001faff\u2600-\u27bf]{3,60})"
)
_TITLE = re.compile(
    r"\b(?:job title|my (?:title|position|role)|(?:mi|el) (?:cargo|puesto)|должност\w)\b|"
    r"\A(?:title|position|role|cargo|puesto)\b"
)
# "In the school as a bursar": what stands between such words and a job is a firm.
_TO = rf"(?:{alternatives('reach', 'to')})"
_AT = re.compile(
    rf"\b(?i:{_TO})\s(?i:(?:the|el|la)\s)?(?P<firm>{_NAME}|"
    rf"(?i:{'|'.join(map(re.escape, sorted(houses(), key=len, reverse=True)))})"
    rf"(?:\s(?:№\s?\d{{1,5}}|[«\"“][^»\"”\n]{{2,50}}[»\"”]|{_CAPITAL}))?|[«\"“][^»\"”\n]{{2,50}}[»\"”])"
)
_BEGUN = re.compile(rf"\b(?:{alternatives('reach', 'begun')})\b")
_RUSSIAN = re.compile(r"[а-яё]")
_NO_JOB = re.compile(
    r"\A\w{2,15}(?:л|ла|ли|лся|лась)\s|\b(?:of nothing|de nada|no longer|not|no|ya no|не|больше)\b"
)


def told(said: Sequence[Sentence], reply: Reply, place: Place) -> Iterator[Told]:
    """Yield the firms and jobs that sentences say to be the writer's."""
    for at, sentence in enumerate(said):
        if not sentence.has(*NOT_NOW, "retract", "question"):
            yield from _firm(sentence, at, reply, place)
            yield from _post(sentence, at, reply, place)
            yield from _job(sentence, at, said[at - 1] if at else None, reply, place)


def is_form(words: str) -> bool:
    """Say whether words are nothing but the legal form of a firm."""
    return bool(re.fullmatch(_FORM, words.strip(" ,"), re.IGNORECASE))


def _firm(sentence: Sentence, at: int, reply: Reply, place: Place) -> Iterator[Told]:
    for match in _FIRM.finditer(sentence.text):
        if not _is_mine(sentence, match):
            continue
        text = match["quoted"] or match["formed"] or match["russian"]
        value = values.normalise("company", text, place).get("company", "")
        old = values.merged(reply.record, "company")
        if not value or (old and values.same("company", old, value, place)):
            continue
        inflected = match["quoted"] and _PLACE_BEFORE.search(fold(sentence.text[: match.start()]))
        sure = _sure(sentence, match.span(), place)
        sure = min(sure, reach.LIKELY) if inflected else sure
        one = Correction("company", value, old, sentence.text, sure, "free_text")
        yield Told(one, at, *clause(sentence.text, *match.span()), match.span())
        yield from _job_behind(sentence, at, match.end(), sure, (reply, place))
        return


def _job_behind(
    sentence: Sentence, at: int, end: int, sure: float, of: tuple[Reply, Place]
) -> Iterator[Told]:
    """Yield the job that stands right behind a firm: "в ООО «Север» главный бухгалтер"."""
    text, *span = reach.job_behind(sentence.text, end)
    if reach.job_like(text):
        for one in _fresh("job_title", text, sure, sentence, of):
            yield Told(one, at, span[0], span[1], (span[0], span[1]))


def _post(sentence: Sentence, at: int, reply: Reply, place: Place) -> Iterator[Told]:
    """Yield a firm and the job behind it, where somebody has begun: "gone to Olmo as a buyer"."""
    for match in _AT.finditer(sentence.text):
        span = match.span("firm")
        text, start, end = reach.job_behind(sentence.text, span[1])
        mine = _BEGUN.search(sentence.folded[: span[0]]) and not nearby.denied(sentence, *span)
        if not (mine and reach.job_like(text)) or tenses.of_the_past(sentence, span[0], end):
            continue
        sure = _sure(sentence, (span[0], end), place)
        # A Russian name stands in another case there, and which is the first is a guess.
        least = min(sure, reach.LIKELY) if _RUSSIAN.search(match["firm"]) else sure
        firm = _fresh("company", _in_first_case(match["firm"]), least, sentence, (reply, place))
        job = _fresh("job_title", text, sure, sentence, (reply, place))
        yield from (Told(one, at, *span, span) for one in firm)
        yield from (Told(one, at, start, end, (start, end)) for one in job)
        return


def _fresh(
    field: str, words: str, sure: float, sentence: Sentence, of: tuple[Reply, Place]
) -> Iterator[Correction]:
    """Yield words as a new value of a field, if we have another."""
    reply, place = of
    value = values.normalise(field, words, place).get(field, "")
    old = values.merged(reply.record, field)
    if value and not values.same(field, old or "-", value, place):
        yield Correction(field, value, old, sentence.text, sure, "free_text")


def _in_first_case(firm: str) -> str:
    """Return "школу №118" as "школа №118", other names as they are."""
    for form, first in houses().items():
        if re.match(rf"{re.escape(form)}(?!\w)", fold(firm)):
            return first + firm[len(form) :]
    return firm


def _is_mine(sentence: Sentence, match: re.Match[str]) -> bool:
    own = _OF.search(sentence.folded[: match.start()])
    if own or nearby.denied(sentence, *match.span()) or reach.NOT_OURS.search(sentence.folded):
        return False
    said = [hit for hit in _WORKS.finditer(sentence.folded) if hit.end() <= match.start()]
    denied = any(sentence.denied(hit.start()) for hit in said[-1:])
    start, _ = clause(sentence.text, *match.span())
    return bool(said) and not denied and not tenses.of_the_past(sentence, start, match.start())


def _job(
    sentence: Sentence, at: int, before: Sentence | None, reply: Reply, place: Place
) -> Iterator[Told]:
    old = values.merged(reply.record, "job_title")
    texts = [one.folded for one in (before, sentence) if one]
    cited = len(old) > 2 and any(fold(old) in text for text in texts)
    if not (_NOW.search(sentence.folded) or cited or any(map(_TITLE.search, texts))):
        return
    instead = re.compile(rf"\b{_NO_MORE}{re.escape(fold(old) or '-')}{_INSTEAD}")
    for match in (*instead.finditer(sentence.folded), *_JOB.finditer(sentence.folded)):
        firm = reach.LINKS["company"].search(sentence.text, *match.span("job"))
        stop = firm.start() if firm else match.end("job")
        text = sentence.text[match.start("job") : stop].strip(" -–—\"'")
        value = values.normalise("job_title", text, place).get("job_title", "")
        plain = reach.job_like(text) and not _NO_JOB.search(fold(text)) and len(text.split()) <= 6
        fresh = value and not values.same("job_title", old or "-", value, place)
        if plain and fresh and not sentence.denied(match.start("job")):
            sure = _sure(sentence, match.span(), place)
            sure = min(sure, reach.LIKELY) if reach.of_something(text) else sure
            one = Correction("job_title", value, old, sentence.text, sure, "free_text")
            yield Told(one, at, *clause(sentence.text, *match.span()), match.span())
            return


def _sure(sentence: Sentence, span: tuple[int, int], place: Place) -> float:
    if tenses.ahead(sentence, place.today):
        return reach.DOUBTFUL
    asks = sentence.asks and not sentence.has("polite", "update")
    if asks or sentence.has("hedge", "retract"):
        return 0.5
    strange = nearby.strange(sentence, span, values.spans_of(sentence.text, place))
    return reach.LIKELY if strange or reach.LAUGHS.search(sentence.folded) else reach.SURE
