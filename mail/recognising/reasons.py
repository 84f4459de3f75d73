"""Why a mail was not delivered: from the words of the report first, from its codes second.

Codes lie: the same 5.1.1 is written for a full mailbox, a spam filter and a dead address. So a
phrase that says what happened decides; only where no phrase does, the enhanced code (RFC 3463)
decides, then weak phrases, then the SMTP reply code.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from mail.recognising.phrases import Phrase, fold, phrases_of
from mail.recognising.verdict import Reason

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
_RANK = {reason: rank for rank, reason in enumerate(_ORDER)}
# What must stand before a code is asked after its first digit: so the search skips from digit to
# digit instead of stopping at every letter.
_STATUS = re.compile(r"([245])\.(?<![\d.]..)(\d{1,2})\.(\d{1,3})(?![\d.]*\.\d|\d)")
_REPLY = re.compile(
    r"([245](?<![^\s:;<({\[\"'=#-].)[0-5]\d)(?=[\s-]+(?:[#(<\[{]?[245]\.\d|\D)|:|\.(?=\s)|\]|\)|;"
    r"|$|,)"
)
_NOT_A_REPLY = re.compile(
    r"\b(?:port|line|lines|kb|mb|bytes|hours?|days?|minutes?|seconds?)\b", re.I
)
_DOUBTS = frozenset({Reason.SPAM, Reason.BLOCKED, Reason.VIRUS})
_DEAD = frozenset({Reason.USER_UNKNOWN, Reason.HOST_UNKNOWN, Reason.MOVED})


@dataclass(frozen=True, slots=True)
class Codes:
    """The codes a text or a report states: enhanced status as "5.1.1", SMTP reply as 550."""

    status: str | None = None
    reply: int | None = None

    @property
    def transient(self) -> bool:
        """Whether the codes speak of a fault that may pass."""
        stated = self.status or str(self.reply or "")
        return stated.startswith("4")


@dataclass(frozen=True, slots=True)
class Judged:
    """A reason with what decided it (the phrase, or the code), the codes that the words state, and
    the most telling words themselves."""

    reason: Reason
    evidence: str
    codes: Codes
    words: str


def codes_in(text: str) -> Codes:
    """The most telling codes in a text: the first specific enhanced one, the first reply code."""
    statuses = [".".join(found.groups()) for found in _STATUS.finditer(text)]
    status = next((s for s in statuses if is_specific(s)), statuses[0] if statuses else None)
    replies = [int(found[1]) for found in _REPLY.finditer(text)]
    failing = [reply for reply in replies if reply >= 400]
    return Codes(status, failing[0] if failing else None)


def is_specific(status: str | None) -> bool:
    """Whether an enhanced code says more than "something failed" (x.0.0 does not)."""
    return bool(status) and not str(status).endswith(".0.0")


def judge(words: Iterable[str], status: str | None) -> Judged:
    """The reason for one recipient. `words` come most telling first and are read no further than
    needed: the first with a strong phrase decides, then the codes, then the first weak phrase.
    `status` is what the report's own field states, if any."""
    codes, shown = Codes(status), ""
    weak: Phrase | None = None
    symptom: tuple[Phrase, str] | None = None
    seen: set[str] = set()
    for text in words:
        if not text or text in seen:
            continue
        seen.add(text)
        shown = shown or text
        codes = _told(codes, text)
        folded = fold(text[:4000])
        best = _best(phrases_of("reasons").found(folded))
        if best and best.weight > 0 and best.meaning == Reason.SYSTEM_ERROR and not symptom:
            # "Cannot write" is what a full box looks like too: the rest may tell.
            symptom = best, folded
        elif best and best.weight > 0:
            return _stated(best, folded, codes, shown)
        weak = weak or best
    if symptom:
        return _stated(*symptom, codes, shown)
    coded, worded = _by_status(codes.status), _by_weak(weak)
    if coded and worded and coded[0] in _DEAD and worded[0] in _DOUBTS:
        # "5.1.1" with a word of spam beside it: in doubt nobody is dead.
        coded = None
    reason, evidence = coded or worded or _by_reply(codes.reply)
    return Judged(reason, evidence, codes, _short(shown))


def _told(codes: Codes, text: str) -> Codes:
    """The codes known so far with what a text adds: it fills gaps, and replaces an x.0.0."""
    if codes.reply is not None and is_specific(codes.status):
        return codes
    said = codes_in(text)
    vague = codes.status is None or (not is_specific(codes.status) and is_specific(said.status))
    return Codes(said.status or codes.status if vague else codes.status, codes.reply or said.reply)


def _short(text: str) -> str:
    return " ".join(text[:2000].split())[:500]


def _best(found: Iterable[Phrase]) -> Phrase | None:
    return max(found, key=_weight, default=None)


def _weight(phrase: Phrase) -> tuple[int, int, int, str]:
    return (phrase.weight, -_RANK[Reason(phrase.meaning)], len(phrase.text), phrase.text)


def _stated(phrase: Phrase, text: str, codes: Codes, shown: str) -> Judged:
    reason, evidence = Reason(phrase.meaning), phrase.text
    if reason is Reason.USER_UNKNOWN and _refused_content(text, codes):
        reason, evidence = Reason.FILTERED, "user unknown only after the content was seen"
    elif reason is Reason.USER_UNKNOWN and "navail" in phrase.text and codes.transient:
        # "450 mailbox unavailable" says that it is busy, "550 mailbox unavailable" that it is none.
        reason = Reason.SYSTEM_ERROR
    return Judged(reason, evidence, codes, _short(shown))


def _refused_content(text: str, codes: Codes) -> bool:
    """Some carriers take the recipient and call it unknown once they saw the content: a filter."""
    after_data = any(
        words in text for words in ("end of data", "to data command", ">>> data <<< 5")
    )
    return after_data and not (codes.status or "").startswith("5.1.")


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


_REPLY_LINE = re.compile(
    r"[45](?<![\d.].)[0-5]\d(?:[ -]+#?[45]\.\d{1,2}\.\d{1,3})?[ \-:;\])]", re.M
)


def excerpt(words: str) -> str:
    """The lines of a notice that repeat what a server replied, to the end of their paragraphs."""
    kept: list[str] = []
    at = 0
    while len(kept) < 3 and (found := _REPLY_LINE.search(words, at)):
        start = words.rfind("\n", 0, found.start() + 1) + 1
        asked = words.rfind("\n", 0, max(start - 1, 0)) + 1
        if words[asked:start].lstrip().startswith(">>>"):
            # What the server answered is told by what it was asked.
            start = asked
        end = words.find("\n\n", found.end())
        end = min(end if end >= 0 else len(words), start + 900)
        kept.append(words[start:end])
        at = max(end, found.end())
    return "\n".join(kept)
