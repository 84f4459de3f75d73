"""Corrections told in free text, where the value itself can be recognised.

Phones, e-mail addresses, postcodes and birth dates are found first, and the words round them say
whose they are and which field is meant. A value of somebody else, or for today only, is none.
"""

import re
from collections.abc import Iterator, Sequence

from mail.understanding import addresses, values
from mail.understanding.facts import Correction, Reply
from mail.understanding.sentences import Sentence
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
    r"\b(?:codigo postal|cod\.? postal|cp|c\.p\.?|postcode|post code|postal code|zip\w*|индекс\w*)(?!\w)"
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
_BARE = re.compile(r"[\W\d]*\Z")
_MONTH = r"[^\W\d_]{3,12}\.?"
_DATE = re.compile(
    rf"\b\d{{1,2}}[/.-]\d{{1,2}}(?:[/.-]\d{{2,4}})?\b|\b\d{{4}}-\d{{2}}-\d{{2}}\b|"
    rf"\b\d{{1,2}}(?:st|nd|rd|th|-го)?\s(?:de\s|of\s)?{_MONTH}(?:,?\s(?:de\s|del\s)?\d{{4}})?|"
    rf"\b{_MONTH}\s\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s\d{{4}})?\b",
    re.IGNORECASE,
)
_OTHERS = ("other", "temporary", "condition")


def told(sentences: Sequence[Sentence], reply: Reply, place: Place) -> Iterator[Correction]:
    """Yield the corrections whose values can be recognised by themselves."""
    before = ""
    for sentence in sentences:
        if not sentence.has(*_OTHERS):
            yield from _phones(sentence, before, reply, place)
            yield from _emails(sentence, reply)
            yield from _postcodes(sentence, reply, place)
            yield from _birth_dates(sentence, reply, place)
        before = sentence.folded


def _confidence(sentence: Sentence, *, named: bool, changed: bool, rivals: int) -> float:
    confidence = 0.9 if named and changed else 0.86 if named else 0.6
    if sentence.asks or sentence.has("hedge", "later", "sarcasm", "retract"):
        confidence = min(confidence, 0.5)
    return confidence if rivals == 1 else 0.4


def _phones(sentence: Sentence, before: str, reply: Reply, place: Place) -> Iterator[Correction]:
    ours = {number for field in ("phone", "mobile") for number in _known(reply, field, place)}
    found = [pair for pair in values.phones_in(sentence.text, place) if pair[0] not in ours]
    words = sentence.folded
    named = bool(_MOBILE.search(words) or _PHONE.search(words) or _LANDLINE.search(words))
    changed = bool(_CHANGE.search(words))
    near = bool(_MOBILE.search(before) or _PHONE.search(before))
    if not (named or (changed and near) or _BARE.match(words)):
        return
    confidence = _confidence(sentence, named=named or near, changed=changed, rivals=len(found))
    for number, label in found:
        field = _phone_field(words if named else before, label, reply, place)
        doubt = _LANDLINE.search(words) and label == "mobile"
        yield _correction(field, number, reply, sentence, 0.6 if doubt else confidence)


def _known(reply: Reply, field: str, place: Place) -> list[str]:
    return [number for number, _ in values.phones_in(values.merged(reply.record, field), place)]


def _phone_field(words: str, label: str, reply: Reply, place: Place) -> str:
    if _LANDLINE.search(words) and not _MOBILE.search(words):
        return "phone"
    if _MOBILE.search(words) and not _LANDLINE.search(words):
        return "mobile"
    if label != "mobile":
        return "phone"
    filed = values.phones_in(values.merged(reply.record, "phone"), place)
    alone = not values.merged(reply.record, "mobile")
    return "phone" if alone and filed and filed[0][1] == "mobile" else "mobile"


def _emails(sentence: Sentence, reply: Reply) -> Iterator[Correction]:
    known = {values.merged(reply.record, "email").lower(), reply.sender.lower()}
    mentioned = values.emails_in(sentence.text)
    found = [address for address in mentioned if address not in known]
    rest = sentence.folded
    for address in mentioned:
        rest = rest.replace(address, " ")
    named, changed = bool(_EMAIL.search(rest)), bool(_CHANGE.search(rest))
    if not (named or changed) or (sentence.has("question") and not changed):
        return
    for address in found:
        confidence = _confidence(sentence, named=named, changed=changed, rivals=len(found))
        yield _correction("email", address, reply, sentence, confidence)


def _postcodes(sentence: Sentence, reply: Reply, place: Place) -> Iterator[Correction]:
    at = _POSTCODE.search(sentence.folded)
    if not at:
        return
    old = values.merged(reply.record, "postcode")
    found = [
        code
        for code in addresses.postcodes_in(sentence.text[at.start() :], place.country)
        if not values.same("postcode", code, old, place)
    ]
    for code in found:
        confidence = _confidence(sentence, named=True, changed=True, rivals=len(found))
        yield _correction("postcode", code, reply, sentence, confidence)


def _birth_dates(sentence: Sentence, reply: Reply, place: Place) -> Iterator[Correction]:
    if not _BIRTH.search(sentence.folded):
        return
    old = values.merged(reply.record, "birth_date")
    read = [
        value
        for match in _DATE.findall(sentence.text)
        if (value := values.normalise("birth_date", match, place).get("birth_date"))
        and not values.same("birth_date", value, old, place)
    ]
    for value in dict.fromkeys(read):
        confidence = _confidence(sentence, named=True, changed=True, rivals=len(set(read)))
        yield _correction("birth_date", value, reply, sentence, confidence)


def _correction(
    field: str, value: str, reply: Reply, sentence: Sentence, confidence: float
) -> Correction:
    old = values.merged(reply.record, field)
    return Correction(field, value, old, sentence.text, confidence, "free_text")
