"""Why a mail was not delivered: from the words of the report first, from its codes second.

Codes lie: the same 5.1.1 is written for a full mailbox, a spam filter and a dead address. So a
phrase that says what happened decides, unless all words together surely say another thing
(`weighing`); only where neither does, the enhanced code (RFC 3463) decides, then weak phrases, then
the SMTP reply code.
"""

from collections.abc import Iterable
from functools import lru_cache
from importlib import resources
from typing import NamedTuple

from mail.recognising.codes import Codes, codes_in, is_specific
from mail.recognising.phrases import Phrase, fold, phrases_of
from mail.recognising.verdict import Reason
from mail.recognising.weighing import BLANK, Passage, Weighed, passages, weigh

# Where phrases for several reasons meet in one text, the earlier wins: what is surely no dead
# address comes before what says that one is dead, because a wrong "dead" costs a customer.
_ORDER = (
    Reason.VIRUS,
    Reason.MAILBOX_FULL,
    Reason.AUTH_FAILURE,
    Reason.RATE_LIMITED,
    Reason.SPAM,
    Reason.RELAY_DENIED,
    Reason.REJECTED,
    Reason.BLOCKED,
    Reason.MESSAGE_TOO_BIG,
    Reason.MOVED,
    Reason.INACTIVE,
    Reason.FILTERED,
    Reason.NOT_ACCEPTED,
    Reason.USER_UNKNOWN,
    Reason.HOST_UNKNOWN,
    Reason.POLICY,
    Reason.SECURITY,
    Reason.CONTENT,
    Reason.SYNTAX,
    Reason.SYSTEM_FULL,
    Reason.SYSTEM_ERROR,
    Reason.EXPIRED,
    Reason.NETWORK,
)
_SAID_NOTHING = Codes()
_RANK: dict[str, int] = {reason: rank for rank, reason in enumerate(_ORDER)}
_DOUBTS = frozenset({Reason.SPAM, Reason.BLOCKED, Reason.VIRUS})
_DEAD = frozenset({Reason.USER_UNKNOWN, Reason.HOST_UNKNOWN, Reason.MOVED})
_ENDS = _DEAD | {Reason.NOT_ACCEPTED}
# How likely a reason must be, all words weighed, to count instead of what the rules say.
_OVER_NOTHING = 0.55
_OVER_A_HINT = 0.75
_OVER_A_DOUBT = 0.65  # where phrases of several reasons meet
_OVER_DEAD = 0.6
_OVER_A_PHRASE = 0.9
_OF_MANY_PASSAGES = 0.85
_TO_CALL_DEAD = 0.9
_SHORT = 250  # letters: in a longer text one phrase says more than all words together
_BESIDE = 25  # letters: so few words beside a phrase do not change what it says


class Judged(NamedTuple):
    """A reason with what decided it (the phrase, or the code), the codes that the words state, and
    the most telling words themselves."""

    reason: Reason
    evidence: str
    codes: Codes
    words: str


def judge(words: Iterable[str], status: str | None, *, content_seen: bool = False) -> Judged:
    """The reason for one recipient. `words` come most telling first and are read no further than
    needed: the first with a strong phrase decides, then the codes, then the first weak phrase.
    `status` is what the report's own field states, if any; `content_seen` whether the server is
    known to have refused the content and not the recipient."""
    codes, shown = Codes(status), ""
    weak: Phrase | None = None
    symptom: tuple[Phrase, str] | None = None
    unclear: list[tuple[str, Passage]] = []
    seen: set[str] = set()
    for text in words:
        if not text or text in seen:
            continue
        seen.add(text)
        shown = shown or text
        codes = _told(codes, text[:4000])
        whole = Passage(folded := fold(text[:4000]), codes, _found(folded))
        best = _best(whole.found)
        strong = best if best and best.weight else None
        if not strong and (unclear or BLANK.search(text.strip())):
            unclear.append((text, whole))
        elif weighed := _outweighing(text, whole, strong):
            return Judged(weighed.reason, weighed.evidence, codes, _short(shown))
        elif strong and _is_symptom(strong) and not symptom:
            symptom = strong, folded
        elif strong:
            return _stated(strong, codes, shown, content_seen or _after_data(folded, codes))
        weak = weak or best
    if symptom:
        phrase, folded = symptom
        return _stated(phrase, codes, shown, content_seen or _after_data(folded, codes))
    if not is_specific(codes.status) and (weighed := _surest(unclear)):
        return Judged(weighed.reason, weighed.evidence, codes, _short(shown))
    reason, evidence = _unweighed(codes, weak)
    return Judged(reason, evidence, codes, _short(shown))


def _surest(unclear: list[tuple[str, Passage]]) -> Weighed | None:
    told = (_outweighing(text, whole, None) for text, whole in unclear)
    return next((one for one in told if one and one.likelihood >= _OF_MANY_PASSAGES), None)


@lru_cache(maxsize=16)
def _found(folded: str) -> tuple[Phrase, ...]:
    return tuple(phrases_of("reasons").found(folded))


def _unweighed(codes: Codes, weak: Phrase | None) -> tuple[Reason, str]:
    coded, worded = _by_status(codes.status), _by_weak(weak)
    if coded and worded and coded[0] in _DEAD and worded[0] in _DOUBTS:
        # "5.1.1" with a word of spam beside it: in doubt nobody is dead.
        coded = None
    return coded or worded or _by_reply(codes.reply)


def _is_symptom(phrase: Phrase) -> bool:
    """Whether a phrase says what a full or a disabled box looks like too: the rest may tell."""
    return phrase.meaning == Reason.SYSTEM_ERROR or "navail" in phrase.text


def _outweighing(text: str, whole: Passage, strong: Phrase | None) -> Weighed | None:
    """What all words say, where that is surer than what the best phrase among them says."""
    if strong and _is_clear(strong, whole, text):
        return None
    parts = passages(text[:4000], whole)
    told = [(weigh(part), part) for part in parts if not strong or strong in part.found]
    likely = [one for one in told if one[0].reason is not Reason.OTHER]
    if not likely:
        return None
    weighed, part = max(likely, key=lambda one: one[0].likelihood)
    return weighed if weighed.likelihood >= _least(weighed.reason, strong, part) else None


def _is_clear(strong: Phrase, whole: Passage, text: str) -> bool:
    """Whether a phrase needs no other words: it is decisive, or nothing speaks of another reason
    and its code says the same, it is all that is said, or much is said beside it."""
    if strong.weight > 1:
        return True
    if len({phrase.meaning for phrase in whole.found}) > 1:
        return False
    coded = _by_status(whole.codes.status)
    if coded and coded[0] == strong.meaning and coded[0] not in _DEAD:
        return True
    length = len(whole.folded)
    long = length > _SHORT or BLANK.search(text.strip()) is not None
    return long or length < len(strong.text) + _BESIDE


def _least(reason: Reason, strong: Phrase | None, part: Passage) -> float:
    """How likely a reason must be to count instead of a strong phrase, if there is one. That an
    address is dead is never said against a phrase or a code that says why it need not be."""
    if strong is None:
        hints = {phrase.meaning for phrase in part.found}
        if reason in _ENDS:
            return _to_call_dead(hints, part.codes)
        if not hints and (coded := _by_status(part.codes.status)):
            hints = {coded[0]}
        return _OVER_A_HINT if hints and reason not in hints else _OVER_NOTHING
    if strong.meaning == reason or (reason in _ENDS and strong.meaning not in _ENDS):
        return 2
    if strong.meaning in _DEAD and reason not in _ENDS:
        return _OVER_DEAD
    several = len({phrase.meaning for phrase in part.found if phrase.weight}) > 1
    return _OVER_A_DOUBT if several else _OVER_A_PHRASE


def _to_call_dead(hints: set[str], codes: Codes) -> float:
    """How likely it must be that an address is dead where no strong phrase says so."""
    coded = _by_status(codes.status)
    if codes.transient or (coded and coded[0] not in _ENDS):
        return 2
    return _OVER_A_HINT if hints and hints <= _ENDS else _TO_CALL_DEAD


def _told(codes: Codes, text: str) -> Codes:
    """The codes known so far with what a text adds: it fills gaps, and replaces an x.0.0."""
    if codes.reply is not None and is_specific(codes.status):
        return codes
    said = codes_in(text)
    if said == _SAID_NOTHING:
        return codes
    vague = codes.status is None or (not is_specific(codes.status) and is_specific(said.status))
    return Codes(said.status or codes.status if vague else codes.status, codes.reply or said.reply)


def _short(text: str) -> str:
    return " ".join(text[:2000].split())[:500]


def _best(found: Iterable[Phrase]) -> Phrase | None:
    return max(found, key=_weight, default=None)


def _weight(phrase: Phrase) -> tuple[int, int, int, str]:
    return (phrase.weight, -_RANK[phrase.meaning], len(phrase.text), phrase.text)


def _stated(phrase: Phrase, codes: Codes, shown: str, content_seen: bool) -> Judged:
    reason, evidence = Reason(phrase.meaning), phrase.text
    looked_up = phrase.weight > 1
    if reason is Reason.USER_UNKNOWN and content_seen and not looked_up:
        reason, evidence = Reason.FILTERED, "user unknown only after the content was seen"
    elif reason is Reason.USER_UNKNOWN and "navail" in phrase.text and codes.transient:
        # "450 mailbox unavailable" says that it is busy, "550 mailbox unavailable" that it is none.
        reason = Reason.SYSTEM_ERROR
    return Judged(reason, evidence, codes, _short(shown))


def _after_data(text: str, codes: Codes) -> bool:
    """Some carriers take the recipient and call it unknown once they saw the content: a filter. An
    answer to the command itself may be the one to a recipient sent just before."""
    if "end of data" in text:
        return True
    early = any(words in text for words in ("to data command", ">>> data <<< 5"))
    return early and not (codes.status or "").startswith("5.1.")


def _by_weak(phrase: Phrase | None) -> tuple[Reason, str] | None:
    return (Reason(phrase.meaning), phrase.text) if phrase else None


def _by_status(status: str | None) -> tuple[Reason, str] | None:
    if not status or not is_specific(status):
        return None
    named = _code_table().get(status.partition(".")[2])
    if named is Reason.HOST_UNKNOWN and status.startswith("4"):
        named = Reason.NETWORK
    return (named, status) if named else None


def _by_reply(reply: int | None) -> tuple[Reason, str]:
    named = _code_table().get(str(reply)) if reply else None
    return named or Reason.OTHER, str(reply) if named else ""


@lru_cache(maxsize=1)
def _code_table() -> dict[str, Reason]:
    source = resources.files("mail.recognising").joinpath("texts", "codes.tsv")
    lines = (line.split("\t") for line in source.read_text(encoding="utf-8").splitlines())
    return {line[1].strip(): Reason(line[0]) for line in lines if line[0][:1] not in ("#", "")}


def is_permanent(reason: Reason, codes: Codes) -> bool:
    """Whether the address itself is dead. A host that takes no mail at all counts where it says so
    for good (a 5xx); quota, filters, policy and inactive accounts never do."""
    if reason is Reason.NOT_ACCEPTED:
        return not codes.transient
    return reason in _DEAD
