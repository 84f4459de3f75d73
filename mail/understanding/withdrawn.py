"""What later sentences take back: "New mobile 07700 900455. That one is my sister's."

A value is told, and afterwards it was a joke, a slip of the pen, somebody else's, or is not to be
used yet; or an address is told, and the home is said to be as it was. The words are in
`tables/doubts`; what one sentence says of its own value, the phrase tables know.
"""

import re
from collections.abc import Collection, Sequence

from mail.understanding import gist, labels, owners, reach, standing, tenses, towns, wording
from mail.understanding.facts import OF_AN_ADDRESS
from mail.understanding.lists import alternatives
from mail.understanding.sentences import Sentence
from storage.values import Invalid, names, places

_FAR, _NEAR = 4, 3  # sentences after a value that may take it back, and that must be understood
_SURELY, _SURER, _NAMES, _SHORT = 0.9, 0.95, 3, 6
_TURNS = ("other", "retract", "denial", "sarcasm")
_HARMLESS = ("confirm", "chat", "update", "question", "unsubscribe", "part", "erase", "access")
_BY_LOOK = frozenset({"phone", "mobile", "email", "postcode"})
_JOKE, _BACK, _WHOSE, _NOT_YET = (
    re.compile(rf"(?<!\w)(?:{alternatives('doubts', kind)})")
    for kind in ("joke", "back", "whose", "not_yet")
)
# "No joke, they really changed it", "не шучу".
_DENIED = re.compile(
    r"\b(?:no|not|isn't|sin|ninguna|без|не)\s(?:(?:es|a|an|una|am|i'm|это)\s){0,2}\Z"
)
_POSSESSOR = re.compile(r"\W{1,3}(?:(?:de|del|of|у)\s)?([^\W\d_]{3,20})")
_OF_THE_OLD = re.compile(
    r"\W{0,3}(?:(?:and|but|y|pero|а|и|но|the|my|our|that|el|la|mi|nuestro|мой|наш)\s){0,3}"
    r"(?:old|other|previous|former|last|viej[oa]|antigu[oa]|otr[oa]|anterior|de antes|"
    r"стар\w{2,3}|прежн\w{2,3}|друг\w{2,3}|т[оаеу]т?\s(?:номер|телефон))\b"
)
_OWN = frozenset(("thing", "things", "reason", "way", "news", "one", "only", "todo", "verdad"))


def taken_back(said: Sequence[Sentence], at: int, field: str, told: Collection[int] = ()) -> bool:
    """Say whether what the sentence numbered `at` tells of a field is taken back elsewhere.

    `told` numbers the sentences that tell values themselves: the lines of an address, a list.
    """
    if field in OF_AN_ADDRESS and _is_elsewhere(said, at):
        return True
    return takes_back(_after(said, at, told), field)


def may_be_taken_back(said: Sequence[Sentence], at: int, told: Collection[int] = ()) -> bool:
    """Say whether what a sentence tells is followed by something that may be about it."""
    turning = [one for one in _near(said, at, told) if _turns(one)]
    return any(_remarked(one) < standing.DESPITE_ITS_WORDS for one in turning)


def unread(said: Sequence[Sentence], at: int, told: Collection[int] = ()) -> list[Sentence]:
    """Return the sentences behind what a sentence tells that are not understood."""
    return [one for one in _near(said, at, told) if not _is_harmless(one)]


def leaves_standing(sentence: Sentence) -> bool:
    """Say whether a sentence behind a value is no reason to doubt it, understood or not."""
    return _is_harmless(sentence) or (
        _remarked(sentence) >= (standing.DESPITE_ITS_WORDS if _turns(sentence) else standing.RATHER)
    )


def _remarked(sentence: Sentence) -> float:
    """Return how likely a sentence leaves the value before it standing."""
    return standing.likelihood("value", [sentence.text])


def _near(said: Sequence[Sentence], at: int, told: Collection[int]) -> list[Sentence]:
    after = [one for one in _after(said, at, told) if not _is_of_an_address(one)]
    return [one for one in after[:_NEAR] if not _is_of_the_record(one)]


def _after(said: Sequence[Sentence], at: int, told: Collection[int]) -> list[Sentence]:
    behind = range(at + 1, len(said))
    return [said[one] for one in behind if one not in told or _only_laughs(said[one])][:_FAR]


def _is_elsewhere(said: Sequence[Sentence], at: int) -> bool:
    """Say whether an address is, or may be, of the office or for parcels, not of the home."""
    others = [*said[:at], *said[at + 1 :]]
    short = said[at - 1].folded if at and len(said[at - 1].text) < _SHORT else ""
    if any(map(owners.home_stays, others)) or reach.FOR_THINGS.search(f"{short} {said[at].folded}"):
        return True  # "Юр. адрес" is two sentences to who knows not the short word
    return owners.of_the_office(said[at]) and any(map(owners.names_home, others))


def takes_back(after: Sequence[Sentence], field: str) -> bool:
    """Say whether the sentences after a value of a field take it back."""
    if any(_is_said(_JOKE, one) or _is_said(_BACK, one) for one in after):
        return True
    if field in OF_AN_ADDRESS and any(map(owners.of_the_office, after)):
        return True  # "Home address: …" and "Work address: …"
    near = [one for one in after if not _is_of_an_address(one)]
    laughed = field not in _BY_LOOK and any(map(_only_laughs, near[:1]))
    return laughed or any(map(_gives_it_away, near[:_NEAR]))


def _is_of_an_address(sentence: Sentence) -> bool:
    """Say whether a line is a town, a country, or a mere number: of an address, of a list."""
    text = sentence.text.strip(" .,;")
    named = towns.known(text) or not isinstance(places.country(text), Invalid)
    return named or not re.search(r"[^\W\d_]{2}|\W{2}", text)


def _gives_it_away(sentence: Sentence) -> bool:
    """Say whether a sentence right after a value says that it is another's, or not yet so."""
    if _is_of_the_record(sentence):
        return False
    return _is_said(_NOT_YET, sentence) or _gives_away(sentence)


def _is_of_the_record(sentence: Sentence) -> bool:
    """Say whether a sentence is about the old value, or is a labelled line of its own."""
    labelled = labels.line(sentence.text, labels.names_of(None))
    return bool(_OF_THE_OLD.match(sentence.folded) or labelled)


def _turns(sentence: Sentence) -> bool:
    """Say whether a sentence has words that may turn the value before it: others, if, until."""
    for_now = sentence.has("temporary", "condition") and not sentence.has("confirm")
    # "I hope you are well" is small talk, "I hope so" is none.
    hedged = sentence.has("hedge") and not gist.gist(sentence).is_surely("chat", least=_SURER)
    dated = any(map(tenses.is_month, sentence.unexplained))
    return sentence.has(*_TURNS) or for_now or hedged or dated


def _is_harmless(sentence: Sentence) -> bool:
    """Say whether a sentence is understood, and nothing in it can be about the value before it."""
    if not re.search(r"\w", sentence.text):
        return True
    if _turns(sentence):
        return False
    words = [word for word in sentence.unexplained if not wording.names_a_field(word)]
    least = _SURER if sentence.has("negation") else _SURELY
    if gist.gist(sentence).is_surely(*_HARMLESS, least=least):
        return not any(map(_is_unheard_of, words))
    named = all(names.is_given_name(word) or _is_name(word, sentence) for word in words)
    signed = named and len(sentence.folded.split()) <= _NAMES
    return (not words or signed) and not sentence.has("negation")


def _is_name(word: str, sentence: Sentence) -> bool:
    """Say whether a word is written as names are, and has no other meaning that we know."""
    at = sentence.folded.find(word)
    return sentence.text[at : at + 1].isupper() and word not in gist.model().rows


def _is_unheard_of(word: str) -> bool:
    """Say whether no example has a word, and it is no name: it may be what matters."""
    known = gist.spelt(word) in gist.model().rows or names.is_given_name(word)
    return len(word) > 3 and not known and not any(char.isdigit() for char in word)


def _is_said(pattern: re.Pattern[str], sentence: Sentence) -> bool:
    hits = pattern.finditer(sentence.folded)
    return any(not _DENIED.search(sentence.folded, 0, hit.start()) for hit in hits)


def _only_laughs(sentence: Sentence) -> bool:
    rest, laughs = reach.LAUGHS.subn(" ", sentence.folded)
    return bool(laughs) and not re.search(r"\w", rest)


def _gives_away(sentence: Sentence) -> bool:
    """Say whether a sentence says of the value before it that it is somebody else's."""
    for hit in _WHOSE.finditer(sentence.folded):
        words = [word for name, word in hit.groupdict().items() if word and name[:3] == "who"]
        own = bool(words) and _own(words[0]) and not _of_a_person(sentence.folded, hit.end())
        if sentence.has("other") or not own:
            return True
    return False


def _of_a_person(folded: str, start: int) -> bool:
    """Say whether a name follows that makes one's own word another's: "that of Luis's work"."""
    named = _POSSESSOR.match(folded, start)
    return named is not None and names.is_given_name(named[1])


def _own(word: str) -> bool:
    known = word in _OWN or wording.names_a_field(word)
    return known or not wording.unexplained(word, ())
