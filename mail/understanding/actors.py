"""Who has or does what a sentence tells: the writer, or somebody or something else.

One rule: a value is the writer's own unless the subject before it is another person, a group, an
institution or a thing. The subject stands between the beginning of its clause and a verb of having,
changing or moving ("Dan's now on …", "los inquilinos tienen …"), or a colon ("Suegra: nuevo …").
A word for the writer behind it gives the value back: "the bank made me change: …", "school run is
easier now, we're at …". The words are in `tables/doubts`: `somebody` for whom a subject may be, in
any number and case, `tells` and `has` for the verbs, the second only of third persons. Before those
any noun that tells no value is somebody ("la gestoría ha cambiado"), unless it is a `heading`.
"""

import re
from collections.abc import Iterator, Sequence

from mail.understanding import reach, wording
from mail.understanding.lists import alternatives
from mail.understanding.sentences import Sentence
from storage.values import names

_MOST_WORDS = 8  # of a subject: more is a clause with more in it
_TELLS, _HAS = (
    re.compile(rf"(?:{alternatives('doubts', kind)})(?!\w)") for kind in ("tells", "has")
)
_LABEL = re.compile(r"\s?:(?=\s)|\s[-–—](?=\s)")
# "Suegra, 644 555 666"
_PAUSE = re.compile(r",\s(?=[+(]?\d|\S{1,64}@)")
_SOMEBODY, _SELF, _SPEAKER, _MAKES, _HEADING, _PLACE = (
    re.compile(rf"(?<!\w)(?:{alternatives('doubts', kind)})(?!\w)")
    for kind in ("somebody", "self", "speaker", "makes", "heading", "own_place")
)
_NEW = re.compile(r"\W{0,3}(?:the |el |la )?(?:new|nuev|now|ahora|нов|теперь|сейчас|смен|помен)\w*")
_WITH_ARTICLE = re.compile(r"\W*(?:the|this|that|these|el|la|los|las|este|esta|ese|esa)\s")
_BEGINS = re.compile(
    r"[.;!?:()\n]|,\s|\s[-–—]\s|(?<!\w)(?:and|but|so|because|that|which|when|since|while|see|hear|"
    r"think|believe|told|says?|y|e|pero|que|porque|pues|como|dice|dicen|и|а|но|что|потому|поскольку)\s"
)
# "Me and the wife have moved", "мы с мужем": whom "and" joins to the writer is no other.
_JOINED = re.compile(r"(?<!\w)(?:i|me|myself|we|yo|я|мы)\s(?:and|y|и)\s\Z")
_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
_POSSESSED = re.compile(r"'s?\Z")


def of_somebody(sentence: Sentence, until: int | None = None) -> bool:
    """Say whether the subject of what stands at `until`, or of all, is not the writer."""
    end = len(sentence.folded) if until is None else until
    return any(
        begin <= end and not names_the_writer(sentence.folded, begin, max(begin, end))
        for begin in _others(sentence)
    )


def speaks_of_oneself(sentence: Sentence) -> bool:
    """Say whether the writer is named in a sentence, by a word or by name."""
    named = names_the_writer(sentence.folded, 0, len(sentence.folded))
    return named or wording.NAME in sentence.named


def names_the_writer(folded: str, start: int, end: int) -> bool:
    """Say whether a word for the writer stands in a stretch of a folded sentence."""
    return bool(_SELF.search(folded, start, end))


def _others(sentence: Sentence) -> Iterator[int]:
    """Yield where the subjects begin that are not the writer."""
    for pattern in (_HAS, _TELLS, _LABEL, _PAUSE):
        for hit in pattern.finditer(sentence.folded):
            begin = _beginning(sentence.folded, hit.start())
            if begin is not None and _is_other(sentence, begin, hit):
                yield begin


def _beginning(folded: str, end: int) -> int | None:
    """Return where the clause begins whose verb stands at `end`, None where the writer is joined
    to its subject."""
    marks = [mark for mark in _BEGINS.finditer(folded, 0, end) if mark.end() <= end]
    if not marks:
        return 0
    begin = marks[-1].end()
    return None if _JOINED.search(folded, 0, begin) else begin


def _is_other(sentence: Sentence, begin: int, hit: re.Match[str]) -> bool:
    subject, words = sentence.folded[begin : hit.start()], _words(sentence, begin, hit.start())
    if not 0 < len(words) <= _MOST_WORDS or wording.NAME in sentence.named[begin : hit.start()]:
        return False
    if any(one.search(subject) for one in (_SELF, _SPEAKER, _MAKES)):
        return False  # "Dan here", "банк заставил сменить: …"
    if _SOMEBODY.search(subject):
        return hit.re is not _PAUSE or not sentence.folded[:begin].strip(" ,")
    if hit.re is _PAUSE:
        return False
    if any(_is_named(*word, sentence) for word in words) or reach.job_like(words[-1][1]):
        return True
    return _may_be_anybody(sentence, begin, hit) and _is_a_thing([word for _, word in words])


def _may_be_anybody(sentence: Sentence, begin: int, hit: re.Match[str]) -> bool:
    """Say whether any noun in this place is another: before a third person's verb, or the label
    of something new with an article, which headings do without."""
    if hit.re is _HAS:
        return True
    article = _WITH_ARTICLE.match(sentence.folded, begin)
    return bool(article) and bool(hit.re is _TELLS or _NEW.match(sentence.folded, hit.end()))


def _words(sentence: Sentence, start: int, end: int) -> Sequence[tuple[int, str]]:
    """Return the words of a stretch and where they stand: "dan's" is dan."""
    found = _WORD.finditer(sentence.folded, start, end)
    return [(word.start(), _POSSESSED.sub("", word[0])) for word in found]


def _is_named(at: int, word: str, sentence: Sentence) -> bool:
    """Say whether a word is a first name, written as one, in any Russian case."""
    return sentence.text[at].isupper() and any(map(names.is_given_name, _first_cases(word)))


def _first_cases(word: str) -> Iterator[str]:
    """Yield what a name may be in its first case: "паши" is паша, "олега" is олег."""
    yield word
    if len(word) > 3 and re.fullmatch(r"[а-я]{3,20}[аыиуеюя]", word):
        yield from (word[:-1] + ending for ending in ("а", "я", "", "й", "ь"))


def _is_a_thing(words: Sequence[str]) -> bool:
    """Say whether the noun of a subject is none that tells a value, nor a word that only leads."""
    content = [word for word in words if wording.unexplained(word, ())]
    nouns = [
        word
        for word in (*content[:1], *content[-1:])
        if not (_HEADING.fullmatch(word) or _PLACE.fullmatch(word))
    ]
    return bool(wording.off_the_subject(nouns)) and not any(map(wording.names_a_field, nouns))
