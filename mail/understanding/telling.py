"""Corrections told in free text, where the value itself can be recognised.

Phones, e-mail addresses, postcodes and birth dates are found first, and the words round them say
whose they are and which field is meant. A value of somebody else, or for today only, is none.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from mail.understanding import postcodes, values
from mail.understanding.facts import Correction, Reply
from mail.understanding.frames import Told
from mail.understanding.sentences import Sentence, clause
from mail.understanding.values import Place

_MOBILE = re.compile(r"\b(?:movil\w*|celular|mobile|cell\w*|мобил\w*|сотов\w*|whatsapp|wasap)\b")
_LANDLINE = re.compile(r"\b(?:fijo|landline|home phone|городск\w*|домашн\w*|стационарн\w*)\b")
_PHONE = re.compile(
    r"\b(?:telefono\w*|telf?|tfno|tlf|numero|num|phone|number|телефон\w*|номер\w*|тел)\b|\bnº|\bn[.]º"
)
_EMAIL = re.compile(
    r"\b(?:correo\w*|e-?mail\w*|mail|direccion|address|почт\w*|имейл\w*|емейл\w*|мейл\w*|ящик\w*|адрес\w*)\b"
)
_POSTCODE = re.compile(
    r"\b(?:codigo postal|cod\.? postal|cp|c\.p\.?|postcode|post code|postal code|zip\w*|"
    r"индекс\w*)(?!\w)"
)
_BIRTH = re.compile(
    r"\b(?:cumple\w*|naci\w*|fecha de nacimiento|birthday|birth|born|dob|рожден\w*|родил\w*|др)\b"
)
_CHANGE = re.compile(
    r"\b(?:nuev[oa]|ahora|cambi\w*|actual|correct[oa]|buen[oa]|es|son|sera|seria|usad|usen|apunt\w*|tengo|pone[dr]|mi[oa]|"
    r"new|now|changed?|is|its|it's|should be|right|correct|use|update|mine|"
    r"теперь|нов\w+|смен\w*|помен\w*|измен\w*|правильн\w*|верн\w*|актуальн\w*|использу\w*|запишите|мой|моя)\b"
    r"|[:=→]|->| - "
)
# The number of the house that is written to, not of the one who writes.
_YOURS = re.compile(
    r"\b(?:vuestr[oa]s?|su|sus|your|ваш\w{0,3})\s(?:\w{1,15}\s)?"
    r"(?:telefono|movil|numero|fijo|correo|phone|number|line|mobile|телефон|номер|почт|горяч)"
)
# A number of something else: of an order, a customer, an account.
_OF_A_THING = re.compile(
    r"\b(?:numero|num|nº|n[.]º) de (?:la |el |mi |su )?(?!telefono|movil|contacto|casa|fijo)\w{3,}|"
    r"\b(?:order|account|customer|client|invoice|reference|ref|tracking|case|ticket|member|card|"
    r"policy|fax|serial|vat|tax|booking) (?:number|no|num)\b|"
    r"\bномер\w? (?:заказ|карт|счет|договор|клиент|полис|накладн|заявк|трек|паспорт|бронир)"
)
_PAST = re.compile(
    r"\b(?:antes|antigu[oa]|anterior|era|viej[oa]|solia|ultimo|"
    r"old|was|used to|previous|former|last|"
    r"раньше|стар\w{2}|прежн\w{2}|был[ао]?|бывш\w{2,3})\b"
)
_PRESENT = re.compile(
    r"\b(?:ahora|nuev[oa]|actual|cambi\w{1,8}|correct[oa]|buen[oa]|corr[ei][gj]\w{1,5}|mudad\w|trasladad\w|"
    r"now|new|current|chang\w{1,3}|correct|should|moved|relocated|instead|"
    r"теперь|сейчас|нов\w{2,3}|смен\w{2,5}|помен\w{2,5}|правильн\w{2}|исправ\w{2,4})\b"
)
_BARE = re.compile(r"[\W\d]*\Z")
_MONTH = r"[^\W\d_]{3,12}\.?"
_ENGLISH_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6}\.?"
_DATE = re.compile(
    rf"\b\d{{1,2}}[/.-]\d{{1,2}}(?:[/.-]\d{{2,4}})?\b|\b\d{{4}}-\d{{2}}-\d{{2}}\b|"
    rf"\b\d{{1,2}}(?:st|nd|rd|th|-го)?\s(?:de\s|of\s)?{_MONTH}(?:,?\s(?:de\s|del\s)?\d{{4}})?|"
    rf"\b{_ENGLISH_MONTH}\s\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s\d{{4}})?\b",
    re.IGNORECASE,
)
# "655 11 22 33 is not mine", but not "655 11 22 33, no el 612 …".
_NOT_SO = re.compile(
    r"\W{0,3}\s(?:(?:ya )?no (?:es|existe|vale|funciona|va|sirve|lo|esta)|"
    r"(?:is|was) (?:not|no longer|never)|isn't|isnt|wasn't|doesn't|doesnt|does not|no longer|never|"
    r"(?:больше |уже )?не (?:мой|моя|мои|мне|действ|работ|существ|верн|правильн|принадлеж|использ))"
)
_OTHERS = ("other", "temporary", "condition", "denial")


def told(sentences: Sequence[Sentence], reply: Reply, place: Place) -> Iterator[Told]:
    """Yield the corrections whose values can be recognised by themselves."""
    before = ""
    for at, sentence in enumerate(sentences):
        if not sentence.has(*_OTHERS) and not _YOURS.search(sentence.folded):
            for correction, written in _found(sentence, before, reply, place):
                start = max(0, sentence.text.find(written))
                end = start + len(written)
                around = clause(sentence.text, start, end)
                denied = sentence.denied(start) or _NOT_SO.match(sentence.folded, end)
                if not denied and not _of_the_past(sentence, *around):
                    sure = _at_most(correction, sentence, end)
                    yield Told(sure, at, *around, (start, end))
        before = sentence.folded


def calls_new(sentence: Sentence) -> bool:
    """Say whether a sentence has a word that calls its value new or right."""
    return bool(_PRESENT.search(sentence.folded))


def _of_the_past(sentence: Sentence, start: int, end: int) -> bool:
    words = sentence.folded[start:end]
    return bool(_PAST.search(words)) and not _PRESENT.search(words)


def _at_most(correction: Correction, sentence: Sentence, end: int) -> Correction:
    """Lower what is told and then limited: "… is my work address, but use the usual one"."""
    if any(found.start >= end for found in sentence.of("contrast")):
        return replace(correction, confidence=min(correction.confidence, 0.75))
    return correction


def _found(
    sentence: Sentence, before: str, reply: Reply, place: Place
) -> Iterator[tuple[Correction, str]]:
    """Yield corrections, each with its value as it was written."""
    yield from _phones(sentence, before, reply, place)
    yield from _emails(sentence, before, reply)
    yield from _postcodes(sentence, reply, place)
    yield from _birth_dates(sentence, reply, place)


def _confidence(sentence: Sentence, *, named: bool, changed: bool, rivals: int) -> float:
    confidence = 0.9 if named and changed else 0.86 if named else 0.6
    if sentence.asks or sentence.has("hedge", "later", "sarcasm", "retract"):
        confidence = min(confidence, 0.5)
    return confidence if rivals == 1 else 0.4


def _phones(
    sentence: Sentence, before: str, reply: Reply, place: Place
) -> Iterator[tuple[Correction, str]]:
    ours = {
        number: field for field in ("phone", "mobile") for number in _known(reply, field, place)
    }
    found = [one for one in values.phones_in(sentence.text, place) if one.e164 not in ours]
    words = sentence.folded
    named = bool(_MOBILE.search(words) or _PHONE.search(words) or _LANDLINE.search(words))
    instead_of = _mentioned(f"{before}\n{sentence.text}", ours, place)
    near = bool(_MOBILE.search(before) or _PHONE.search(before) or instead_of)
    changed = bool(_CHANGE.search(words))
    if _OF_A_THING.search(words):
        return
    if not (named or (changed and near) or _BARE.match(words) or len(found) > 1):
        return
    confidence = _confidence(sentence, named=named or near, changed=changed, rivals=len(found))
    for one in found:
        said = _phone_field(words if named else before, one.label, reply, place)
        field = said if named or not instead_of else instead_of
        doubt = one.label == "unlisted" or (_LANDLINE.search(words) and one.label == "mobile")
        sure = min(confidence, 0.7) if doubt else confidence
        yield _correction(field, one.e164, reply, sentence, sure), one.written


def _mentioned(text: str, ours: dict[str, str], place: Place) -> str:
    """Return the field whose old number is in a text ("Was: … Now: …"), "" where none is."""
    old = [ours[one.e164] for one in values.phones_in(text, place) if one.e164 in ours]
    return old[0] if old else ""


def _known(reply: Reply, field: str, place: Place) -> list[str]:
    return [one.e164 for one in values.phones_in(values.merged(reply.record, field), place)]


def _phone_field(words: str, label: str, reply: Reply, place: Place) -> str:
    if _LANDLINE.search(words) and not _MOBILE.search(words):
        return "phone"
    if _MOBILE.search(words) and not _LANDLINE.search(words):
        return "mobile"
    if label != "mobile":
        return "phone"
    filed = values.phones_in(values.merged(reply.record, "phone"), place)
    alone = not values.merged(reply.record, "mobile")
    return "phone" if alone and filed and filed[0].label == "mobile" else "mobile"


def _emails(sentence: Sentence, before: str, reply: Reply) -> Iterator[tuple[Correction, str]]:
    known = {values.merged(reply.record, "email").lower(), reply.sender.lower()}
    mentioned = values.emails_in(sentence.text)
    found = [address for address in mentioned if address not in known]
    rest = sentence.folded
    for address in mentioned:
        rest = rest.replace(address, " ")
    if _BARE.match(rest) and before.rstrip().endswith(":"):
        rest = before
    named, changed = bool(_EMAIL.search(rest)), bool(_CHANGE.search(rest))
    if not (named or changed) or (sentence.has("question") and not changed):
        return
    for address in found:
        confidence = _confidence(sentence, named=named, changed=changed, rivals=len(found))
        written = next(w for w in values.written_emails(sentence.text) if address in w.lower())
        yield _correction("email", address, reply, sentence, confidence), written


def _postcodes(sentence: Sentence, reply: Reply, place: Place) -> Iterator[tuple[Correction, str]]:
    at = _POSTCODE.search(sentence.folded)
    if not at:
        return
    old = values.merged(reply.record, "postcode")
    found = [
        code
        for code in postcodes.within(sentence.text[at.start() :], place.country)
        if not values.same("postcode", code, old, place)
    ]
    for code in found:
        confidence = _confidence(sentence, named=True, changed=True, rivals=len(found))
        written = postcodes.written(sentence.text, code, place.country)
        yield _correction("postcode", code, reply, sentence, confidence), written


def _birth_dates(
    sentence: Sentence, reply: Reply, place: Place
) -> Iterator[tuple[Correction, str]]:
    if not _BIRTH.search(sentence.folded):
        return
    old = values.merged(reply.record, "birth_date")
    read = {
        value: match
        for match in _DATE.findall(sentence.text)
        if (value := values.normalise("birth_date", match, place).get("birth_date"))
        and not values.same("birth_date", value, old, place)
    }
    for value, written in read.items():
        confidence = _confidence(sentence, named=True, changed=True, rivals=len(read))
        yield _correction("birth_date", value, reply, sentence, confidence), written


def _correction(
    field: str, value: str, reply: Reply, sentence: Sentence, confidence: float
) -> Correction:
    old = values.merged(reply.record, field)
    return Correction(field, value, old, sentence.text, confidence, "free_text")
