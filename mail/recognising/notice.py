"""The recipients named in a notice that a mail system wrote for people to read.

Every address in it is weighed by where it stands: alone on its line, after RCPT TO, beside words of
failure; or beside "from", "contact", "postmaster". The enclosed original says whom we wrote to.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from mail.recognising.addresses import ADDRESS, is_directory, places, tidy, unwrap
from mail.recognising.original import Original

_AFTER_LABEL = re.compile(
    r"(?:rcpt to:?|recipients?|addressee|addressed to|sent to|(?:message|mail|delivery|able)\s+to"
    r"|delivered to|deliver to|undeliverable(?:\s+(?:address|to))?|undelivered to|failed|user"
    r"|userid"
    r"|mailbox|reached"
    r"|tried to (?:contact|reach)|address(?:es)?|to address|for|dda|destinatari[oae]s?"
    r"|destinataires?"
    r"|empf.{1,2}nger|получател[ьюяи]+|адрес\w*|宛先|受信者|收件人|utente|usuario|unknown|full)"
    r"(?:\(s\)|\(en\))?[\s:：=\[<'\"(*-]{0,12}(?:smtp:|mailto:|rfc822;\s?)?[<'\"]?$",
)
_ANY_LABEL = re.compile(r"\w[\w()/-]{1,30}\s?[:：][\s<'\"\[(]{0,9}$")
_TO_LABEL = re.compile(r"\b(?:to|cc|para|an|à|кому|a)\s?[:：][\s<'\"\[(]{0,9}$")
_EXAMPLE = re.compile(r"\be\.g\.|\btry\b|\bexample\b|such as|instead")
_EXAMPLES = ("e.g.", "try", "example", "such as", "instead")
_SENDER_LABEL = re.compile(
    r"(?<!\w)(?:mail from:?|message-? ?id|references|in-reply-to|from|(?:sender"
    r"|from)(?: e-?mail)? address|sender|return-path"
    r"|reply-to|remitente|expéditeur|absender"
    r"|mittente|de"
    r"|von|da|от|отправител\w+"
    r"|sent by|envelope-from|on behalf of|差出人|发件人|送信元)[\s:：=\[<'\"(]{0,8}(?:smtp:"
    r"|mailto:)?[<'\"]?$",
)
_BROKEN_SENDER = re.compile(r"\b(?:from|sender|relay for|behalf of)\s*[<:'\"(]*$")
# Plain words, not patterns: asked of every address in a notice, `in` takes a tenth of the time.
_HELP = (
    *("contact", "assistance", "help", "support", "question", "problem report", "administrator"),
    *("further", "send mail to", "send email to", "send a message to", "forward this"),
    *("forward the", "complain", "abuse", "please email", "please e-mail", "please write"),
    *("please visit", "mailto:", "http", "report", "responsible"),
    *("póngase", "soporte", "consult", "обрат", "поддержк", "администратор", "wenden"),
    *("rückfragen", "assistenza", "entre em contato", "suporte", "お問い合わせ", "管理者"),
)
_FAILS = (
    *("unknown", "not ", "n't", "fail", "undeliver", "reject", "full", "quota", "does", "unable"),
    *("invalid", "error", "unavailable", "disabled", "refus", "blocked", "no such", "never"),
    *("could", "can", "desconocid", "no ", "lleno", "не ", "нет", "nicht", "unbekannt"),
    *("inconnu", "pas", "non ", "não", "ません", "不存在", "nie "),
)
_REFUSAL_CODE = re.compile(r"[45]\d\d")
_GENERATED = re.compile(
    r"(?:generated|expanded|forwarded|redirected)\s+(?:from|by)[\s:<'\"]{1,8}("
    + ADDRESS.pattern
    + ")",
    re.I,
)
_ROLE = re.compile(
    r"^(?:postmaster|mailer-daemon|mailerdaemon|mail-daemon|abuse|hostmaster|root|support|helpdesk|"
    r"help|noreply|no-reply|admin|administrator|webmaster|soporte|bounces?)$",
)
_LIST_ROLE = re.compile(r"^owner-|-(?:owner|request|bounces?|admin|help|subscribe)$")
_ALONE = re.compile(
    r"^[\s>*•·|+\-–—=\[(<'\"]*(?:smtp:|mailto:|rfc822;\s?|recipient:"
    r"|\d{1,3}[.)])?[\s\[(<'\"]*$",
)
_CLOSING = re.compile(r"^[\s>\])'\"]*(?:=20)?[.,;:]{0,4}\s*$")
_COLONS = (":", "：")
_HEADING = re.compile(
    r"(?:recipient|address|destinat|empf.{1,2}nger|получател|адрес|宛先|to|deliver|reach|a"
    r"|an)\w*(?:\(\w+\))?"
    r"[^\n]{0,60}[:：]$",
)
_BARE = re.compile(
    r"^[ \t>*-]{0,12}<?([a-z0-9][a-z0-9._+-]{1,40})>?[ \t]*(?:\([^()\n]{0,80}\))?[ \t]*$", re.I
)
_WORD = re.compile(r"\w{2}")
_OPENING = re.compile(
    r"^[>\])'\"]*\s*(?::|\.\.\.|;|,|-|—|\(|<|on |user|unknown|host|no |was|is )", re.I
)


@dataclass(frozen=True, slots=True)
class Named:
    """An address named in a notice and the words that go with it. `listed` tells one that heads
    a line, as systems list their recipients, from one in the middle of a sentence; `aliased` one
    that the system made another of, and that the report is not headed by."""

    address: str
    words: str
    listed: bool = True
    aliased: bool = False


@dataclass(frozen=True, slots=True)
class _Occurrence:
    address: str
    start: int
    end: int
    weight: int
    source: str = ""


def named_recipients(notice: str, original: Original, ours: Iterable[str]) -> list[Named]:
    """The recipients a notice speaks of, in order, each with its own stretch of the text."""
    text = unwrap(notice[:40_000])
    own = {address.lower() for address in (*ours, original.message_id or "")}
    wanted = {a.lower() for a in (*original.recipients, *original.envelope_recipients)} - own
    occurrences = [_weighed(*place, text, own, wanted) for place in places(text)]
    chosen = _chosen([one for one in occurrences if not is_directory(one.address)])
    return _with_words(_aliased(text, chosen), text)


def bare_names(notice: str) -> list[str]:
    """The mailboxes that a notice lists without their domain, under a line that announces
    recipients: some systems name their own users so."""
    found: list[str] = []
    announced = False
    for line in notice[:5000].split("\n"):
        if announced and (name := _BARE.match(line)):
            found.append(name[1])
        elif line.strip():
            if found:
                break
            ending = line.rstrip()[-160:].lower()
            announced = ending[-1:] in _COLONS and bool(_HEADING.search(ending))
    return found[:20]


def _weighed(start: int, end: int, text: str, own: set[str], wanted: set[str]) -> _Occurrence:
    address = tidy(text[start:end])
    line_start = text.rfind("\n", 0, start) + 1
    line_end = text.find("\n", end)
    heading = text[:line_start].rstrip()[-160:].rpartition("\n")[2].lower()
    before = text[max(line_start, start - 90) : start].lower()
    after = text[end : line_end if line_end >= 0 else len(text)][:90].lower()
    if not before.strip() and _BROKEN_SENDER.search(heading):
        # "… blocked sender" at the end of one line, our address at the beginning of the next.
        before = "from:"
    weight = _place(before, after) + (
        2 if heading[-1:] in _COLONS and _HEADING.search(heading) else 0
    )
    if text[start : start + 5].lower() == "smtp=":
        weight += 4
    weight += 3 if address.lower() in wanted else 0
    if _labelled(before) and _TO_LABEL.search(before[-50:]):
        # The header of our mail repeated: it says whom we wrote to, not who failed.
        weight = min(weight, 2)
    weight -= 8 if address.lower() in own else 0
    local = address.partition("@")[0].lower()
    if address.lower() not in wanted:
        weight -= 3 if _ROLE.match(local) else 9 if _LIST_ROLE.search(local) else 0
    return _Occurrence(address, start, end, weight)


def _place(before: str, after: str) -> int:
    """How much its place on the line says that an address is a failed recipient."""
    if _ALONE.match(before):
        if _CLOSING.match(after) or _OPENING.match(after):
            return 4
        return 2 + (1 if _fails(after) else 0) - (4 if _is_example(after) else 0)
    weight = 0
    label = before[-50:]
    if _SENDER_LABEL.search(label):
        weight -= 5
    elif _AFTER_LABEL.search(label):
        weight += 3
    elif _labelled(label) and _ANY_LABEL.search(label):
        weight += 1 if _TO_LABEL.search(label) else 2
    if _fails(before) or _fails(after):
        weight += 1
    asks = any(word in before for word in _HELP) and "tried to contact" not in before
    if asks or _is_example(before) or after.startswith("?"):
        weight -= 4
    return weight


def _labelled(before: str) -> bool:
    """A cheap first look for what ends in a label."""
    return any(colon in before[-12:] for colon in _COLONS)


def _is_example(words: str) -> bool:
    return any(word in words for word in _EXAMPLES) and bool(_EXAMPLE.search(words))


def _fails(words: str) -> bool:
    return any(word in words for word in _FAILS) or bool(_REFUSAL_CODE.search(words))


def _chosen(occurrences: list[_Occurrence]) -> list[_Occurrence]:
    best: dict[str, _Occurrence] = {}
    for item in occurrences:
        held = best.get(item.address.lower())
        if held is None or item.weight > held.weight:
            best[item.address.lower()] = item
    for least in (3, 1):
        chosen = [item for item in best.values() if item.weight >= least]
        if chosen:
            return sorted(chosen, key=lambda item: item.start)
    # The only address that nothing speaks against, in a language or an order unknown to the rules.
    only = [item for item in best.values() if item.weight == 0]
    return only if len(only) == 1 else []


def _aliased(text: str, chosen: list[_Occurrence]) -> list[_Occurrence]:
    """Where a system says from which address it made another, we wrote to the first one."""
    if not any(word in text for word in (" from ", " from:", "\nfrom ", "generated by")):
        return chosen
    for generated in _GENERATED.finditer(text):
        source, start = tidy(generated[1]), generated.start()
        others = [o for o in chosen if o.address.lower() != source.lower()]
        near = [o for o in others if o.end <= start < o.end + 300][-1:]
        if near:
            chosen = [replace(o, source=source) if o in near else o for o in others]
        else:
            chosen = [*others, _Occurrence(source, start, generated.end(), 5)]
    return sorted(chosen, key=lambda item: item.start)


def _with_words(chosen: list[_Occurrence], text: str) -> list[Named]:
    named = []
    told_before = len(chosen) > 1 and not _WORD.search(text, chosen[-1].end)
    for at, item in enumerate(chosen):
        if told_before:
            words = text[chosen[at - 1].end if at else 0 : item.end]
        else:
            words = text if len(chosen) == 1 else _stretch(text, item, chosen[at + 1 : at + 2])
        listed = item.weight >= 4
        named += [Named(item.source, words, listed, aliased=True)] if item.source else []
        named.append(Named(item.address, words, listed))
    return named


def _stretch(text: str, item: _Occurrence, following: list[_Occurrence]) -> str:
    """The words that go with one recipient: from its line to the line of the next."""
    start = text.rfind("\n", 0, item.start) + 1
    if not following:
        return text[start:]
    end = text.rfind("\n", item.end, following[0].start)
    return text[start : end if end > start else following[0].start]
