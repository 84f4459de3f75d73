"""Whether a yes is about the whole record: "mobile ok" is about a number, "todo bien" about all.

Only such a yes is noted as a confirmation; another goes to a person. Pure. The words are in
`tables/confirmed`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from mail.understanding import labels
from mail.understanding.facts import OF_AN_ADDRESS
from mail.understanding.folding import fold
from mail.understanding.lists import alternatives
from mail.understanding.partly import ALL, DATA, RIGHT, WELL, Short, clauses, limit, words
from mail.understanding.sentences import Sentence

_FIELDS = ("name", "phone", "email", "address", "company", "job", "birth", "language")
_CONTAINED = {
    **dict.fromkeys(("first_name", "last_name"), "name"),
    **dict.fromkeys(("phone", "mobile"), "phone"),
    **dict.fromkeys(OF_AN_ADDRESS, "address"),
}
_VALUES = {"street": "address", "city": "address", "company": "company", "job_title": "job"} | {
    "email": "email"
}
_NAMED = {field: words(f"field.{field}") for field in _FIELDS}
_UNCHANGED, _HERE, _SELF, _US = map(words, ("unchanged", "here", "self", "us"))
_SAME, _OWN, _SMALL = map(words, ("same", "own", "small"))
_AGREE, _WISH, _ARRANGED, _ALONG, _THING = map(
    words, ("agree", "wish", "arranged", "along", "thing")
)
_GENERAL = (ALL, DATA, _UNCHANGED, _HERE, _US)
_OURS = (_OWN, DATA, ALL)
# "All good with the scaffolding", "the concert was perfect": whatever a yes stands on.
_WITH = re.compile(rf"\W{{1,3}}(?:\w{{1,7}}\s)?(?:{alternatives('confirmed', 'with')})")
_TOPIC = re.compile(alternatives("confirmed", "topic"))
_SUBJECT = re.compile(alternatives("confirmed", "subject"))
_MEANS = re.compile(rf"(?:\A|\s)(?:{alternatives('confirmed', 'means')})\Z")
_TO = re.compile(rf"(?:\A|\s)(?:{alternatives('confirmed', 'to')})\s(?:[\w']{{1,15}}\s){{0,2}}\Z")
_NOT = re.compile(r".*\b(?:no|mal|wrong|нет|неверно|неправильно|incorrect[oa]?)\W*")
_DENIES = re.compile(r"\b(?:no|not|нет|не|never)\b|n't\b")
_LETTERS = re.compile(r"\w{3}")
_MANY_DIGITS = 5
_FEW = 4  # words of what a yes is about: "the boiler at work, all fine"


def short_of(said: Sequence[Sentence], record: Mapping[str, str], quoted: str) -> Short | None:
    """Return why the yes of a reply is not of the whole record, None where it is.

    `quoted`: the lines of our mail that stand in the reply."""
    texts = [one.folded for one in said]
    parts = [clauses(text) for text in texts]
    return limit(texts) or _about(parts, record, by_hand=_is_one_field(quoted))


def _about(
    parts: Sequence[Sequence[str]], record: Mapping[str, str], *, by_hand: bool
) -> Short | None:
    every = [clause for each in parts for clause in each]
    free = [each[at] for each in parts for at in range(len(each)) if _is_free(each, at)]
    telling = [each for each in parts if any(map(_is_yes, each))]
    named = {field for each in telling or parts for field in _fields(each, record)}
    if any(map(_is_denied, every)):
        return "part"
    if len(named) > 1 or any(map(_is_general, free)):
        return None
    if named or by_hand:
        return "one_field"
    pairs = (pair for each in parts for pair in pairwise(each))
    topics = any(_is_topic(before) and _is_yes(clause) for before, clause in pairs)
    return "other_thing" if not free and (topics or _is_of_another(every)) else None


def _is_one_field(quoted: str) -> bool:
    """Say whether one line of our mail was set before the answer by hand: "> Mobile: …"."""
    names = labels.names_of(None)
    lines = [line for line in quoted.split("\n") if line.strip()]
    shown = [labels.line(line, names) is not None for line in lines[:2]]
    return shown in ([True], [True, False])


def _is_denied(clause: str) -> bool:
    """Say whether a clause says of a field that it is wrong: "name no"."""
    short = len(clause.split()) <= _FEW
    return short and bool(_kinds(clause)) and bool(_NOT.fullmatch(clause))


def _fields(each: Sequence[str], record: Mapping[str, str]) -> Iterator[str]:
    """Yield the kinds of field that the clauses of a sentence name."""
    for clause in each:
        if not _DENIES.search(clause) or _UNCHANGED.search(clause):
            yield from _kinds(clause)
            yield from ("name" for _ in _SELF.finditer(clause))
    yield from _values(each, record)


def _kinds(clause: str) -> list[str]:
    """Return the kinds of field that a clause names, and not as a means: "from my phone"."""
    hits = ((kind, hit) for kind, found in _NAMED.items() for hit in found.finditer(clause))
    kinds = [kind for kind, hit in hits if not _MEANS.search(clause[: hit.end()])]
    return kinds or _of_label(clause)


def _of_label(clause: str) -> list[str]:
    """Return the kind of field whose label is all that a clause says beside its yes: "cp ok"."""
    bare = clause
    for found in (_AGREE, RIGHT, WELL, _SAME, _SMALL):
        bare = found.sub(" ", bare)
    field = labels.names_of(None).get(" ".join(bare.split()).strip(" .'"))
    return [_CONTAINED.get(field, field)] if field else []


def _values(each: Sequence[str], record: Mapping[str, str]) -> Iterator[str]:
    """Yield the kinds of the values of the record that stand before a yes: "Gerente, sí"."""
    if sum(char.isdigit() for clause in each for char in clause) >= _MANY_DIGITS:
        yield "phone"
    before = " ".join(each[:-1] if len(each) > 1 else each)
    for field, kind in _VALUES.items():
        value = re.escape(fold(record.get(field, "")))
        if value and re.search(rf"(?<!\w){value}(?!\w)", before):
            yield kind


def _is_yes(clause: str) -> bool:
    return _tells(clause) or bool(_AGREE.search(clause))


def _tells(clause: str) -> bool:
    """Say whether a clause tells how things are, and does not only agree."""
    return any(found.search(clause) for found in (RIGHT, WELL, _SAME, *_GENERAL))


def _is_general(clause: str) -> bool:
    """Say whether a clause tells of everything, of the record, or of the person as a whole."""
    return any(found.search(clause) for found in _GENERAL)


def _is_free(each: Sequence[str], at: int) -> bool:
    """Say whether a clause is a yes that stands on nothing named in it or beside it."""
    clause = each[at]
    if not _is_yes(clause) or _merely_agrees(clause):
        return False
    if not _tells(clause) and (_ARRANGED.search(clause) or _is_thing(_AGREE.sub("", clause))):
        return False
    bound = _is_bound(clause)
    if _HERE.search(clause) or _US.search(clause) or (DATA.search(clause) and not bound):
        return True
    before, after = each[at - 1] if at else "", each[at + 1] if at + 1 < len(each) else ""
    topic = _is_topic(before) and not _is_yes(before)
    return not (bound or topic or _is_thing(after))


def _merely_agrees(clause: str) -> bool:
    return not re.search(r"\w", _WISH.sub("", _AGREE.sub("", clause)))


def _is_topic(clause: str) -> bool:
    """Say whether a clause only names a field or a thing: "the boiler, …"."""
    short = len(clause.split()) <= _FEW
    named = _kinds(clause) or _THING.search(clause) or _are_foreign([_TOPIC.fullmatch(clause)])
    return short and bool(named)


def _is_thing(clause: str) -> bool:
    """Say whether a clause is a thing and nothing else: "all fine: the appointment"."""
    bare = _ARRANGED.sub("", _THING.sub("", clause))
    return bool(_THING.search(clause)) and not _LETTERS.search(bare)


def _is_bound(clause: str) -> bool:
    """Say whether a clause is about a field, or about what no record has."""
    field = bool(_kinds(clause)) and not _ALONG.search(clause)
    return field or _is_of_a_thing(clause) or _is_foreign(clause)


def _is_foreign(clause: str) -> bool:
    """Say whether the yes of a clause stands on a noun that is none of the record's."""
    return _are_foreign([_SUBJECT.search(clause), *_behind(clause)])


def _behind(clause: str) -> Iterator[re.Match[str] | None]:
    for found in (_AGREE, WELL, _SAME, _UNCHANGED):
        yield from (_WITH.match(clause, hit.end()) for hit in found.finditer(clause))


def _are_foreign(grounds: Iterable[re.Match[str] | None]) -> bool:
    nouns = (next(filter(None, hit.groups())) for hit in grounds if hit)
    return any(not (_kinds(noun) or any(own.fullmatch(noun) for own in _OURS)) for noun in nouns)


def _is_of_a_thing(clause: str) -> bool:
    """Say whether the yes of a clause is about a thing: "all good with the car", "the car's
    perfect", but not "all fine the car is running well"."""
    agreed, told = _starts(clause, _AGREE), _starts(clause, RIGHT, WELL, _SAME, ALL, _UNCHANGED)
    for thing in _THING.finditer(clause):
        start = thing.start()
        bound = _TO.search(clause[:start]) and any(one < start for one in agreed + told)
        subject = any(one > start for one in agreed + told)
        if bound or (subject and not any(one < start for one in told)):
            return True
    return False


def _starts(clause: str, *found: re.Pattern[str]) -> list[int]:
    return [hit.start() for each in found for hit in each.finditer(clause)]


def _is_of_another(every: Sequence[str]) -> bool:
    """Say whether what only agrees agrees to something else: "ok, see you on Friday"."""
    found = (_THING.search, _ARRANGED.search, _is_foreign)
    others = any(names(one) for one in every for names in found)
    wishes = any(map(_WISH.search, every)) and all(map(_merely_agrees, every))
    return others or wishes
