"""What a sentence says on the whole, learned from examples (`tables/examples`).

A phrase proposes what it stands for; the gist weighs all words of a sentence and the phrases in it
together. So a wording that no table has is still told for what it is, small talk beside a "yes" is
known for small talk, and a phrase in a sentence that says something else is doubted.
"""

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import get_args

from rapidfuzz import process
from rapidfuzz.distance import OSA

from mail.learned import Model, kin, marks, spelled
from mail.understanding import sounds, wording
from mail.understanding.facts import Intent, Kind, Scope
from mail.understanding.sentences import Sentence
from mail.understanding.sentences import sentence as read

KINDS = frozenset(
    {*get_args(Kind)} - {"empty", "unknown"} | {"part", "keep", "later", "unsure", "chat"}
)
_MOST_LEFT = 4  # unexplained words: more are as many
_SURELY = 0.95  # from where nobody need look at what no phrase says
_REFUSES_SURELY = 0.98
_TURNED_SURELY = 0.995
_PLAINLY = 0.985
_BEYOND_DOUBT = 0.995
_RULED_OUT = 0.02
_NEAR = {"unsubscribe": ("unsubscribe", "part"), "partial": ("unsubscribe", "part")}
PERHAPS, LIKELY = 0.5, 0.9
_CONFIRMS = 0.75
_CHAT = 0.7
_STRANGE = 1  # words that a sentence may have that do not belong to what it says
_RIVAL = 0.3  # how much less a word may speak for a kind than for another, and still belong to it
_UNKNOWN = math.inf
_SLIPS = 5  # letters from which a word may have a slip
_WORD = re.compile(r"[^\W\d_]+")
_CLAUSE = re.compile(
    r"[,;:()\n]+|\s[-–—]+\s|\s(?:y|e|pero|que|coma|and|but|comma|и|а|но|только|запятая)\s|[.!]+(?=\s)"
)
_TURNED = ("contrast", "condition", "denial", "sarcasm", "hedge")
_SCOPES: dict[str, tuple[Kind, Scope]] = {
    **{kind: (kind, "all") for kind in get_args(Kind)},
    "part": ("unsubscribe", "part"),
}


@dataclass(frozen=True, slots=True)
class Gist:
    """The likeliest kind of a sentence, and how likely it is, 0 to 1.

    Beside the kinds of `facts.Kind` there are `part` (a refusal in part), `keep` (no refusal),
    `later` (not now), `unsure`, and `chat` (nothing that matters here).
    """

    kind: str
    likelihood: float
    chances: Mapping[str, float]
    """How likely each kind is, together 1."""

    def rules_out(self, kind: str) -> bool:
        """Say whether the sentence can hardly say this."""
        return sum(self.chances[one] for one in _NEAR.get(kind, (kind,))) < _RULED_OUT

    def is_surely(self, *kinds: str, least: float = 0.9) -> bool:
        """Say whether the sentence says one of these, with at least that likelihood."""
        return self.kind in kinds and self.likelihood >= least


@lru_cache(maxsize=128)
def gist(sentence: Sentence) -> Gist:
    """Return what a sentence says on the whole."""
    return _of(tuple(_seen(sentence)))


def strange(words: Iterable[str], *kinds: str) -> list[str]:
    """Return the folded words that do not belong to saying one of these kinds, as far as the
    examples tell: a word that no example has is strange."""
    return [word for word in words if _lacks(word, kinds) > _RIVAL]


def speaks_of_another(word: str, *kinds: str) -> bool:
    """Say whether the examples know a word, and from sentences of other kinds than these."""
    return _RIVAL < _lacks(word, kinds) < _UNKNOWN


def _lacks(word: str, kinds: tuple[str, ...]) -> float:
    """Return how much less a word speaks for these kinds than for the one it speaks for most."""
    sums = model().speaks(spelled(spelt(word)))
    return max(sums.values()) - max(sums[kind] for kind in kinds) if sums else _UNKNOWN


def plainly(sentence: Sentence, kind: str, *, politely: bool = False) -> bool:
    """Say whether the whole of a sentence says one thing so plainly that no word of it raises a
    doubt, and nothing in it turns it into something else; it may be put as a polite question."""
    told = gist(sentence)
    turned = _turned(sentence, politely=politely)
    return told.kind == kind and told.likelihood >= _PLAINLY and not turned


def surely(sentence: Sentence) -> list[Intent]:
    """Return what a sentence without a telling phrase says beyond doubt: all of it says the same,
    or it does so clause by clause, beside mere chat."""
    leads = sentence.text.rstrip().endswith(":")  # "Cambios:", and then they follow
    if leads or sentence.told or sentence.has("nothing", "keep", "retract") or _phrased(sentence):
        return []
    for parts in ([sentence], clauses(sentence)):
        said = [(one, told) for one in parts if (told := gist(one)).kind != "chat"]
        chat = [one for one in parts if gist(one).kind == "chat"]
        if len({told.kind for _, told in said}) != 1 or any(map(_doubtful_chat, chat)):
            continue
        if all(_beyond_doubt(one, told) for one, told in said):
            kind, scope = _SCOPES[said[0][1].kind]
            return [Intent(kind, 0.87, sentence.text, scope)]
    return []


def _phrased(sentence: Sentence) -> bool:
    """Say whether phrases propose something else, which the whole of it leaves room for."""
    told = gist(sentence)
    hits = [hit for hit in sentence.found if not sentence.denied(hit.start)]
    others = {hit.kind for hit in hits if hit.kind in get_args(Kind)} - {told.kind}
    return "update" in others or not all(map(told.rules_out, others))


def _beyond_doubt(sentence: Sentence, told: Gist) -> bool:
    least = _REFUSES_SURELY if told.kind == "unsubscribe" else _SURELY
    least = least if not sentence.has("negation", "other", "later") else _TURNED_SURELY
    words = strange(sentence.unexplained, told.kind, "chat")
    borne = _STRANGE + (told.likelihood >= _BEYOND_DOUBT)
    sure = told.likelihood >= least and len(words) <= borne
    turned = _turned(sentence) or (told.kind == "confirm" and _tells_change(sentence.folded))
    return sure and told.kind in _SCOPES and not turned


def _tells_change(words: str) -> bool:
    """Say whether words tell of a change that is not denied: "both phones changed"."""
    return bool(_CHANGE.search(words)) and not _DENIED.search(words)


_CHANGE = re.compile(
    r"\b(?:changed|changes|moved|cambi(?:ad|aron|amos|o\b|e\b)\w*|mudad\w|смени\w+|измени\w+|"
    r"поменя\w+|переех\w+)"
)
_DENIED = re.compile(
    r"\b(?:no|not|nothing|none|never|neither|nor|nada|ningun\w*|nunca|ni|sin|without|un(?:changed|moved)|"
    r"не|ни|ничего|нет|без|никак\w*)\b|n't\b"
)


def _doubtful_chat(sentence: Sentence) -> bool:
    return gist(sentence).likelihood < _CHAT or any(char.isdigit() for char in sentence.folded)


def clauses(sentence: Sentence) -> list[Sentence]:
    """Return the clauses of a sentence as sentences; only one where nothing parts them."""
    return [read(part) for part in _CLAUSE.split(sentence.text) if part and part.strip()]


def clause_by_clause(sentence: Sentence, kind: str) -> bool:
    """Say whether a sentence of much chat surely says one thing in one clause, and nothing else."""
    parts = clauses(sentence)
    rest = [one for one in parts if not gist(one).is_surely(kind)]
    return len(rest) < len(parts) and all(map(only_chats, rest))


def only_chats(sentence: Sentence) -> bool:
    """Say whether a sentence likely only chats, and no phrase in it proposes anything."""
    spoken = any(hit.kind in get_args(Kind) for hit in sentence.found)
    return gist(sentence).is_surely("chat", least=_CHAT) and not spoken


def perhaps(sentences: Iterable[Sentence], *, least: float) -> Iterator[Intent]:
    """Yield what sentences without a telling phrase seem to say: for staff, or to hold mail."""
    for sentence in sentences:
        told = gist(sentence)
        enough = max(least, _CONFIRMS) if told.kind == "confirm" else least
        if told.likelihood >= enough and told.kind in _SCOPES:
            kind, scope = _SCOPES[told.kind]
            yield Intent(kind, 0.45, sentence.text, scope)


def told(sentences: Iterable[Sentence]) -> Iterator[Intent]:
    """Yield that something new is surely told by sentences in which no value was found."""
    for sentence in sentences:
        if gist(sentence).is_surely("update", least=_SURELY):
            yield Intent("update", 0.45, sentence.text)
            return


def _turned(sentence: Sentence, *, politely: bool = False) -> bool:
    """Say whether something in a sentence may turn what it says into something else."""
    doubted = (sentence.asks and not politely) or sentence.has(*_TURNED)
    return doubted or any(char.isdigit() for char in sentence.folded)


@lru_cache(maxsize=256)
def _of(seen: tuple[str, ...]) -> Gist:
    likelihoods = model().likelihoods(seen)
    kind = max(likelihoods, key=lambda one: likelihoods[one])
    return Gist(kind, likelihoods[kind], likelihoods)


def marks_of(sentence: Sentence) -> list[str]:
    """Return what the model looks at: the words, the kinds of phrases, and what is left over."""
    return _marks(sentence.named, sentence)


def _marks(named: str, sentence: Sentence) -> list[str]:
    return list(dict.fromkeys((*marks(named), *kin(named), *_of_phrases(sentence))))


def _seen(sentence: Sentence) -> list[str]:
    """Return the marks of a sentence with its slips of the pen mended."""
    seen = marks_of(sentence)
    if all(word in model().rows for word in sentence.unexplained):
        return seen
    mended = _WORD.sub(lambda found: spelt(found[0]), sentence.named)
    return _marks(mended, sentence)


@lru_cache(maxsize=4096)
def spelt(word: str) -> str:
    """Return the word of the examples that a strange one sounds like, or is one slip away from;
    else itself."""
    if len(word) < _SLIPS or word in model().rows:
        return word
    if sounds.key(word) in _sounding():
        return _sounding()[sounds.key(word)]
    for length in (len(word), len(word) + 1, len(word) - 1):
        near = process.extractOne(
            word, _words().get((word[0], length), ()), scorer=OSA.distance, score_cutoff=1
        )
        if near:
            return str(near[0])
    return word


@cache
def _sounding() -> Mapping[str, str]:
    """Return the words of the examples by how they sound."""
    long = (word for words in _words().values() for word in words if len(word) >= _SLIPS)
    return {sounds.key(word): word for word in long}


@cache
def _words() -> Mapping[tuple[str, int], Sequence[str]]:
    """Return the words of the examples by how they begin and how long they are."""
    found: defaultdict[tuple[str, int], list[str]] = defaultdict(list)
    for mark in model().rows:
        if mark.isalpha():
            found[mark[0], len(mark)].append(mark)
    return found


def _of_phrases(sentence: Sentence) -> Iterator[str]:
    left = min(len(sentence.unexplained), _MOST_LEFT)
    kinds = sorted({found.kind for found in sentence.found})
    yield f"=left {left}"
    yield f"=all {' '.join(kinds)} {min(left, 2)}"
    for found in sentence.found:
        yield f"={found.kind}"
        yield f"={found.kind} {found.strength}"
    if any(map(wording.names_a_field, sentence.folded.split())):
        yield "=field"


@cache
def model() -> Model:
    """Return the learned model of the package."""
    table = resources.files("mail.understanding") / "tables" / "learned" / "kinds.tsv"
    with table.open(encoding="utf-8") as lines:
        return Model.parsed(lines)
