"""Phone numbers told in a sentence: which are new, and of which phone.

A number needs no word before it to be seen; the words say whether it is the one who writes whose
it is, and for good. "Call me on …" is for now, unless it is said that it stays so.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mail.understanding import remarks, tenses, values, wording
from mail.understanding.facts import Reply
from mail.understanding.folding import fold
from mail.understanding.sentences import Sentence, clause
from mail.understanding.values import Place, Written

_MOBILE = re.compile(
    r"\b(?:movil\w*|mov|celular\w*|celu?|mobil\w*|mob|moby|cell\w*|whats(?:app)?|wasap|wsp|wpp|"
    r"мобил\w*|моб|сотов\w*|сотик\w*|сот|ватсап\w*|вотсап\w*|вайбер\w*|handy)\b"
)
_LANDLINE = re.compile(
    r"\b(?:fijos?|landlines?|land line|(?:home|house) (?:phone|number|tel)|"
    r"(?:home|house|casa|дом)(?=[:\s]{1,3}\+?[(\d])|"
    r"городск\w*|домашн\w*|стационарн\w*|дом\.? тел\w*)\b"
)
_PHONE = re.compile(
    r"\b(?:telefono\w*|fono|telf?|tfno|tlf|tlfn?o?|numero|num|nro|phones?|tel|number|no|"
    r"телефон\w*|номер\w*|тел)\b|\bn[.]?º"
)
_CALL = re.compile(
    r"\b(?:call|ring|phone|reach|text|get|message) (?:me|us)\b|\bllam\w{2,5}(?:me|nos)\b|"
    r"\blocalizar(?:me|nos)\b|\b(?:звоните|набирайте|пишите)\b"
)
_REMOVE = re.compile(
    r"\b(?:remove|delete|drop|scrap|bin|erase|get rid of|take(?=[^.,]{0,30}\b(?:off|out)\b)|"
    r"quit(?:a|ad|e|en|ar)|borr(?:a|ad|e|en|ar)(?:l[oa])?|elimin(?:a|ad|e|en|ar)(?:l[oa])?|"
    r"suprim(?:a|an|id|ir)|уберите|убрать|удалите|удалить|сотрите|стереть|исключите|вычеркните)\b"
)
# "Take my number off your list" refuses to be called, "my phone and all my data" is no phone only.
_MORE_THAN_ONE = re.compile(
    r"\b(?:lists?|listas?|listado|mailing|marketing|calls?|calling|texts?|llamad\w{0,2}|llam\w{2,4}|"
    r"publicidad|envios|списк\w{1,2}|список|рассыл\w{2,3}|обзвон\w?|звон\w{2,4}|"
    r"data|details|database|everything|anything|all|system|e-?mails?|address|me and|never|stop|"
    r"datos|todos?|bases?|sistema|correo|direccion|dej(?:ad|en)|no (?:me|mas)|"
    r"данн\w{2}|все\w{0,2}|баз\w{1,2}|отовсюду|почт\w|адрес|оставьте|"
    r"больше (?:ничего|не (?!нуж)))\b"
)
# Of who is away and names a stand-in.
_MEANWHILE = re.compile(
    r"\b(?:urgent\w*|urgenci\w*|emergenc\w*|срочн\w+|in (?:my|our) absence|"
    r"en (?:mi|nuestra) ausencia|в (?:мое|наше) отсутствие)\b"
)
# Said to stay so: with one of these "call me on …" is a correction.
_FOR_GOOD = re.compile(
    r"\b(?:from now on|these days|nowadays|going forward|instead|in future|new|always|"
    r"a partir de ahora|desde ahora|en adelante|de ahora en adelante|nuev[oa]|siempre|"
    r"теперь|отныне|впредь|всегда|нов\w{2,3})\b"
)
# A number of something else: of an order, a customer, an account.
_OF_A_THING = re.compile(
    r"\b(?:numero|num|nº|n[.]º) de (?:la |el |mi |su )?(?!telefono|movil|contacto|casa|fijo)\w{3,}|"
    r"\b(?:order|account|customer|client|invoice|reference|ref|tracking|case|ticket|member|card|"
    r"policy|fax|serial|vat|tax|booking) (?:number|no|num)\b|"
    r"\b(?:pedido|factura|expediente|referencia|fax|заказ\w?|счет\w?|факс) (?:nº |n[.]º |№ ?)?\d|"
    r"\b(?:calls?|called|llamad[ao]s?|llamaron|llame|звонил\w?|звонок|messages?|texts?) "
    r"(?:from|de|del|desde|с)\b|\bnot for (?:you|this)\b|\bno (?:es )?para (?:vosotros|ustedes)\b|"
    r"\bне для вас\b|\bemergency\b|\bcontacto de emergencia\b|\bэкстренн\w{2,3}\b|"
    r"\bномер\w? (?:заказ|карт|счет|договор|клиент|полис|накладн|заявк|трек|паспорт|бронир)"
)
_SURE, _NAMED, _CHANGED, _SEEN = 0.9, 0.86, 0.86, 0.6


@dataclass(frozen=True, slots=True)
class Found:
    """A new number of `field` and how it stood in the text."""

    field: str
    e164: str
    written: str
    confidence: float


def told(sentence: Sentence, before: str, reply: Reply, place: Place) -> Iterator[Found]:
    """Yield the new numbers of a sentence; `before` is the folded sentence before it."""
    ours = known(reply, place)
    found = [one for one in values.phones_in(sentence.text, place) if one.e164 not in ours]
    words = sentence.folded
    if not found or of_a_thing(sentence):
        return
    instead_of = _mentioned(f"{before}\n{sentence.text}", ours, place)
    named = names_one(words)
    near = bool(_MOBILE.search(before) or _PHONE.search(before) or instead_of)
    near = near or tenses.announces_news(before)
    fields = {one.e164: field_in(sentence, one, before, reply, place) for one in found}
    rivals = len(found) > 1 and len(set(fields.values())) < len(found)
    for one in found:
        sure = _confidence(sentence, one, named=named, near=near)
        said = fields[one.e164]
        field = said if named or not instead_of else instead_of
        doubt = one.label == "unlisted" or (field == "phone" and one.label == "mobile" and named)
        sure = min(sure, 0.7) if doubt and said == field else sure
        yield Found(field, one.e164, one.written, min(sure, 0.4) if rivals else sure)


def field_in(sentence: Sentence, one: Written, before: str, reply: Reply, place: Place) -> str:
    """Return the field of a number by the words of its clause, its sentence, or the one before."""
    start = max(0, sentence.text.find(one.written))
    near = sentence.folded[slice(*clause(sentence.text, start, start + len(one.written)))]
    words = next((text for text in (near, sentence.folded) if names_one(text)), before)
    return field_of(words, one.label, reply, place)


def for_now(sentence: Sentence, reply: Reply, place: Place) -> bool:
    """Say whether a number is only to be called this once, or till something is over."""
    if limited(sentence) or meanwhile(sentence) or not sentence.has("temporary"):
        return limited(sentence) or meanwhile(sentence)
    gone = any(remarks.on_the_old(sentence, reply, place))
    return not (_FOR_GOOD.search(sentence.folded) or gone)


def meanwhile(sentence: Sentence) -> bool:
    """Say whether somebody who is away names a stand-in: "for anything urgent call …"."""
    return bool(_MEANWHILE.search(sentence.folded))


def of_a_thing(sentence: Sentence) -> bool:
    """Say whether the number in a sentence is that of an order, an account, an emergency."""
    return bool(_OF_A_THING.search(sentence.folded))


def to_go(sentence: Sentence, reply: Reply, place: Place) -> str:
    """Return the field whose number a sentence names and wants removed, "" where it wants none."""
    if not removes(sentence) or sentence.has("other", "condition"):
        return ""
    cited = {one.e164 for one in values.phones_in(sentence.text, place)}
    ours = known(reply, place)
    if cited:
        return ours[cited.pop()] if len(cited) == 1 and cited <= ours.keys() else ""
    return _only_named(sentence, ours)


def removes(sentence: Sentence) -> bool:
    """Say whether a sentence wants something taken out of the record."""
    verb = _REMOVE.search(sentence.folded)
    return verb is not None and not sentence.denied(verb.start())


def _only_named(sentence: Sentence, ours: dict[str, str]) -> str:
    """Return the field of the phone that a sentence names without its number."""
    words = re.sub(r"\bno\b", " ", sentence.folded)  # "no." for number is "not" here
    named_one = any(kind.search(words) for kind in (_MOBILE, _PHONE, _LANDLINE))
    if not named_one or any(map(str.isdigit, words)) or _MORE_THAN_ONE.search(sentence.folded):
        return ""
    named = "mobile" if _MOBILE.search(words) else "phone"
    filled = list(ours.values())
    generic = not (_MOBILE.search(words) or _LANDLINE.search(words))
    if generic and filled and named not in filled:
        return filled[0]
    return named if named in filled else ""


def limited(sentence: Sentence) -> bool:
    """Say whether a sentence is about today or a while: a mere "call me" is not."""
    hits = sentence.of("temporary")
    return any(not _CALL.search(sentence.folded[hit.start : hit.end + 3]) for hit in hits)


def known(reply: Reply, place: Place) -> dict[str, str]:
    """Return field by number, of the numbers that we had."""
    return {
        one.e164: field
        for field in ("phone", "mobile")
        for one in values.phones_in(values.merged(reply.record, field), place)
    }


def names_one(folded: str) -> bool:
    """Say whether folded words name a phone."""
    return any(pattern.search(folded) for pattern in (_MOBILE, _PHONE, _LANDLINE, _CALL))


def unnamed(folded: str) -> str:
    """Return folded words without those that name a phone."""
    for pattern in (_MOBILE, _PHONE, _LANDLINE, _CALL):
        folded = pattern.sub(" ", folded)
    return folded


def field_of(words: str, label: str, reply: Reply, place: Place) -> str:
    """Return the field that a number of this kind belongs to, by the words round it."""
    if _LANDLINE.search(words) and not _MOBILE.search(words):
        return "phone"
    if _MOBILE.search(words) and not _LANDLINE.search(words):
        return "mobile"
    if label != "mobile":
        return "phone"
    filed = values.phones_in(values.merged(reply.record, "phone"), place)
    alone = not values.merged(reply.record, "mobile")
    return "phone" if alone and filed and filed[0].label == "mobile" else "mobile"


def _confidence(sentence: Sentence, one: Written, *, named: bool, near: bool) -> float:
    changed = tenses.tells_change(sentence.folded)
    if named or near:
        return _SURE if changed else _NAMED
    if not changed:
        return _SEEN
    rest = sentence.folded.replace(fold(one.written), " ")
    strange = wording.off_the_subject(wording.unexplained(rest, ()))
    return _SEEN if strange else _CHANGED


def _mentioned(text: str, ours: dict[str, str], place: Place) -> str:
    """Return the field whose old number is in a text ("Was: … Now: …"), "" where none is."""
    old = [ours[one.e164] for one in values.phones_in(text, place) if one.e164 in ours]
    return old[0] if old else ""
