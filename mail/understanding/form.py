"""Corrections made on labelled lines: typed anew, or inside our own form, quoted in the reply."""

import re
from collections.abc import Iterable, Iterator, Mapping

from mail.understanding import (
    absent,
    addresses,
    fullname,
    labels,
    numbers,
    ours,
    owners,
    reach,
    sentences,
    towns,
    trailing,
    values,
    withdrawn,
    wording,
)
from mail.understanding.facts import Correction, Cut, Reply, Source
from mail.understanding.folding import fold
from mail.understanding.values import Place
from storage.values import names as given

_MAX_LINES = 60  # labelled lines are few; more is no reply to a form
_MANY = 6  # labelled lines that nobody types anew: without a record, they are our form come back
_NEAR = 3  # sentences behind a value that may be about it
_MOST_BELOW = 4  # lines of an address below its street
_MOST_APART = 1  # other lines between two lines of our form: a comment of the person
_DENIED = re.compile(r"\b(?:no|not|не)\s(?:el\s|the\s|es\s)?[+(\d]")  # 612 …, not 655 …
# "Ciudad: ya sabéis cuál"
_CHATS = re.compile(
    r"\b(?:you|it|know|as before|of course|same|always|que|cual|ya|sabeis|teneis|siempre|mism[oa]|"
    r"como|какой|какая|был[аи]?|как|же|знаете|всегда|прежн\w{1,2})\b"
)
_TALK = ("negation", "hedge", "condition", "contrast", "other", "temporary", "later", "sarcasm")
_DOUBTED, _GONE = 0.5, 0.75
# A postcode that is none of the country was left in a street, and a town behind it.
_CODED = re.compile(r",.*(?:\b[A-Z]\d{4}[A-Z]{3}\b|\b\d{4,6}\s[^\W\d_]{3})")
_IN_WORDS = frozenset({"company", "job_title", "street", "city", "province"})
_LABEL_WITHIN = re.compile(r"\W([^\W\d_]{3,20}(?: [^\W\d_]{2,12})?)\s?(?:[:=]|\s[-–—]\s)")
_GARBLED = ("\ufffd", "??", "Ã", "Ð", "&#")


def own_words(text: str, reply: Reply, place: Place) -> tuple[str, bool]:
    """Return what stands above our form where it came back without marks of quoting, else all.

    The flag says that more of our mail follows: its words ("answer BAJA …") are not the person's.
    """
    lines = text.split("\n")[:_MAX_LINES]
    names = labels.names_of(reply.labels)
    pairs = [(at, pair) for at, line in enumerate(lines) if (pair := labels.line(line, names))]
    if not _is_the_form([pair for _, pair in pairs], reply, place):
        return text, False
    first, last = pairs[0][0], pairs[-1][0]
    follows = any(line.strip() for line in text.split("\n")[last + 1 :])
    return "\n".join(lines[:first]), follows


def labelled(text: str, reply: Reply, place: Place) -> Iterator[Correction]:
    """Yield what labelled lines of the person's own words change."""
    names = labels.names_of(reply.labels)
    lines = text.split("\n")[:_MAX_LINES]
    pairs = [(at, pair) for at, line in enumerate(lines) if (pair := labels.line(line, names))]
    read = [pair for _, pair in pairs]
    if _is_the_form(read, reply, place):
        yield from _changed(read, reply, place, "edited_form", 0.95)
        return
    for at, (field, written) in pairs:
        value, below = _first(written), lines[at + 1 :]
        after = [*sentences.split(written)][1:] + _talk(below, names, place)
        whole = _with_town(value, below, names, place) if field == "street" else value
        talk = sentences.read("\n".join(after), reply.record)
        stands = all(map(withdrawn.leaves_standing, talk[:_NEAR]))
        sure = 0.95 if stands and not withdrawn.takes_back(talk, field) else _DOUBTED
        yield from _changed([(field, whole)] if whole else (), reply, place, "labelled_line", sure)


def _talk(below: list[str], names: Mapping[str, str], place: Place) -> list[str]:
    """Return the lines below a labelled one that have no label and are not of an address."""
    return [
        line
        for line in below
        if not labels.line(line, names) and (":" in line or not _is_of_an_address(line, place))
    ]


def _is_of_an_address(line: str, place: Place) -> bool:
    text = line.strip(" .,;")
    return addresses.looks_like_street(text) or addresses.goes_on(text, place.country)


def _with_town(value: str, below: list[str], names: Mapping[str, str], place: Place) -> str:
    """Return a street with the lines below it that have its town and postcode."""
    named = (addresses.country_in(line) for line in below[:_MOST_BELOW])
    country = next(filter(None, named), place.country)
    for line in below[:_MOST_BELOW]:
        text = line.strip(" .,;")
        if not text or labels.line(line, names) or not addresses.goes_on(text, country):
            break
        spoken = given.is_given_name(fold(text).split(" ")[0]) or wording.find(fold(text))
        alone = " " not in text and not towns.known(text)
        if (spoken and not towns.known(text)) or alone:
            break
        value = f"{value}, {text}"
    return value


def in_sentence(text: str, reply: Reply, place: Place) -> Iterator[Correction]:
    """Yield what a sentence changes that is "Label: value" and may stand anywhere in a line."""
    pair = labels.line(text, labels.names_of(reply.labels))
    if pair and pair[1] and ":" in text:
        yield from _changed([(pair[0], _first(pair[1]))], reply, place, "free_text", reach.SURE)


def lines_read(text: str, reply: Reply, place: Place) -> list[str]:
    """Return the lines that were understood: labelled ones with corrections or with values that are
    right, and the address that we have."""
    names = labels.names_of(reply.labels)
    found = []
    for line in text.split("\n")[:_MAX_LINES]:
        pair = labels.line(line, names)
        if pair and (_agrees(*pair, reply, place) or _says(*pair, place)):
            found.append(_only(line, pair[1]))
        elif pair is None and ours.is_line(line, reply, place):
            found.append(line.strip())
    return found


def _says(field: str, value: str, place: Place) -> bool:
    """Say whether a labelled value is understood: it is one, "as before", or "please delete"."""
    known = absent.says_known(value) or numbers.removes(sentences.sentence(value))
    return bool(known or values.normalise(field, value, place))


def _only(line: str, value: str) -> str:
    """Return a labelled line without the sentences that stand behind its value."""
    first = _first(value)
    return line[: line.rfind(value) + len(first)].strip() if first != value else line.strip()


def _first(value: str) -> str:
    """Return a value without the sentences behind it: "…, 141400. Остальное прежнее"."""
    first, *others = [*sentences.split(value), ""][:2] if value else [""]
    said = sentences.sentence(others[0]) if others and others[0] else None
    if said is None:
        return value
    words = len(re.findall(r"[^\W\d_]{2,}", said.text))
    talks = bool(said.found) or len(said.unexplained) < words
    talks = talks and (said.text[:1].isupper() or not said.unexplained)
    return first.rstrip(" .") if talks else value


def edited(cut: Cut, reply: Reply, place: Place) -> Iterator[Correction]:
    """Yield what was changed inside the quoted form, and what stands under its lines.

    Without a record nothing says what stood there before: the quoted form then tells nothing.
    """
    if any(reply.record.values()):
        yield from _edited_lines(cut, reply, place)
    for edit in cut.inline_edits[:_MAX_LINES]:
        yield from _answered(edit.quoted, edit.answer, reply, place)


def _edited_lines(cut: Cut, reply: Reply, place: Place) -> Iterator[Correction]:
    quoted = _lines_of_form(cut.quoted_own, labels.in_mail(reply.labels))
    agreeing = sum(_agrees(field, value, reply, place) for field, value in quoted)
    # A form that agrees in nothing is an older one, or another person's.
    confidence = 0.95 if agreeing * 2 >= len(quoted) and agreeing >= 2 else 0.5
    yield from _changed(quoted, reply, place, "edited_form", confidence)


def _lines_of_form(quoted: str, names: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the first line of each label; a value that was wrapped is put together again.

    The form is one block: labels further down, as in our own footer, are none of it.
    """
    found: dict[str, str] = {}
    last, apart = "", 0
    for text in quoted.split("\n"):
        pair = labels.form_line(text, names)
        if pair:
            apart = 0
            last = "" if pair[0] in found else pair[0]
            found.setdefault(*pair)
        elif last and text.strip() and len(found[last]) > 40:
            found[last], last = f"{found[last]} {text.strip()}", ""
        elif text.strip():
            last, apart = "", apart + 1
            if apart > _MOST_APART and len(found) >= 3:
                break
    return list(found.items())


def _is_the_form(read: list[tuple[str, str]], reply: Reply, place: Place) -> bool:
    """Say whether the lines are our whole form, sent back without marks of quoting."""
    if not any(reply.record.values()):
        return len({field for field, _ in read}) >= _MANY
    agreeing = sum(_agrees(field, value, reply, place) for field, value in read if value)
    return agreeing >= 3


def _agrees(field: str, value: str, reply: Reply, place: Place) -> bool:
    field, value = fullname.apart(field, value, reply.record)
    return _same(field, value, values.merged(reply.record, field), place)


def _same(field: str, value: str, old: str, place: Place) -> bool:
    bare = values.unlinked(value) if value else ""
    if not bare or not old:
        return not bare.strip("—-–… .") and not old
    return values.same(field, bare, old, place) or _cut_short(bare, old)


def _cut_short(value: str, old: str) -> bool:
    """Say whether a value is only the beginning of the old one, broken by wrapping."""
    return len(value) > 40 and "".join(old.split()).startswith("".join(value.split()))


def _changed(
    pairs: Iterable[tuple[str, str]], reply: Reply, place: Place, source: Source, confidence: float
) -> Iterator[Correction]:
    for label, written in pairs:
        bare = trailing.without_remarks(label, trailing.bare(written), reply, place)
        field, value = fullname.apart(label, bare, reply.record)
        old = values.merged(reply.record, field)
        if _same(field, value, old, place) or any(sign in value for sign in _GARBLED):
            continue
        if absent.says_known(value) or _says_yes(value):
            continue
        if absent.says_none(field, value):
            gone = Correction(field, "", old, value.strip(), min(confidence, _GONE), source)
            yield from [gone] if old else ()
            continue
        unlike = field == "street" and not re.search(r"\d|\bs/?n\b", value)
        unlike = unlike or (field == "job_title" and not _may_be_job(value))
        unlike = unlike or trailing.says_yes(written) or _talks(field, value)
        unlike = unlike or _holds_more(field, value, old, labels.names_of(reply.labels))
        doubted = unlike or trailing.doubtful(field, value, reply, place)
        sure = min(confidence, _DOUBTED) if doubted else confidence
        yield from corrections(field, value, reply, place, source=source, confidence=sure)


def _holds_more(field: str, value: str, old: str, names: Mapping[str, str]) -> bool:
    """Say whether words hold another labelled value ("Acme, job: buyer"), or what we had and more
    ("Carter & Sons, as ever"): where the value ends is a guess."""
    if field not in _IN_WORDS:
        return False
    again = any(fold(label) in names for label in _LABEL_WITHIN.findall(value))
    # "Calle Olmo 3, dirección del trabajo: Calle Sol 5"
    again = again or (":" in value and owners.of_the_office(sentences.sentence(value)))
    return again or (bool(old) and len(value) > len(old) and fold(value).startswith(fold(old)))


def _says_yes(value: str) -> bool:
    """Say whether a labelled value is none but a yes to the one we had: "Empresa: sí"."""
    said = sentences.sentence(value)
    return said.has("confirm") and not said.unexplained and not said.asks


def _may_be_job(value: str) -> bool:
    """Say whether a labelled job looks like one: "Title: Re: your mail" is none."""
    return ":" not in value and (value[:1].isupper() or reach.job_like(value))


def _talks(field: str, value: str) -> bool:
    """Say whether a line talks instead of giving a value: "none, ask my wife", "655 …?"."""
    said = sentences.sentence(value)
    chats = _CHATS.search(said.folded) and not absent.is_named(value)
    # Of what stands beside a number each word must be known, see `trailing`.
    doubts = field not in trailing.BY_LOOK and said.has(*_TALK)
    return "?" in value or doubts or bool(chats)


def corrections(
    field: str, text: str, reply: Reply, place: Place, *, source: Source, confidence: float
) -> Iterator[Correction]:
    """Yield the correction that a text is for a field; several where it is a whole address."""
    shown = text.strip()
    text = _without_old(field, text, values.merged(reply.record, field), place)
    for name, value in values.normalise(field, text, place).items():
        old = values.merged(reply.record, name)
        known = value and old and values.same(name, value, old, place)
        sure = (
            min(confidence, _DOUBTED) if name == "street" and _CODED.search(value) else confidence
        )
        if value != old and not known:
            yield Correction(name, value, old, shown, sure, source)


def _without_old(field: str, text: str, old: str, place: Place) -> str:
    """Leave the new number where both are in the line: `612 … -> 645 …`."""
    if field not in ("phone", "mobile") or not old:
        return text
    if _DENIED.search(fold(text)):
        return text
    written = values.phones_in(text, place)
    new = [one.e164 for one in written if not values.same(field, one.e164, old, place)]
    return new[0] if len(new) == 1 else text


def _answered(quoted: str, answer: str, reply: Reply, place: Place) -> Iterator[Correction]:
    pair = labels.line(quoted, labels.names_of(reply.labels))
    if not pair or not answer or "\n\n" in answer:
        return
    field, first = pair[0], answer.split("\n", maxsplit=1)[0]
    if field in ("phone", "mobile", "email", "postcode"):
        yield from corrections(field, first, reply, place, source="edited_form", confidence=0.92)
