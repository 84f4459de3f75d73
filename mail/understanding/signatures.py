"""What a signature looks like where no goodbye stands above it.

Its first line is a name (of a person, a firm, a department), and no line of it says anything. A
line of a trade (a job, a firm, a site) tells it from a correction; a name, a street and a phone
alone are what a correction looks like, and are a signature only below words that are complete
without them. Below words that lead to it ("new details below") nothing is a signature.
"""

import re
from collections.abc import Sequence
from typing import Literal

from mail.understanding import labels, reach, sentences, tenses, voices, wording
from mail.understanding.folding import fold
from mail.understanding.lists import alternatives

MAX_LINES = 14  # longer than that, it is part of what was said
CONTACT = re.compile(
    r"\d[\d\s().-]{6,}\d|@|\bwww\.|https?:|\b(?:tel|tlf|tfno|mov|movil|mob|fax|phone|mobile|cell|"
    r"т|тел|моб|факс)\b\s*[.:]"
)
_TRADE = re.compile(rf"(?<!\w)(?:{alternatives('endings', 'trade')})(?!\w)")
_NEWS = re.compile(rf"(?<!\w)(?:{alternatives('endings', 'news')})")
_FOLLOWS = re.compile(rf"(?<!\w)(?:{alternatives('endings', 'follows')})")
_ANOTHER = re.compile(rf"(?<!\w)(?:{alternatives('endings', 'another')})")
_NAMED = re.compile(r"\d|@|\b[A-ZÁÉÍÓÚÑА-ЯЁ]\w")
_SITE = re.compile(
    r"\bwww\.|https?:|(?<![\w@.])[\w-]{2,40}\.(?:com|es|ru|org|net|eu|co\.uk|example)\b"
)
_QUOTED = re.compile(r"[«\"“].{2,50}[»\"”]")
_SMALL = frozenset(
    (
        *(
            "de",
            "del",
            "la",
            "las",
            "los",
            "el",
            "y",
            "e",
            "i",
            "and",
            "of",
            "the",
            "&",
            "+",
            "for",
        ),
        *(
            "at",
            "in",
            "van",
            "von",
            "der",
            "da",
            "do",
            "dos",
            "di",
            "и",
            "в",
            "по",
            "und",
            "et",
            "le",
        ),
    )
)
_IMAGE = re.compile(
    r"\s*(?:\[(?:cid|image|imagen|logo|inline)\b[^\]\n]{0,200}\]|<image\d{0,9}\.\w+>)\s*\Z"
)
_LABELLED = ("phone", "mobile", "email", "street")  # what signatures, too, put a label before
_SIGNED_BY = re.compile(r"(?:Fdo|Firmado|Signed|Исп|Подписано)\b[.: ]{1,3}")
_BRACKETS = re.compile(r"\([^()]{0,40}\)")
_SPLIT = re.compile(r"\s[|·•–—/-]{1,2}\s|\s?[|·•]\s?|,\s")
_STOP = (".", "!", "?", ":", ",", ";")
_MOST_ABOVE = 12  # lines above that may lead to a signature
_VALUE = re.compile(
    r"\d|@|(?i:\b(?:is|are|es|son|to|into|a|en|in|at|por|now|ahora|теперь|на|в|это))\s[A-ZÁÉÍÓÚÑА-ЯЁ]"
)
_DATUM = re.compile(r"\d|@")
_SIGNED = re.compile(r"firma|signature|sign-off|footer|pie|подпис")
_ENDED = (
    "confirm",
    "unsubscribe",
    "partial",
    "erase",
    "access",
    "wrong_person",
    "keep",
    "complaint",
)


def begins(lines: Sequence[str], at: int) -> bool:
    """Say whether a block of lines that begins at `at` is a signature, by itself and what stands
    above. The lines end where the signature would."""
    above = lines[:at]
    block = [line for line in lines[at:] if line.strip() and not _IMAGE.match(line)]
    if not 0 < len(block) <= MAX_LINES:
        return False
    if not (_is_block(block) if len(block) > 1 else is_strip(block[0])):
        return False
    said = _said(above)
    if not said or said[-1].rstrip().endswith((":", ",")):
        return False
    apart = not lines[at - 1].strip()
    trades = len(block) == 1 or any(map(_of_a_trade, block))
    ended = _ended(said if apart else said[-1:])
    return sum((apart, trades, ended)) > 1 and not leads(above)


def _said(above: Sequence[str]) -> list[str]:
    """Return what was said above; nothing where a second mail begins there with a greeting."""
    written = [line for line in above if line.strip()]
    said = [line for line in written if not voices.greets(fold(line).strip())]
    return [] if said and any(voices.greets(fold(line).strip()) for line in written[1:]) else said


def may_begin(line: str) -> bool:
    """Say whether a signature may begin with a line, by its look alone."""
    return is_head(line) or bool(_IMAGE.match(line)) or len(_SPLIT.split(line[:300])) > 2


def is_lone_name(lines: Sequence[str], at: int) -> bool:
    """Say whether a line between blank ones is the name above a signature, not an answer."""
    apart = at > 1 and not lines[at - 1].strip() and not lines[at + 1].strip()
    said = _said(lines[:at]) if apart else []
    plain = said and len(lines[at].split()) <= 4 and is_head(lines[at])
    plain = plain and not voices.says_something(fold(lines[at]))  # "Remove Me"
    return bool(plain) and not said[-1].rstrip().endswith((":", ",")) and _ended(said)


def leads(above: Sequence[str]) -> bool:
    """Say whether words announce that new data stand below them."""
    near = [line.strip() for line in above if line.strip()][-_MOST_ABOVE:]
    if any(line.endswith(":") and not voices.greets(fold(line)) for line in near[-2:]):
        return True
    given = False  # a value, below what is looked at
    for text in reversed([one for line in near for one in sentences.split(line[:400])]):
        news = _news(text)
        if news:
            return news == "in the signature" or (news == "below" and not given)
        given = given or bool(_DATUM.search(text))
    return False


def _news(text: str) -> Literal["in the signature", "below", "told", ""]:
    """Return where a sentence says that new data stand, if it speaks of any."""
    folded = fold(text)
    kinds = voices.kinds(folded)
    changed = "update" in kinds or tenses.says_new(folded)
    points = _NEWS.search(folded)
    another = _ANOTHER.search(folded)
    if points and (changed or "confirm" not in kinds):
        return "in the signature" if _SIGNED.search(points[0]) else "below"
    if _FOLLOWS.search(folded) or (another and not _NAMED.search(text, another.end())):
        return "below"
    if changed and _VALUE.search(text):
        return "told"
    if changed and not kinds & {"confirm", "negation", "denial", "wrong_person"}:
        named = "update" in kinds or voices.names_data(folded)
        return "below" if named else "told"
    return ""


def _ended(said: Sequence[str]) -> bool:
    """Say whether what was said is complete in itself, and nothing is left to be told."""
    kinds = {hit.kind for line in said[-_MOST_ABOVE:] for hit in wording.find(fold(line[:400]))}
    return not kinds.isdisjoint(_ENDED) and "update" not in kinds


def _is_block(block: Sequence[str]) -> bool:
    if not is_head(block[0]):
        return False
    tail = False  # once a footer has begun, its lines are its own
    for line in block[1:]:
        folded = fold(line[:300])
        general = voices.in_general(folded)
        tail = tail or general
        if not _is_line(line, folded) and (not tail or (voices.of_oneself(folded) and not general)):
            return False
    return not any(map(says, block))


def says(line: str) -> bool:
    """Say whether a line below a goodbye or in a block goes on talking; a name does not, whatever
    its words: "The Old Forge Garage"."""
    folded = fold(line[:300])
    if voices.in_general(folded) or not voices.says_something(folded):
        return False
    words = [word for word in line.split() if word[:1].isalpha()]
    shown = all(_capital(word) or word.lower() in _SMALL for word in words)
    return not (shown and len(words) > 2 and not line.isupper()) or voices.of_oneself(folded)


def is_line(line: str) -> bool:
    """Say whether a line can stand in a signature."""
    return _is_line(line, fold(line[:300])) and not says(line)


def _is_line(line: str, folded: str) -> bool:
    bare = _QUOTED.sub(" ", folded)
    answer = labels.line(line, labels.names_of(None))
    calm = not line.rstrip().endswith("?") and 0 < len(line) <= 160
    return (
        calm
        and not (answer and answer[0] not in _LABELLED)
        and not voices.verbal(bare)
        and not voices.of_oneself(bare)
    )


def is_strip(line: str) -> bool:
    """Say whether one line is a whole signature: "Ben Tully - Tully Plumbing - 0118 …"."""
    parts = [part for part in _SPLIT.split(line[:300]) if part and part.strip()]
    folded = fold(line[:300])
    held = len(parts) > 2 and bool(CONTACT.search(folded) or _SITE.search(folded))
    return held and is_head(parts[0]) and is_line(line)


def goes_on(line: str) -> bool:
    """Say whether a line right below a goodbye is said to us: no name, no job and no slogan."""
    folded = fold(line[:300])
    if voices.in_general(folded):
        return False
    words = [word for word in line[:300].split() if any(map(str.isalpha, word))]
    low = sum(not _capital(word) for word in words)
    prose = len(words) > 3 and low >= 0.6 * len(words)
    plain = not _of_a_trade(line) and not CONTACT.search(folded)
    return (prose and plain) or voices.is_sentence(folded)


def is_head(line: str) -> bool:
    """Say whether a line is a name: of a person, a firm, a department."""
    bare = _SIGNED_BY.sub("", _BRACKETS.sub(" ", line[:120])).strip(" *_★☆-–—•·|")
    bare = bare.replace(" @ ", " ")
    words = [word for word in bare.split() if any(map(str.isalpha, word))]
    if not 0 < len(words) <= 8 or any(char.isdigit() or char in "@:" for char in bare):
        return False
    stops = bare.endswith(_STOP) and not re.search(
        r"(?:\b\w|\b\w\.\w|[Ll]td|[Ii]nc|[Ss]r|[Jj]r)\.\Z", bare
    )
    low = [word for word in words if not _capital(word) and word.lower() not in _SMALL]
    named = len(low) <= (len(words) > 2) and not voices.verbal(fold(bare))
    placed = _capital(words[0]) and (_of_a_trade(line) or bool(_QUOTED.search(bare)))
    stops = stops and not (placed and bare.endswith("!"))
    return not stops and (placed or (named and _capital(words[0])))


def _capital(word: str) -> bool:
    return next((char for char in word if char.isalpha()), "").isupper()


def _of_a_trade(line: str) -> bool:
    folded = fold(line[:300])
    if _SITE.search(folded):
        return True
    digits = any(map(str.isdigit, folded))
    return not digits and bool(_TRADE.search(folded) or reach.job_like(folded))
