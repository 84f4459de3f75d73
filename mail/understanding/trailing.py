"""What stands on a labelled line beside its value, and doubts it: "Phone: 07700 900455 (old)".

A label says the field and nothing more. That the value is the new one, the writer's own and for
good must not be gainsaid by what stands behind it, so only remarks that are known to change nothing
("new", "was 612 …", "the old one is dead") leave it as sure as it was. The words are in
`tables/doubts`.
"""

import re

from mail.understanding import (
    absent,
    nearby,
    owners,
    postcodes,
    reach,
    remarks,
    sentences,
    standing,
    streets,
    tenses,
    towns,
    values,
    wording,
)
from mail.understanding.facts import Reply
from mail.understanding.folding import fold
from mail.understanding.lists import alternatives
from mail.understanding.values import Place
from storage.values import names

_FEWEST = 4  # words that tell what became of something: "(shared)" is no story
_TURNING = ("other", "temporary", "condition", "hedge", "retract", "denial", "later", "sarcasm")
BY_LOOK = ("phone", "mobile", "email", "postcode")
_BY_WORDS = ("company", "job_title", "city", "province", "first_name", "last_name")
_REMARK, _OF_A_PHONE = (
    re.compile(rf"(?:{alternatives('doubts', kind)})\Z") for kind in ("remark", "remark_phone")
)
_YES = re.compile(
    r"(?:si|yes|yep|yeah|yup|да|ага|correct[oa]?|верно|exacto)\s?[,.:;!–—-]\s{0,3}(?=\w)"
)
_NOW = re.compile(r"(?:now|ahora|теперь|сейчас|actualmente|currently)\s+(?=[^\W_])")
_BRACKETS = re.compile(r"\s*[(\[]([^()\[\]\n]{1,80})[)\]]?")
_LIMITS = re.compile(
    r"\b(?:only|until|till|unless|if|when|while|except|but|just|before|formerly|previously|once|"
    r"today|temporar\w{0,3}|acting|interim|provisional\w{0,2}|weekends?|no|not|don't|dont|isn't|"
    r"never|solo|hasta|salvo|si|cuando|mientras|pero|antes|hoy|temporal\w{0,5}|interin[oa]|"
    r"en funciones|nunca|только|до|если|когда|пока|кроме|но|раньше|прежде|сегодня|временн\w{1,2}|"
    r"и\.?о\.?|не|нет)\b"
)
_FOR_A_WHILE = re.compile(
    r"\b(?:until|till|temporar\w{0,3}|provisional\w{0,2}|for now|for the time being|acting|interim|"
    r"hasta|de momento|por ahora|temporal\w{0,5}|interin[oa]|en funciones|"
    r"пока|временн\w{1,2}|врио)\b"
)
# "(the old number)", "this is my old one": the value itself, and not what became of another.
_OLD = (
    r"(?:(?:the|my|our|an?|el|la|lo|mi|nuestr[oa]|un|мой|моя|наш)\s){0,2}"
    r"(?:old|previous|former|ex|viej[oa]|antigu[oa]|anterior|de antes|"
    r"стар\w{2}|прежн\w{2}|бывш\w{2})"
)
_IS_OLD = re.compile(
    rf"\A\W*{_OLD}(?:\s(?:one|\w{{0,9}}number|phone|mobile|e?-?mail|address|numero|movil|telefono|"
    rf"correo|direccion|номер|телефон|почта|адрес|de antes)){{0,2}}\W*\Z|"
    rf"\b(?:is|was|it's|es|era|fue|это|был[аои]?)\s{_OLD}\b|"
    r"\b(?:was mine|era mi[oa]|был[аи]? мо[йяи])\b"
)
# In small letters, as nothing in a name is: "…, where I lived before", "I am on leave".
_TALK = re.compile(
    r"(?<![\w.])(?:antes|viv[ií]a(?:mos)?|donde|formerly|previously|where|lived|used to|раньше|"
    r"жил[аи]?|бывш\w{2,3})(?!\w)"
)
_OF_ONESELF = re.compile(
    r"\b(?:i|i'm|i've|we're|my|me|used|between|was|formerly|before|antes|era|раньше|был[аи]?|сам|сама|"
    r"estoy|soy|tengo|tenemos|he|hemos|mi|trabajo|я|мы|мой|моя|меня)\b"
)
_WAS = re.compile(
    r"\b(?:was|formerly|before|previously|not|no|old|instead of|antes|era|viejo|en vez de|"
    r"раньше|был[ао]?|вместо|не|старый)\b"
)
# "The old one is dead" says what became of it; "old" says that of the value itself.
_OF_THE_OLD = re.compile(r"\W{0,3}(?:the|my|that|our|el|la|lo|los|mi|ese|esa)\s")
_JOINS = re.compile(
    r"(?:de|del|la|las|los|el|y|e|i|d|l|san|santa|on|upon|by|under|the|of|in|le|les|sur|am|an|der|"
    r"на|и|над)\Z"
)
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


def bare(value: str) -> str:
    """Return a labelled value without a "yes," or "now" before it."""
    folded = fold(value)
    lead = _YES.match(folded) or (_NOW.match(folded) if value[:1].islower() else None)
    return value[lead.end() :] if lead else value


def says_yes(value: str) -> bool:
    """Say whether a labelled value begins with a yes to the one that we had."""
    return bool(_YES.match(fold(value)))


def without_remarks(field: str, value: str, reply: Reply, place: Place) -> str:
    """Return a labelled value without the brackets behind it that change nothing: "(new)"."""
    hits = list(_BRACKETS.finditer(value))
    last = hits[-1] if hits else None
    if last is None or field in BY_LOOK or value[last.end() :].strip(" .,;"):
        return value
    numbered = any(char.isdigit() for char in last[1])
    ahead = tenses.ahead(sentences.sentence(last[1]), place.today)
    kept = numbered or ahead or _doubts(last[1], field, reply, place) or _is_door(last[1])
    return value if kept or not value[: last.start()].strip() else value[: last.start()]


def _is_door(inside: str) -> bool:
    return any(streets.is_unit(word) for word in _WORD.findall(fold(inside)))


def doubtful(field: str, value: str, reply: Reply, place: Place) -> bool:
    """Say whether what stands on a labelled line leaves its value in doubt."""
    folded = fold(value)
    if reach.LAUGHS.search(folded) or _FOR_A_WHILE.search(folded):
        return True
    if field in BY_LOOK:
        rest = _without_values(field, value, reply, place)
        harmless = _harmless(field, rest, reply, place) or _leaves_standing(rest)
        return bool(_IS_OLD.search(fold(rest))) or not harmless
    if tenses.ahead(sentences.sentence(value), place.today) or _TALK.search(
        _BRACKETS.sub("", value)
    ):
        return True
    if any(_doubts(hit[1], field, reply, place) for hit in _BRACKETS.finditer(value)):
        return True
    if field == "street":
        return bool(reach.FOR_THINGS.search(folded)) or _is_beside(folded)
    return field in _BY_WORDS and not _is_written_as_one(field, _BRACKETS.sub("", value))


def _leaves_standing(rest: str) -> bool:
    """Say whether by what was learned a remark behind a value leaves it as it is: "(the old one
    went down the loo)"."""
    said = sentences.sentence(rest)
    turned = said.has(*_TURNING) or _LIMITS.search(said.folded) or reach.LAUGHS.search(said.folded)
    text = f"{standing.VALUE} {rest.strip()}"
    told = len(_WORD.findall(rest)) >= _FEWEST and not owners.of_another(said)
    return (
        told and not turned and standing.likelihood("value", [text]) >= (standing.DESPITE_ITS_WORDS)
    )


def _is_beside(folded: str) -> bool:
    core = streets.find(folded)
    return nearby.is_beside(folded, 0) or bool(core and nearby.is_beside(folded, core.start))


def _doubts(inside: str, field: str, reply: Reply, place: Place) -> bool:
    """Say whether words in brackets are more than a part of the value or a mere remark."""
    words = _WORD.findall(fold(inside))
    if field == "street" and all(streets.is_unit(word) or len(word) < 4 for word in words):
        return bool(_LIMITS.search(fold(inside)))
    if field in ("company", "job_title") and inside[:1].isupper():
        return False
    old = fold(values.merged(reply.record, field))
    if old and old in fold(inside):  # "Director (was Manager)"
        inside = _WAS.sub(" ", fold(inside).replace(old, " "))
    return not _harmless(field, inside, reply, place)


def _without_values(field: str, value: str, reply: Reply, place: Place) -> str:
    """Return what a line says beside its numbers, its postcode or address of mail."""
    rest = values.unlinked(value)
    if field == "postcode":
        for code in postcodes.within(rest, place.country):
            rest = rest.replace(postcodes.written(rest, code, place.country), " ")
        return rest
    ours = {values.merged(reply.record, one) for one in ("phone", "mobile", "email")}
    cited = False
    for one in values.phones_in(rest, place):
        rest, cited = rest.replace(one.written, " "), cited or one.e164 in ours
    for mail in values.written_emails(rest):
        rest, cited = rest.replace(mail, " "), cited or mail.lower() in ours
    return _WAS.sub(" ", fold(rest)) if cited else rest


def _harmless(field: str, rest: str, reply: Reply, place: Place) -> bool:
    """Say whether words beside a value change nothing of it."""
    said = sentences.sentence(rest)
    over = [
        span
        for span in remarks.on_the_old(said, reply, place)
        if _OF_THE_OLD.match(said.folded, span[0])
    ]
    left = sentences.without(said, over)
    if _LIMITS.search(left.folded) or reach.LAUGHS.search(said.folded):
        return False
    courtesies = [hit for hit in left.found if hit.kind == "courtesy"]
    words = wording.unexplained(left.folded, courtesies)
    kinds = (_REMARK, _OF_A_PHONE) if field in ("phone", "mobile", "email") else (_REMARK,)
    known = (any(kind.match(one) for kind in kinds) for one in words)
    return all(
        plain or tenses.is_month(one) or one.isdigit()
        for plain, one in zip(known, words, strict=True)
    )


def _is_written_as_one(field: str, value: str) -> bool:
    """Say whether words look like a name of their field, and not like talk."""
    text = value.strip(" .,;")
    if field in ("city", "province"):
        return towns.known(text) or all(map(_is_of_a_name, text.split()))
    spoken = bool(_OF_ONESELF.match(fold(text))) or absent.speaks_of_none(text)
    if field == "company":
        return reach.firm_like(text) and not (spoken or _is_a_phrase(text))
    if field == "job_title":  # whether one word is one, `form` has looked
        behind = [part.strip() for part in text.split(",")[1:]]
        jobs = all(part[:1].isupper() or reach.job_like(part) for part in behind)
        return jobs and (reach.job_like(text) or not (spoken or _several_small(text)))
    return text[:1].isupper() or names.is_given_name(fold(text).split(" ")[0])


def _is_a_phrase(text: str) -> bool:
    """Say whether a firm may be talk: "Enjoying life". In Russian firms are written so as well."""
    return _several_small(text) and not (reach.formed(text) or re.search(r"[а-яА-Я]", text))


def _several_small(text: str) -> bool:
    return len(text.split()) > 1 and not absent.is_named(text)


def _is_of_a_name(word: str) -> bool:
    return not word[:1].islower() or bool(_JOINS.match(fold(word).strip(".'’")))
